"""How a run reaches its places and is told the time: for real, or in the drill that the environment names."""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.packs import read_sources
from blackstart.transports.base import AddressBook, Transport
from blackstart.transports.ssh_logins import SshLogins

Clock = Callable[[], float]


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a run reaches its places, where that is not as usual."""

    ssh_config: str | None = None
    ssh_client: Literal["auto", "openssh", "asyncssh"] = "auto"
    logins: SshLogins | None = None
    """What was begun already of the logins by OpenSSH's client."""
    send_alert_test: bool = False
    address_book: AddressBook | None = None
    ca_file: str | None = None
    controller_path: str | None = None
    local_paths: dict[str, str] = {}
    """The whole PATH of commands on each host that is this machine, where it is not the operator's."""
    runs: Path | None = None
    """The folder whose runs history is told from."""
    record: Transport | None = None
    """What tells history in place of that folder."""
    allow_pack_commands: bool = False
    """Whether the operator lets this run use whatever the pack adds to the read-only table."""
    pack_commands: tuple[tuple[str, ...], ...] = ()
    """What of it may be run: all or none, found by `find_ways`."""
    clock: Clock = time.time
    """What tells the time (Unix seconds); a rehearsal may play at another one."""


def load_pack(path: str) -> Fleet:
    """Read and load a pack. Raises BaselineError, or PackError where there is none."""
    return place(load_real_pack(path))


def load_real_pack(path: str) -> Fleet:
    """As `load_pack`, whatever drill is up."""
    from blackstart.baseline.load import load_baseline  # noqa: PLC0415  # YAML; judging needs none of it

    return load_baseline(read_sources(path), path)


def place(fleet: Fleet) -> Fleet:
    """Return the fleet where it is to be looked at: in the drill that the environment names, if it names one."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return fleet
    from blackstart.drill.attachment import move_in, read_attachment  # noqa: PLC0415  # only then

    return move_in(fleet, read_attachment())


def find_origin() -> Origin:
    """Return whose evidence is meant: the fleet's own, unless the environment names a drill that is up."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return FLEET_ITSELF
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return read_attachment().origin


def find_ways(fleet: Fleet, ways: Ways) -> Ways:
    """Return the ways into the drill that the environment names, if it names one and no other was given.

    What a pack adds to the read-only table runs for real with the operator's consent alone; in a drill it is
    simulated. Raises PackError without that.
    """
    if ways.address_book is not None:
        return ways
    if not os.environ.get("BLACKSTART_DRILL"):
        return msgspec.structs.replace(ways, pack_commands=find_commands(fleet, ways))
    from blackstart.app.consent import require_harmless  # noqa: PLC0415  # only in drills
    from blackstart.drill.attachment import AttachedBook, read_attachment  # noqa: PLC0415  # only then
    from blackstart.drill.history import RehearsedRecord  # noqa: PLC0415  # as above

    drill = read_attachment()
    clock = partial(tell_time, drill.shift)
    return msgspec.structs.replace(
        ways,
        ssh_config=drill.ssh_config,
        address_book=AttachedBook(drill),
        ca_file=drill.ca_file,
        controller_path=drill.controller_path,
        local_paths=drill.local_paths,
        pack_commands=require_harmless(fleet),
        record=RehearsedRecord(fleet, drill.history, drill.boot_ids, clock),
        clock=clock,
    )


def find_commands(fleet: Fleet, ways: Ways) -> tuple[tuple[str, ...], ...]:
    """Return what the pack adds to the read-only table. Raises PackError where the operator did not consent."""
    if not fleet.read_only_commands:
        return ()
    from blackstart.app.consent import require_consent  # noqa: PLC0415  # few packs add any

    return require_consent(fleet, allowed_all=ways.allow_pack_commands)


def tell_time(shift: float) -> float:
    """Return the time (Unix seconds) on a clock that is `shift` seconds off."""
    return time.time() + shift


def read_clock() -> float:
    """Return the time (Unix seconds) for a decision made now; in a drill, its own."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return time.time()
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return tell_time(read_attachment().shift)
