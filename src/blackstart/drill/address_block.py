"""A block of loopback addresses that no other drill on this machine has."""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from blackstart.errors import BlackstartError

TRIES = 50


class NoBlockError(BlackstartError):
    """Every block tried is taken."""


@contextmanager
def reserve_block() -> Iterator[tuple[int, int]]:
    """Hold the A and B of a block 127.A.B.0.

    The claim is an abstract socket name (unix(7)): the kernel gives it to one process only
    and frees it when that process ends, however it ends.
    """
    for _ in range(TRIES):
        block = (random.randint(1, 254), random.randint(0, 250))  # noqa: S311  spreads drills, guards nothing
        with socket.socket(socket.AF_UNIX) as claim:
            try:
                claim.bind(f"\0blackstart-drill-{block[0]}-{block[1]}")
            except OSError:
                continue
            yield block
            return
    raise NoBlockError(f"{TRIES} random blocks 127.A.B.0 are all taken by drills; end some of them")


def bind_port(address: str, port: int) -> socket.socket:
    """Return a socket bound to the port, or to a free one where that may not or cannot be had.

    It refuses connections until it is listened on.
    """
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.settimeout(0)
    try:
        bound.bind((address, port))
    except OSError:
        try:
            bound.bind((address, 0))
        except OSError:
            bound.close()
            raise
    return bound


def make_black_hole(bound: socket.socket) -> list[socket.socket]:
    """Make a bound socket a black hole: connections to it are neither accepted nor refused.

    Its queue of one is filled, and Linux drops what comes to a full queue (listen(2)).
    Returns the sockets that fill it, to be held open.
    """
    bound.listen(0)
    filler = socket.socket()
    filler.settimeout(0)
    filler.connect_ex(bound.getsockname())
    return [filler]
