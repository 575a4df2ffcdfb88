"""Whether a fleet's hosts may be taken down now: the rules of a pack, and the answer."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

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
    `closes` the clock alone does not end it. With `check` it is open until that check passed
    and the number at `age` in its reading, the seconds since the work was done, says that this
    was after the opening.
    """

    opens: int
    closes: int | None = None
    timezone: str = "UTC"
    lead: float = 0.0
    check: str = ""
    age: str = ""


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """The most that may be declared when the operation is over."""

    name: str
    says: Text = {}


class GoRule(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks against operations on `hosts`: an open `window`, or `requires` that is not met.

    `permission` is the most that is left then; GO where only the `ceiling` is lowered. Of
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
    """The file `go.yml`: `ceilings` from the lowest up, `scopes` of each permission, rules in order."""

    ceilings: tuple[Ceiling, ...]
    rules: tuple[GoRule, ...]
    scopes: Mapping[Permission, Text] = {}
    max_age: float = DEFAULT_AGE


class Plea(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: whether this may be done to these hosts, with somebody there to watch or not."""

    operation: Operation
    hosts: tuple[str, ...]
    unattended: bool = False


class SpokenRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that spoke: about which of the hosts, why (`reason` of a window, `missing` evidence), and what is left."""

    rule: str
    permission: Permission
    ceiling: str
    hosts: tuple[str, ...]
    reason: str = ""
    missing: tuple[Missing, ...] = ()
    says: Text = {}
    scope: Text = {}


class GoAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it may be done, in which scope, and what may be declared at most when it is over.

    `obstacles` tell why nothing in the run counts, `uncovered` are hosts no rule asks evidence
    of; each makes it NO-GO. `silent` are the rules that had nothing against it. `age` is the
    run's, in seconds.
    """

    fleet: str
    origin: Origin = FLEET_ITSELF
    plea: Plea
    permission: Permission
    ceiling: Ceiling
    scope: tuple[Text, ...]
    spoke: tuple[SpokenRule, ...]
    silent: tuple[str, ...]
    obstacles: tuple[Missing, ...]
    uncovered: tuple[str, ...]
    age: float
    max_age: float
