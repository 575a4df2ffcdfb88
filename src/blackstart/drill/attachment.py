"""How other processes reach a drill that is up: a file they are led to by the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from blackstart.drill.fixtures import Past
from blackstart.drill.fleet import Drill
from blackstart.files import read_regular
from blackstart.model.fleet import Fleet, Host
from blackstart.model.origin import Origin
from blackstart.packs import PackError

LARGEST = 1 << 26
VARIABLE = "BLACKSTART_DRILL"
FILE = "attachment.json"


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """What a process must know of a drill; `digest` is the pack's, `origin` names its scenario.

    `routes` lead connections into the drill, all others go to `closed`, where nobody listens;
    `shift` is how many seconds off its clock is.
    """

    digest: str
    origin: Origin
    hosts: dict[str, Host]
    routes: tuple[tuple[str, int, str, int], ...]
    closed: tuple[str, int]
    ssh_config: str
    ca_file: str
    controller_path: str
    local_paths: dict[str, str]
    boot_ids: dict[str, str]
    history: dict[str, Past]
    shift: float


class AttachedBook(dict[tuple[str, int], tuple[str, int]]):
    """Where connections go instead; like the drill's own it is total, so that nothing leaves loopback."""

    def __init__(self, attachment: Attachment) -> None:
        """Take the routes."""
        super().__init__({(name, port): (address, actual) for name, port, address, actual in attachment.routes})
        self._closed = attachment.closed

    def get(self, place: tuple[str, int], _default: object = None) -> tuple[str, int]:
        """Return the route, or where nobody listens."""
        return super().get(place, self._closed)

    def __missing__(self, place: tuple[str, int]) -> tuple[str, int]:
        return self._closed


def write_attachment(drill: Drill, history: Mapping[str, Past], shift: float) -> Path:
    """Write the file into the drill's folder."""
    attachment = Attachment(
        digest=drill.fleet.digest,
        origin=drill.fleet.origin,
        hosts=drill.fleet.hosts,
        routes=tuple((*place, *target) for place, target in drill.address_book.items()),
        closed=drill.addresses.closed,
        ssh_config=str(drill.ssh_config),
        ca_file=str(drill.ca_file),
        controller_path=str(drill.controller_path),
        local_paths=drill.local_paths,
        boot_ids=drill.boot_ids,
        history=dict(history),
        shift=shift,
    )
    path = drill.folder / FILE
    path.write_bytes(msgspec.json.encode(attachment))
    return path


def read_attachment() -> Attachment:
    """Read the file that the environment names. Raises PackError."""
    path = Path(os.environ[VARIABLE])
    try:
        return msgspec.json.decode(read_regular(path, LARGEST), type=Attachment)
    except (OSError, msgspec.MsgspecError) as error:
        raise PackError(f"{VARIABLE}={path}: no drill that is up; unset it, or start `blackstart drill up`") from error


def move_in(fleet: Fleet, attachment: Attachment) -> Fleet:
    """Return the fleet at the drill's addresses, by a name of its own. Raises PackError for another pack's drill."""
    if fleet.digest != attachment.digest:
        raise PackError(f"{VARIABLE} is of another pack than {fleet.name}; unset it, or raise a drill of this one")
    return fleet.rehearsed(attachment.origin, attachment.hosts)
