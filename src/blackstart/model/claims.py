"""What may be said of a fleet, and what each saying requires."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from blackstart.model.causes import RootCause
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.outcome import Severity
from blackstart.model.scorecard import HostCondition

Text = dict[str, str]
"""As the fleet's: a sentence by language tag."""
DEFAULT_AGE = 900.0
NO_LEVEL = "NOT_READY"
"""The level of a run that reaches none of its pack's."""
NO_WORD = "BLOCKED"
"""The word of a run for which none of its pack's holds, whatever its result: what is not proven is not said."""
RESERVED_WORDS = frozenset({NO_LEVEL, NO_WORD, "HELD", *HostCondition})
"""What the product itself says of runs and hosts; a pack can give it no other meaning."""


class StatementKind(StrEnum):
    """The part of the table a statement stands in."""

    LEVEL = "level"
    STATE = "state"
    CLAIM = "claim"
    WORD = "word"
    NEVER = "never"


class SomeOf(msgspec.Struct, frozen=True, kw_only=True):
    """Checks with the worst that each may be, or hosts with their least conditions, of which `at_least` must be so."""

    at_least: int
    checks: Mapping[str, Severity] = {}
    hosts: Mapping[str, HostCondition] = {}


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold, all of it; nothing can be asked to fail.

    `about` has, by subject, the worst that any check about it may be; a subject that is not in it is not asked of.
    `checks` and `phases` have the worst of each, `hosts` the least condition of each. `statements` are names that
    must hold.
    """

    about: Mapping[str, Severity] = {}
    checks: Mapping[str, Severity] = {}
    phases: Mapping[str, Severity] = {}
    hosts: Mapping[str, HostCondition] = {}
    some: tuple[SomeOf, ...] = ()
    statements: tuple[str, ...] = ()


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence somebody wants to say, by name.

    Without `requires` no evidence allows it: a person decides, as `approval` tells, and not before `beside` holds.
    `max_age` is how old, in seconds, the run may be from which it is said. Of a level, `opens` names what may be
    released from it on, `closes_as` the state that a recovery may be closed in at it, `go_word` what GO calls it.
    """

    name: str
    kind: StatementKind
    says: Text = {}
    requires: Requirements | None = None
    approval: Text = {}
    beside: Requirements | None = None
    max_age: float = DEFAULT_AGE
    opens: tuple[str, ...] = ()
    closes_as: str = ""
    go_word: str = ""

    @property
    def asked(self) -> Requirements:
        """What evidence must show: all that it takes, or what it takes beside an approval."""
        return self.requires or self.beside or Requirements()


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word for the result of a run, and the `level` that it is of: a run of that level has one of its words.

    `but` has by subject a suffix, which follows the word while that subject is not green.
    """

    statement: Statement
    level: str = ""
    but: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """The word without a suffix."""
        return self.statement.name


class ClaimTable(msgspec.Struct, frozen=True, kw_only=True):
    """All statements of a pack, each behind those it requires.

    `levels` go from the lowest up, `words` from the strongest down; `listed` are the names
    of states and claims, and of what is never allowed, in the order of their file.
    A word may have the name of a state or claim, on which it stands then.
    """

    statements: dict[str, Statement] = {}
    levels: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    listed: tuple[str, ...] = ()

    def find(self, name: str) -> Statement:
        """Return the statement, or word, of that name. Raises KeyError."""
        words = {word.name: word.statement for word in self.words}
        return self.statements.get(name) or words[name]


class MissingKind(StrEnum):
    """What kind of thing is missing."""

    RUN = "run"
    APPROVAL = "approval"
    HOST = "host"
    PHASE = "phase"
    CHECK = "check"
    SUBJECT = "subject"


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a statement lacks: what it is, what was wanted of it and what was seen.

    `through` is the statement that asks for it, where that is another one; `source` is
    where it stands in the pack; `next` is what to do.
    """

    kind: MissingKind
    name: str
    wanted: str
    seen: str
    host: str = ""
    reason: str = ""
    through: str = ""
    source: str = ""
    next: Text = {}


class ClaimAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a statement may be made from a run; `age` is the run's, in seconds.

    What is forbidden names all that is missing, and the root causes behind it.
    """

    name: str
    kind: StatementKind
    allowed: bool
    says: Text
    missing: tuple[Missing, ...]
    causes: tuple[RootCause, ...] = ()
    age: float
    max_age: float


class ClaimReport(msgspec.Struct, frozen=True, kw_only=True):
    """Answers from one run; `run` is its bundle's path, empty where none was kept, `now` is Unix seconds."""

    fleet: str
    origin: Origin = FLEET_ITSELF
    digest: str
    run: str
    now: float
    answers: tuple[ClaimAnswer, ...]
