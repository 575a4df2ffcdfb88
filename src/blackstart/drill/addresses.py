"""The loopback address of each simulated host, and where a connection to any address goes. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address

import msgspec

from blackstart.model.request import CONTROLLER

OWN = ("127.0.0.1", "localhost", "::1")
"""What a machine calls itself."""
BLOCK = 250
"""Hosts with one third octet; 251 and up are kept for the drill itself."""
LAST_OCTETS = range(1, BLOCK + 1)


class HostAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A host's loopback address, the names and addresses it is known as, and its open ports.

    `ports` gives the port really bound for each port that is asked for.
    """

    host: str
    address: str
    known_as: tuple[str, ...] = ()
    ports: dict[int, int] = {}


class AddressTable(msgspec.Struct, frozen=True, kw_only=True):
    """All hosts by host id, and a loopback address and port where nobody ever listens.

    `local` is the host that is the controller itself, if the fleet has one.
    """

    hosts: dict[str, HostAddress]
    closed: tuple[str, int]
    local: str | None = None

    def route(self, host: str, port: int, at: str = CONTROLLER) -> tuple[str, int]:
        """Return where a connection from `at` to host and port goes: always loopback.

        What is not declared goes where it is refused, never to a port that this machine
        itself, or the real fleet, may have open.
        """
        for host_address in self.hosts.values():
            if port in host_address.ports and host in self.names(host_address, at):
                return host_address.address, host_address.ports[port]
        return self.closed

    def find(self, name: str) -> HostAddress | None:
        """Return the host known by that name or address."""
        return next(
            (
                host_address
                for host_address in self.hosts.values()
                if name == host_address.address or name in host_address.known_as
            ),
            None,
        )

    def names(self, host_address: HostAddress, at: str) -> tuple[str, ...]:
        """Return what a host is called at the host `at`."""
        is_own = host_address.host == at or (at == CONTROLLER and host_address.host == self.local)
        return (host_address.address, *host_address.known_as, *(OWN if is_own else ()))


class AddressBook(Mapping[tuple[str, int], tuple[str, int]]):
    """Where the controller connects instead: total, so that nothing ever leaves loopback.

    Iterated over, it gives the declared routes only.
    """

    def __init__(self, addresses: AddressTable) -> None:
        """Look up in this table."""
        self._seating = addresses

    def __getitem__(self, place: tuple[str, int]) -> tuple[str, int]:
        return self._seating.route(*place)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        for host_address in self._seating.hosts.values():
            yield from (
                (name, port) for name in self._seating.names(host_address, CONTROLLER) for port in host_address.ports
            )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True


def assign_addresses(hosts: Mapping[str, str], block: tuple[int, int]) -> dict[str, str]:
    """Give each host id (with its address in the baseline) an address in 127.A.B.0 and up.

    The last octet stays what it is in the baseline where it can, so that people know it.
    """
    first, second = block
    wanted = {host: read_octet(address) for host, address in hosts.items()}
    taken: dict[int, str] = {}
    for host, octet in wanted.items():
        if octet is not None:
            taken.setdefault(octet, host)
    kept = {host: f"127.{first}.{second}.{octet}" for octet, host in taken.items()}
    free = find_free(taken, block)
    return {host: kept.get(host) or next(free) for host in hosts}


def read_octet(address: str) -> int | None:
    """Return the last octet of an IPv4 address, if it is one that a host may keep."""
    try:
        octet = int(IPv4Address(address)) % 256
    except AddressValueError:
        return None
    return octet if octet in LAST_OCTETS else None


def find_free(taken: Iterable[int], block: tuple[int, int]) -> Iterator[str]:
    """Yield addresses that no host has, in this block and those after it."""
    first, second = block
    used = set(taken)
    yield from (f"127.{first}.{second}.{octet}" for octet in LAST_OCTETS if octet not in used)
    for third in range(second + 1, 256):
        yield from (f"127.{first}.{third}.{octet}" for octet in LAST_OCTETS)
