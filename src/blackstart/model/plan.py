"""What to do when a recovery does not go as planned, and what is due when: the pack's data, and where it stands."""

from enum import StrEnum

import msgspec

from blackstart.model.claims import DEFAULT_AGE, Missing, Requirements, Text
from blackstart.model.go import Window
from blackstart.model.origin import FLEET_ITSELF, Origin


class Moment(StrEnum):
    """On which side of the start (T+0) a trigger counts."""

    BEFORE = "before"
    AFTER = "after"


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What makes plan B begin: an open `window`, or `requires` not met `after` so many seconds; a `ceiling` level."""

    name: str
    ceiling: str
    moment: Moment = Moment.AFTER
    after: float = 0.0
    requires: Requirements | None = None
    window: Window | None = None
    says: Text = {}


class HostPath(msgspec.Struct, frozen=True, kw_only=True):
    """How to run without a part of the fleet, while `requires`, the way back to plan A, is not met."""

    name: str
    requires: Requirements
    says: Text = {}
    back: Text = {}


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A layer that may be let go once `requires` is met, and all before it are."""

    name: str
    requires: Requirements
    says: Text = {}


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """What must be so after so many seconds; without `requires` it is to be done whatever was seen."""

    name: str
    after: float
    requires: Requirements | None = None
    says: Text = {}


class Closeout(msgspec.Struct, frozen=True, kw_only=True):
    """A state in which the recovery may be closed; the last of them asks for nothing."""

    name: str
    requires: Requirements | None = None
    says: Text = {}


class RedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is never done, however long it takes."""

    name: str
    says: Text = {}


class PlanB(msgspec.Struct, frozen=True, kw_only=True):
    """The file `plan_b.yml`; releases are in their order, closeouts from the best down."""

    triggers: tuple[Trigger, ...]
    closeouts: tuple[Closeout, ...]
    paths: tuple[HostPath, ...] = ()
    stop_lines: tuple[Deadline, ...] = ()
    releases: tuple[Release, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    max_age: float = DEFAULT_AGE


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A time after the start: the goal, the evidence due (a person's word where there is none), what may be said."""

    at: float
    goal: Text
    says: Text
    requires: Requirements | None = None

    @property
    def name(self) -> str:
        """The point as people write it, in minutes."""
        return f"T+{self.at / 60:g}"


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The file `timeline.yml`: points in their order."""

    points: tuple[Point, ...]
    max_age: float = DEFAULT_AGE


class Progress(StrEnum):
    """Where something with a time stands."""

    REACHED = "REACHED"
    STUCK = "STUCK"
    HELD = "HELD"
    AHEAD = "AHEAD"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One point, stop line, path or release and where it stands; `missing` tells what it lacks."""

    name: str
    progress: Progress
    says: Text = {}
    about: Text = {}
    at: float | None = None
    missing: tuple[Missing, ...] = ()


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger that spoke."""

    name: str
    ceiling: str
    says: Text
    reason: str = ""
    missing: tuple[Missing, ...] = ()


class PlanAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where plan B stands `elapsed` seconds after the start; a negative number is before it.

    `reached` is the level the evidence proves, `level` the one that may be reported, as far as
    `ceiling` allows. `next_release` is the last of the releases that may be let go, empty for
    none. `closeout` is how it would have to be closed now; None before the start.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    since: float
    elapsed: float
    reached: str
    ceiling: str
    level: str
    triggers: tuple[Spoken, ...]
    paths: tuple[Stage, ...]
    stop_lines: tuple[Stage, ...]
    releases: tuple[Stage, ...]
    next_release: str
    closeout: Closeout | None
    red_lines: tuple[RedLine, ...]
    obstacles: tuple[Missing, ...]
    first_blocked: str | None
    age: float


class TimelineAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where the recovery stands on its timeline; `stuck` is the first point that is due and not reached."""

    fleet: str
    origin: Origin = FLEET_ITSELF
    since: float
    elapsed: float
    points: tuple[Stage, ...]
    may_say: Text
    stuck: str
    obstacles: tuple[Missing, ...]
    first_blocked: str | None
    age: float
