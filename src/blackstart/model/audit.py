"""What an audit looks at beside a fleet, and what it finds."""

import msgspec

from blackstart.model.outcome import Outcome, Result


class Jump(msgspec.Struct, frozen=True, kw_only=True):
    """A host on the way to another: as the SSH configuration names it, and the address that stands for."""

    name: str
    address: str


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """How SSH reaches a host: the address it dials, through which hosts, or by a command of its own."""

    address: str
    jumps: tuple[Jump, ...] = ()
    command: str = ""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the machine that checks; None is what could not be found out.

    `routes` are by host id. `names` are those its hosts file knows, `name_servers` and
    `addresses` are numbers.
    """

    routes: dict[str, Route] = {}
    names: frozenset[str] | None = None
    name_servers: tuple[str, ...] | None = None
    addresses: frozenset[str] | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has against a pack. `about` is a key of the fleet's origins: a check's id, `host:ID`, ..."""

    outcome: Outcome
    about: str
    message: str
    mend: str


class AuditFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule came to: PASS once, or each complaint with its place (`file:line`, where it is known)."""

    rule: str
    outcome: Outcome
    message: str
    about: str = ""
    mend: str = ""
    place: str = ""


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """Findings in the order of the rules; GREEN where all of them are PASS."""

    fleet: str
    digest: str
    result: Result
    findings: tuple[AuditFinding, ...]
