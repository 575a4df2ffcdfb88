"""The base every kind of check is declared on."""

from collections.abc import Iterable
from typing import Any, ClassVar, Literal

import msgspec

from blackstart.model.connection import DOCKER, System
from blackstart.model.kind import Finding, Followed, Present, Proof, Reading, Target
from blackstart.model.request import Steps


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters of a check; a subclass adds its fields, `steps` and, mostly, `findings`.

    `name` is the key in a baseline; `reading` the type `steps` returns; `asked_from` the
    place unless the baseline says `from:`; `shorthand` the field that a bare value stands
    for (`systemd_unit: nginx`); `needs_expect` refuses a check whose parameters demand
    nothing and that states no expectation; `blind_spots` say, a sentence each, what the kind
    cannot see, and as whom it must ask to see it. `faults` name what a drill breaks to make it fail, the likeliest
    first (`blackstart.drill.faults`); without any, answers are changed one by one.
    """

    name: ClassVar[str]
    reading: ClassVar[type[Reading]]
    asked_from: ClassVar[Literal["host", "controller"]] = "host"
    shorthand: ClassVar[str | None] = None
    needs_expect: ClassVar[bool] = False
    proves_alerts: ClassVar[bool] = False
    example: ClassVar[str]
    blind_spots: ClassVar[tuple[str, ...]] = ()
    faults: ClassVar[tuple[str, ...]] = ()

    def proof(self) -> Proof | None:
        """Return what a PASS proves of the host the check is about; by default nothing."""
        return None

    def units(self) -> tuple[str, ...]:
        """Return the whole names of systemd units whose failure this check would tell; by default none."""
        return ()

    def comes_through(self) -> System | None:
        """Return the system whose word it believes: by default Docker where it looks into a `container`, else none."""
        return System(connection=DOCKER) if getattr(self, "container", None) else None

    def verifies(self) -> System | None:
        """Return the system whose working a PASS shows; by default none's."""
        return None

    def believes_files(self) -> tuple[str, ...]:
        """Return files that it believes whatever their age; by default none."""
        return ()

    def wants_rules(self) -> tuple[str, ...]:
        """Return the alerts whose rules must be loaded; by default none."""
        return ()

    def limits_age_of(self) -> str | None:
        """Return the file whose age a PASS limits; by default none's."""
        return None

    def rests_on_clock(self) -> bool:
        """Tell whether the host reckons with its own time where it answers; by default it does not."""
        return False

    def passes_at(self) -> dict[str, str]:
        """Return values of the reading, as lines show them, by path, without which it never passes; by default none."""
        return {}

    def columns(self) -> frozenset[str]:
        """Return names an expectation may use beside the reading's fields: keys of its `row`."""
        return frozenset()

    def follows(self) -> Followed | None:
        """Return the check whose record this one is judged by; by default none."""
        return None

    def steps(self, target: Target) -> Steps[Any]:
        """Yield requests, be sent replies, return a reading. Pure."""
        raise TypeError(f"{type(self).__name__} has no steps for {target.host}")

    def steps_beside(self, target: Target, present: Present | None) -> Steps[Any]:
        """As `steps`, knowing what the followed check comes to in the same run; by default none is followed."""
        return self.steps(target)

    def findings(self, reading: Any) -> Iterable[Finding]:
        """Compare the reading with what the parameters demand; by default they demand nothing."""
        return ()
