"""What a run came to."""

from enum import StrEnum
from typing import Any

import msgspec

from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.reply import Cause


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a check came to, and why. `held_by` is the id of the check that explains it.

    Only where it is so: the failure comes to nothing but failed systemd `units`; or the program `tool` of the place
    it is asked on is missing, refused or hangs; or the answer says only that the service is `unavailable` just now; or
    the failure is a warning on evidence because the check `explained_by` passes; or the case calls for another `why` or
    `next` than the check's own.
    `took` is how long its answers took, in seconds; an answer that several checks share counts for each of them.
    """

    check: str
    phase: str
    host: str
    kind: str
    outcome: Outcome
    reason: str = ""
    cause: Cause | None = None
    warns_as: WarningClass | None = None
    held_by: str | None = None
    reading: dict[str, Any] | None = None
    units: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    tool: str | msgspec.UnsetType = msgspec.UNSET
    unavailable: bool | msgspec.UnsetType = msgspec.UNSET
    explained_by: str | msgspec.UnsetType = msgspec.UNSET
    why: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    next: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    took: float | msgspec.UnsetType = msgspec.UNSET


class PhaseState(msgspec.Struct, frozen=True, kw_only=True):
    """What a phase came to. `held_by` is the first phase it needs that is not GREEN."""

    phase: str
    result: Result
    held_by: str | None = None
    passed: int = 0
    warned: int = 0
    blocked: int = 0
    held: int = 0


class HostCondition(StrEnum):
    """How far a host has come, as SOP-style recovery runbooks name it."""

    UNREACHABLE = "HOST_UNREACHABLE"
    POWERED_UNKNOWN = "HOST_POWERED_UNKNOWN"
    POWERED = "HOST_POWERED"
    BOOTED_UNKNOWN = "HOST_BOOTED_UNKNOWN"
    BOOTED = "HOST_BOOTED"
    DEGRADED = "HOST_DEGRADED"
    READY = "HOST_READY"


CONDITION_RANK = {
    HostCondition.UNREACHABLE: 0,
    HostCondition.POWERED_UNKNOWN: 0,
    HostCondition.POWERED: 1,
    HostCondition.BOOTED_UNKNOWN: 2,
    HostCondition.BOOTED: 3,
    HostCondition.DEGRADED: 3,
    HostCondition.READY: 4,
}
"""Order of conditions: a greater rank is better; equal ranks allow the same."""


class HostState(msgspec.Struct, frozen=True, kw_only=True):
    """A host's condition and the reason for it."""

    host: str
    condition: HostCondition
    reason: str = ""
    boot_id: str | None = None


class RunSpan(msgspec.Struct, frozen=True, kw_only=True):
    """When a run was collected (Unix seconds), and whether it was cut short."""

    started: float = 0.0
    ended: float = 0.0
    interrupted: bool = False


class ViewState(msgspec.Struct, frozen=True, kw_only=True):
    """The view a scorecard is of, and the lines it prints, by key."""

    name: str
    lines: dict[str, str] = {}


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """Verdicts in baseline order, counts, phase and host states, the first blocked gate, and whose run it was.

    `first_blocked` is the id of the check to fix first; `judged` is the time ages were
    measured against (Unix seconds). Of a `view`, `level` is its own word for the result,
    and `phases` are those all of whose checks are in it. By the pack's table of claims, where
    it has one, come the `level`, the `word` for the result, and the names of what is
    `allowed` and `forbidden` to be said. `further` are verdicts of what only views look at and a
    statement or an owner's gate asks for, where the run asked it too; they are in no count.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    result: Result
    level: str
    passed: int
    warned: int
    blocked: int
    held: int
    first_blocked: str | None = None
    phases: tuple[PhaseState, ...] = ()
    hosts: tuple[HostState, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    span: RunSpan = RunSpan()
    judged: float = 0.0
    view: ViewState | None = None
    word: str | None = None
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    further: tuple[Verdict, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def every(self) -> tuple[Verdict, ...]:
        """All verdicts of the run, those that no count has too."""
        return self.verdicts if self.further is msgspec.UNSET else (*self.verdicts, *self.further)
