"""What a check kind promises, and what it finds."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, ClassVar, Protocol

import msgspec

from blackstart.model.connection import System
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.request import Steps


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The host a check is about: its id, address and SSH port."""

    host: str
    address: str
    ssh_port: int = 22


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison of what was expected with what was seen.

    A finding that does not hold takes the check's `else` outcome, unless it names its own. Where it comes to
    nothing but systemd units that failed, `units` names them.
    """

    holds: bool
    expected: str
    seen: str
    outcome: Outcome | None = None
    warns_as: WarningClass | None = None
    units: tuple[str, ...] = ()


class Proof(IntEnum):
    """What a kind proves of its host. Up to LOGIN they are rungs: a lower one explains a higher.

    CAPACITY is room to work in: without it a host is not ready, but it alone makes no host so; nor does CLOCK, that its
    time is right.
    """

    PING = 0
    LINK = 1
    PORT = 2
    LOGIN = 3
    BOOT = 4
    READY = 5
    CAPACITY = 6
    CLOCK = 7


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Typed values read out of replies; expectations are written over its fields."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """The check another one is judged by, and the dotted path of the value it looks at.

    `given` is the parameter that names it. Where it is `recorded`, the runs on record tell of it
    too, and otherwise only the one that is judged.
    """

    check: str
    value: str = ""
    given: str = "of"
    recorded: bool = True


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """What a followed check comes to in the run that is judged, before anything explains it.

    `boot_id` is as in a recorded sample: empty without a host, None where it was not seen.
    """

    outcome: Outcome
    at: float = 0.0
    reading: dict[str, Any] | None = None
    boot_id: str | None = None


class Kind(Protocol):
    """A frozen set of parameters that knows what to ask and how to read the answers."""

    name: ClassVar[str]
    proves_alerts: ClassVar[bool]
    """Whether a PASS proves that an alert reaches whom it should."""

    def proof(self) -> Proof | None:
        """Return what a PASS proves of the host the check is about, if anything."""
        ...

    def units(self) -> tuple[str, ...]:
        """Return the whole names of systemd units whose failure this check would tell."""
        ...

    @property
    def faults(self) -> tuple[str, ...]:
        """Names of what a drill breaks to make it fail, the likeliest first."""
        ...

    def comes_through(self) -> System | None:
        """Return the system between the check and what it is about, whose word it believes, if there is one."""
        ...

    def verifies(self) -> System | None:
        """Return the system whose working a PASS shows, if it shows one's."""
        ...

    def believes_files(self) -> tuple[str, ...]:
        """Return files that it believes whatever their age."""
        ...

    def wants_rules(self) -> tuple[str, ...]:
        """Return the alerts whose rules must be loaded."""
        ...

    def limits_age_of(self) -> str | None:
        """Return the file whose age a PASS limits, if it limits one's."""
        ...

    def rests_on_clock(self) -> bool:
        """Tell whether the host reckons with its own time where it answers."""
        ...

    def passes_at(self) -> dict[str, str]:
        """Return values of the reading, as lines show them, by path, without which it never passes."""
        ...

    def columns(self) -> frozenset[str]:
        """Return names an expectation may use beside the reading's fields: keys of its `row`."""
        ...

    def follows(self) -> Followed | None:
        """Return the check whose record this one is judged by, if it is judged by one's."""
        ...

    def steps(self, target: Target) -> Steps[Any]:
        """Yield requests, be sent replies, return a reading. Pure."""
        ...

    def steps_beside(self, target: Target, present: Present | None) -> Steps[Any]:
        """As `steps`, knowing what the followed check comes to in the same run."""
        ...

    def findings(self, reading: Any) -> Iterable[Finding]:
        """Compare the reading with what the parameters demand."""
        ...
