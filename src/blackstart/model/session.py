"""A recovery session: the events of one walk of a plan, and where the walk stands by them."""

from enum import StrEnum

import msgspec

from blackstart.model.claims import Text
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.recovery_plan import RecoveryPlan

SESSION_FORMAT = "blackstart_session_v1"


class StepState(StrEnum):
    """Where a step stands."""

    AHEAD = "AHEAD"
    OPEN = "OPEN"
    DONE = "DONE"
    SKIPPED = "SKIPPED"


class EventKind(StrEnum):
    """What an event says: of one step, or of the whole session."""

    OPENED = "opened"
    HOLDING = "holding"
    LAPSED = "lapsed"
    MET = "met"
    CONFIRMED = "confirmed"
    SIGNED = "signed"
    APPROVED = "approved"
    SKIPPED = "skipped"
    REOPENED = "reopened"
    STARTED = "started"
    NOTED = "noted"
    HALTED = "halted"
    CONTINUED = "continued"
    TAKEN_OVER = "taken_over"
    STOP_LINE = "stop_line"
    APPROVAL_REFUSED = "approval_refused"
    CLOSED = "closed"


class Actor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who wrote an event: the user, on which machine, in which process, since which boot."""

    user: str
    host: str
    pid: int = 0
    boot: str = ""


class Operator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who drives a session; with approvals in the plan also by the fingerprint of a key that was shown to be theirs."""

    name: str
    key: str = ""
    signature: str = ""


class SessionStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first fact of a session: the plan as it was frozen, with its digest, and by which pack it is looked at.

    `signers` is the digest of the file of allowed signers, whose path is `signers_file`.
    """

    session: str
    fleet: str
    origin: Origin = FLEET_ITSELF
    pack: str
    pack_digest: str
    plan: RecoveryPlan
    plan_digest: str
    operator: Operator
    signers_file: str = ""
    signers: str = ""
    format: str = SESSION_FORMAT


class EvidenceRun(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The kept run by which something was seen: its folder's name, its manifest's digest, and when it began."""

    name: str
    digest: str
    started: float


class Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed yes or no, as it was verified: whose, by which key, and when it counts (`opens` to `until`).

    `document` is the digest of what was signed.
    """

    nonce: str
    decision: str
    approver: str
    key: str
    opens: float
    until: float
    document: str
    evidence: str = ""
    rollback_owner: str = ""


class StopLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point in time that is over: when it was due, whether it was reached, what may be said or is to be done.

    `paths` are those of plan B that are called for, `level` is the one that the run proves.
    """

    point: str
    due: float
    reached: bool
    progress: str = ""
    says: Text = {}
    level: str = ""
    paths: tuple[str, ...] = ()


class SessionEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of the journal. `at` is Unix seconds; `prev` the SHA-256 of the line before it.

    `since` is when a person says it was so; `word` and `closeout` say how something was refused or closed, `holds` what
    was still frozen then.
    """

    seq: int
    prev: str
    at: float
    by: Actor
    tool: str
    event: EventKind
    step: str = ""
    note: str = ""
    since: float | None = None
    run: EvidenceRun | None = None
    start: SessionStart | None = None
    signed: Signed | None = None
    stop: StopLine | None = None
    word: str = ""
    document: str = ""
    closeout: str = ""
    holds: tuple[str, ...] = ()


class StepStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a step stands, since when, and by what."""

    state: StepState = StepState.AHEAD
    opened: float = 0.0
    holding: float | None = None
    changed: float = 0.0
    signatures: tuple[Signed, ...] = ()
    overdue: bool = False
    run: EvidenceRun | None = None


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session stands by its events; it is never stored.

    `settled` is the last moment at which a person, a signature or the clock changed something: what was seen before it
    proves nothing after it. `zero` is T+0, `latest` the last event's time, `lines` the points that were told.
    """

    start: SessionStart
    started: float
    steps: tuple[StepStanding, ...]
    settled: float = 0.0
    latest: float = 0.0
    zero: float | None = None
    halted: bool = False
    closeout: str = ""
    nonces: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    lines: tuple[StopLine, ...] = ()

    @property
    def plan(self) -> RecoveryPlan:
        """The plan, as it was frozen."""
        return self.start.plan

    @property
    def current(self) -> int | None:
        """Where the first step stands that is not passed."""
        passed = (StepState.DONE, StepState.SKIPPED)
        return next((index for index, step in enumerate(self.steps) if step.state not in passed), None)


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is frozen, since when, and when it is due back; `found` if no step of this session froze it."""

    name: str
    since: float
    until: float
    found: bool = False
    released_here: bool = True
