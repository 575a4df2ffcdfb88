"""Whether a fleet's hosts may be taken down now: the rules of a pack, and the answer."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from blackstart.model.causes import RootCause
from blackstart.model.claims import DEFAULT_AGE, Missing, Requirements, Text
from blackstart.model.origin import FLEET_ITSELF, Origin


class Operation(StrEnum):
    """What somebody means to do to hosts."""

    REBOOT = "reboot"
    SHUTDOWN = "shutdown"


class Permission(StrEnum):
    """Whether it may be done. None of them says that it was done well."""

    GO = "GO"
    CONDITIONAL_GO = "CONDITIONAL GO"
    NO_GO = "NO-GO"


PERMISSION_RANK = {Permission.GO: 0, Permission.CONDITIONAL_GO: 1, Permission.NO_GO: 2}
"""Order of permissions: a greater rank allows less."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A time of every day in which something runs that an operation would break.

    `opens` and `closes` are minutes of the day in `timezone`, `lead` seconds before. Without
    `closes` the clock alone does not end it. With `check` it is open until the number at `reading`
    in what that check reads, the seconds since the work was done, says that this was after the
    opening. What the check as a whole comes to does not matter: it may be red for something else.
    """

    opens: int
    closes: int | None = None
    timezone: str = "UTC"
    lead: float = 0.0
    check: str = ""
    reading: str = ""


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """The most that may be declared when the operation is over: a level, by the word that GO has for it."""

    name: str
    level: str
    says: Text = {}


class GoRule(msgspec.Struct, frozen=True, kw_only=True):
    """What objects to operations on `hosts`: an open `window`, or `requires` that is not met.

    `permission` is the most that is left then; GO where only the `ceiling`, a level, is lowered. Of
    `unattended` windows alone where that is set.
    """

    name: str
    permission: Permission
    ceiling: str
    operations: tuple[Operation, ...]
    hosts: tuple[str, ...]
    unattended: bool = False
    requires: Requirements | None = None
    window: Window | None = None
    says: Text = {}
    scope: Text = {}


class GoTable(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in their order, and the `scopes` of each permission."""

    rules: tuple[GoRule, ...]
    scopes: Mapping[Permission, Text] = {}
    max_age: float = DEFAULT_AGE


class GoRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: whether this may be done to these hosts, with somebody there to watch or not."""

    operation: Operation
    hosts: tuple[str, ...]
    unattended: bool = False


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that objects: for which of the hosts, why, and what it leaves.

    Why is the `reason` of a window, or `missing` evidence with the root causes behind it.
    """

    rule: str
    permission: Permission
    ceiling: str
    hosts: tuple[str, ...]
    reason: str = ""
    missing: tuple[Missing, ...] = ()
    causes: tuple[RootCause, ...] = ()
    says: Text = {}
    scope: Text = {}


class GoAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it may be done, in which scope, and what may be declared at most when it is over.

    `level` is the level of the fleet now. `obstacles` tell why nothing in the run counts, `uncovered` are hosts no rule
    asks evidence of; each makes it NO-GO. `satisfied` are the rules that do not object. `age` is the run's, in seconds.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    request: GoRequest
    permission: Permission
    ceiling: Ceiling
    level: str
    scope: tuple[Text, ...]
    objected: tuple[Objection, ...]
    satisfied: tuple[str, ...]
    obstacles: tuple[Missing, ...]
    uncovered: tuple[str, ...]
    age: float
    max_age: float
