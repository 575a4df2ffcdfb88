"""What an audit looks at beside a fleet, and what it finds."""

from typing import Literal

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.lock import Lock
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import Verdict


class Jump(msgspec.Struct, frozen=True, kw_only=True):
    """A host on the way to another: as the SSH configuration names it, and the address that stands for."""

    name: str
    address: str


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """How SSH reaches a host: the address it dials, through which hosts, or by a command of its own."""

    address: str
    jumps: tuple[Jump, ...] = ()
    command: str = ""


class PackFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a pack that is none of its baseline: its text, and whether it may be executed."""

    text: str
    executable: bool


class PrometheusRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule for Prometheus in a file of the pack: an alert, or a metric that is recorded."""

    file: str
    line: int
    alert: str = ""
    record: str = ""
    expr: str
    labels: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """What is there beside the baseline.

    `broken` are files that cannot be read, with the reason. `commands` are those of the command line.
    `live` is what views of the hosts came to, by view; None where the hosts were not asked.
    """

    files: dict[str, PackFile] = {}
    rules: tuple[PrometheusRule, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    commands: frozenset[str] = frozenset()
    live: dict[str, tuple[Verdict, ...]] | None = None


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the machine that checks; None is what could not be found out.

    `routes` are by host id. `names` are those its hosts file knows, `name_servers` and
    `addresses` are numbers. `readiness` is set where the pack is audited for that too. `lock`
    is what the pack was accepted to mean; None where nobody has accepted it. `as_written` is the
    fleet by its pack alone, where a drill has it at other addresses.
    """

    routes: dict[str, Route] = {}
    names: frozenset[str] | None = None
    name_servers: tuple[str, ...] | None = None
    addresses: frozenset[str] | None = None
    readiness: Readiness | None = None
    lock: Lock | None = None
    as_written: Fleet | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule has against a pack. `about` is a key of the fleet's origins: a check's id, `host:ID`, ..."""

    outcome: Outcome
    about: str
    message: str
    mend: str
    of: str = ""
    """What of that, where a rule may have several things against it: in names of the pack, not as a message puts it."""
    place: str = ""
    """File and line within the pack, where no origin of the fleet tells it."""


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that somebody looked at and lets stand, through the day `until` (UTC, as 2026-12-31)."""

    finding: str
    by: str
    note: str
    until: str
    place: str = ""
    """File and line where it stands."""


class Waivers(msgspec.Struct, frozen=True, kw_only=True):
    """The waivers of a pack, each of another finding, and the day (UTC) that they are asked on."""

    entries: tuple[Waiver, ...] = ()
    today: str = ""


WAIVER_RULE = "waivers"
NEVER_WAIVED = frozenset({"files", "live", "lock", WAIVER_RULE})
"""Rules of which nothing is waived: an unread file hides what stands in it, hosts change while a pack does not, and a
change of meaning is accepted by name."""
WAIVER_ENDS = (Outcome.WARN.lower(), Outcome.BLOCKED.lower())
"""How a key ends: what is worse than what was waived is another finding."""


def is_waivable(rule: str, outcome: str) -> bool:
    """Tell whether such a finding may be waived; commands that block never are, as no consent lets them run."""
    ends = WAIVER_ENDS
    return rule not in NEVER_WAIVED and outcome.lower() in ends and (rule, outcome.lower()) != ("commands", ends[1])


WAIVED: Literal["WAIVED"] = "WAIVED"
"""What a finding comes to while somebody waives it."""


class AuditFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule came to: PASS once, or each complaint with its place (`file:line`, where it is known).

    `keys` are what a waiver names it by, one for each thing it is about; none where it cannot be waived.
    """

    rule: str
    outcome: str
    message: str
    about: str = ""
    mend: str = ""
    place: str = ""
    keys: tuple[str, ...] = ()
    waived: Waiver | None = None


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """Findings in the order of the rules; GREEN where all of them are PASS or waived."""

    fleet: str
    digest: str
    result: Result
    findings: tuple[AuditFinding, ...]
