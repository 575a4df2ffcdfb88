"""Where a session stands, as commands print it."""

import msgspec

from blackstart.model.claims import Text
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.session import EvidenceRun, Hold, StopLine


class StepStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One step: its state and since when, what it waits for, by which run it was seen; `due` is when it is overdue."""

    step: str
    kind: str
    state: str
    title: Text = {}
    do: Text = {}
    never: Text = {}
    changed: float | None = None
    due: float | None = None
    overdue: bool = False
    signatures: int = 0
    approvals: int = 0
    kept_as: str = ""
    run: EvidenceRun | None = None


class SessionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A session: its plan, the step it is at, T+0, stop lines, holds, how it was closed, and the digest of its end.

    `head` is the SHA-256 of the journal's last line: cutting the end off is seen by it. `torn` tells that half a line
    is there which nobody acknowledged.
    """

    session: str
    fleet: str
    origin: Origin = FLEET_ITSELF
    plan: str
    plan_digest: str
    pack_digest: str
    operator: str
    started: float
    until: float
    zero: float | None
    current: str
    halted: bool
    closeout: str
    steps: tuple[StepStatus, ...]
    lines: tuple[StopLine, ...]
    holds: tuple[Hold, ...]
    events: int
    head: str
    torn: bool


class SessionList(msgspec.Struct, frozen=True, kw_only=True):
    """The sessions of a folder, by their time."""

    sessions: tuple[SessionStatus, ...]
