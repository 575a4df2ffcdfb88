"""How a run connects to hosts: for real, or to the drill that the environment names."""

import os
import time
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from blackstart.app.clock import Clock, tell_time
from blackstart.model.fleet import Fleet
from blackstart.transports.base import AddressBook, Transport
from blackstart.transports.ssh_logins import SshLogins


class Connections(msgspec.Struct, frozen=True, kw_only=True):
    """How a run connects to hosts, and whose record and clock it uses, where that is not as usual."""

    ssh_config: str | None = None
    ssh_client: Literal["auto", "openssh", "asyncssh"] = "auto"
    logins: SshLogins | None = None
    """What was begun already of the logins by OpenSSH's client."""
    send_alert_test: bool = False
    only_reads: bool = False
    """Whether nothing is to be sent and so nothing asked that sends: an unattended monitor."""
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
    """What of it may be run: all or none, found by `find_connections`."""
    clock: Clock = time.time
    """What tells the time (Unix seconds); a rehearsal may play at another one."""


def find_connections(fleet: Fleet, connections: Connections) -> Connections:
    """Return connections to the drill that the environment names, if it names one and none was given.

    What a pack adds to the read-only table runs for real with the operator's consent alone; in a drill it is
    simulated. Raises PackError without that.
    """
    if connections.address_book is not None:
        return connections
    if not os.environ.get("BLACKSTART_DRILL"):
        return msgspec.structs.replace(connections, pack_commands=find_commands(fleet, connections))
    from blackstart.app.consent import require_harmless  # noqa: PLC0415  # only in drills
    from blackstart.drill.attachment import AttachedBook, read_attachment  # noqa: PLC0415  # only then
    from blackstart.drill.history import RehearsedRecord  # noqa: PLC0415  # as above

    drill = read_attachment()
    clock = partial(tell_time, drill.shift)
    return msgspec.structs.replace(
        connections,
        ssh_config=drill.ssh_config,
        address_book=AttachedBook(drill),
        ca_file=drill.ca_file,
        controller_path=drill.controller_path,
        local_paths=drill.local_paths,
        pack_commands=require_harmless(fleet),
        record=RehearsedRecord(fleet, drill.history, drill.boot_ids, clock),
        clock=clock,
    )


def find_commands(fleet: Fleet, connections: Connections) -> tuple[tuple[str, ...], ...]:
    """Return what the pack adds to the read-only table. Raises PackError where the operator did not consent."""
    if not fleet.read_only_commands:
        return ()
    from blackstart.app.consent import require_consent  # noqa: PLC0415  # few packs add any

    return require_consent(fleet, allowed_all=connections.allow_pack_commands)
