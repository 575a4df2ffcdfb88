"""A plan of a recovery: steps in their order, each with what must be seen and what people do."""

from enum import StrEnum

import msgspec

from blackstart.model.claims import DEFAULT_AGE, Requirements, Text


class PlanOperation(StrEnum):
    """What a plan does to a fleet."""

    SHUTDOWN = "shutdown"
    STARTUP = "startup"
    REBOOT = "reboot"


class StepKind(StrEnum):
    """What makes a step done: what is seen, a person who did it, time, or signatures."""

    CHECK = "check"
    MANUAL = "manual"
    WAIT = "wait"
    APPROVE = "approve"


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What must be seen, all of it: requirements on the whole run, views whose checks pass, and the GO of the rules.

    `go` has the hosts that are asked about; empty where GO is not asked.
    """

    requires: Requirements = Requirements()
    views: tuple[str, ...] = ()
    go: tuple[str, ...] = ()


class PlanStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must be so before the next.

    A manual step says what to `do` and what `never`; with `see` it is done when that is seen. `hold_for` is how long it
    must stay seen, `wait` how long to wait, `within` when it becomes overdue, in seconds. `approvals` are so many
    signatures of different keys, `approvers` whose (patterns of names; empty: anybody who may sign). `freeze` and
    `release` name a hold. A step with `zero` is T+0. `keep` names the run by which the step was done.
    """

    id: str
    kind: StepKind
    title: Text = {}
    do: Text = {}
    never: Text = {}
    see: Sight | None = None
    on: tuple[str, ...] = ()
    hold_for: float = 0.0
    wait: float = 0.0
    within: float | None = None
    approvals: int = 0
    approvers: tuple[str, ...] = ()
    freeze: str = ""
    release: str = ""
    skip: bool = False
    zero: bool = False
    keep: str = ""


class RecoveryPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Steps in their order. `window` is how long a session may take, `max_age` how old a run may be, in seconds."""

    name: str
    title: Text = {}
    operation: PlanOperation
    window: float
    max_age: float = DEFAULT_AGE
    steps: tuple[PlanStep, ...]

    def find(self, step: str) -> int:
        """Return where a step stands. Raises KeyError."""
        for index, one in enumerate(self.steps):
            if one.id == step:
                return index
        raise KeyError(step)

    @property
    def zero(self) -> int | None:
        """Where the step stands that is T+0."""
        return next((index for index, step in enumerate(self.steps) if step.zero), None)
