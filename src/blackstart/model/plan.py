"""What is due when in a recovery, what to do while something is at fault, and where both stand."""

from enum import StrEnum

import msgspec

from blackstart.model.causes import RootCause
from blackstart.model.claims import DEFAULT_AGE, Missing, Requirements, Text
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.scorecard import HostCondition

OPEN_INCIDENT = "OPEN_INCIDENT_REQUIRED"
"""How a recovery is closed at a level that allows nothing better (runbook section 1.4)."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A time after T+0 (`at`, in seconds), what must be shown by then, and what to do `otherwise`.

    `hosts_in_scope` is the least condition of every host in scope, each booted after T+0; `requires` has all else.
    A point that asks for neither is reached when its time has come: a person says so, and `otherwise` is to be done
    whatever was seen. When it is reached, `says` may be said.
    """

    at: float
    hosts_in_scope: HostCondition | None = None
    requires: Requirements | None = None
    goal: Text = {}
    says: Text = {}
    otherwise: Text = {}

    @property
    def name(self) -> str:
        """The point as people write it, in minutes."""
        return f"T+{self.at / 60:g}"


class StandIn(msgspec.Struct, frozen=True, kw_only=True):
    """What does the work of the part that is lost, said only where `requires` shows it."""

    requires: Requirements
    says: Text = {}


class HostPath(msgspec.Struct, frozen=True, kw_only=True):
    """How to run without a part of the fleet, while one of `hosts` or `checks` is the root cause of a failure.

    `back` is what must be shown before the path is left.
    """

    name: str
    back: Requirements
    hosts: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    says: Text = {}
    stand_in: StandIn | None = None


class PlanB(msgspec.Struct, frozen=True, kw_only=True):
    """Points in their order, each standing on those before it; paths, and what is never done by its name."""

    points: tuple[Point, ...] = ()
    paths: tuple[HostPath, ...] = ()
    red_lines: dict[str, Text] = {}
    max_age: float = DEFAULT_AGE


class RecoveryScope(msgspec.Struct, frozen=True, kw_only=True):
    """The `hosts` that have to come back after T+0, and `booted`, those of them whose boot is after it.

    `up_before` are hosts that were seen to be up since before T+0: they never went down. What is not known to have
    stayed up is in scope. Where somebody has named hosts, these are the scope.
    """

    hosts: tuple[str, ...]
    booted: tuple[str, ...] = ()
    up_before: tuple[str, ...] = ()


class Progress(StrEnum):
    """Where something with a time stands."""

    REACHED = "REACHED"
    STUCK = "STUCK"
    HELD = "HELD"
    AHEAD = "AHEAD"
    NOT_IN_SCOPE = "NOT IN SCOPE"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One point or release and where it stands; `missing` tells what it lacks, `causes` what is behind that."""

    name: str
    progress: Progress
    says: Text = {}
    goal: Text = {}
    otherwise: Text = {}
    at: float | None = None
    missing: tuple[Missing, ...] = ()
    causes: tuple[RootCause, ...] = ()


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """Why plan B is on: a point that is due or the next level that is not met, or before T+0 an open window.

    While a window is open nothing is begun: `ceiling` is the level that this is recorded as.
    """

    name: str
    ceiling: str = ""
    says: Text = {}
    reason: str = ""
    missing: tuple[Missing, ...] = ()
    causes: tuple[RootCause, ...] = ()


class PathStage(msgspec.Struct, frozen=True, kw_only=True):
    """A path that is to be walked, the root causes that call for it, and what is missing on the way back."""

    name: str
    causes: tuple[RootCause, ...]
    says: Text = {}
    stand_in: Text = {}
    missing: tuple[Missing, ...] = ()


class Closeout(msgspec.Struct, frozen=True, kw_only=True):
    """How a recovery would have to be closed at the level it has reached."""

    name: str
    says: Text = {}


class PlanAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recovery stands `elapsed` seconds after T+0; a negative number is before it.

    `level` is the level that the run proves. `next_release` is the last of the releases that may be let go, empty for
    none. `closeout` is how it would have to be closed now; None before T+0.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    since: float
    elapsed: float
    level: str
    scope: RecoveryScope
    triggers: tuple[Trigger, ...]
    paths: tuple[PathStage, ...]
    stop_lines: tuple[Stage, ...]
    releases: tuple[Stage, ...]
    next_release: str
    closeout: Closeout | None
    red_lines: dict[str, Text]
    obstacles: tuple[Missing, ...]
    first_blocked: str | None
    age: float


class TimelineAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recovery stands on its points.

    `stuck` is the first point that is due and not reached, `gate` the phase of its first root cause; `blocked` tells
    that more than warnings keep it from being reached.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    since: float
    elapsed: float
    level: str
    scope: RecoveryScope
    points: tuple[Stage, ...]
    may_say: Text
    stuck: str
    gate: str
    blocked: bool
    obstacles: tuple[Missing, ...]
    first_blocked: str | None
    age: float
