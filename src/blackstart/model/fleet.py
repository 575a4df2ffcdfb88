"""A fleet as its baseline describes it."""

from enum import StrEnum
from typing import Literal

import msgspec

from blackstart.model.claims import ClaimTable
from blackstart.model.gates import GateTable
from blackstart.model.go import GoTable
from blackstart.model.kind import Kind, Target
from blackstart.model.metrics import MetricTable
from blackstart.model.origin import FLEET_ITSELF, SUFFIX, Origin, is_drill
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.plan import PlanB
from blackstart.model.recovery_plan import RecoveryPlan
from blackstart.model.request import CONTROLLER
from blackstart.model.summary import SummaryTable
from blackstart.model.view import Scope, View

Text = dict[str, str]
"""A sentence by language tag: always `en`, perhaps others (`zh-TW`)."""


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """A machine. `address` is where it is on the network: what is pinged, and what SSH connects to.

    `ssh` is the name to give to SSH in its place, an alias of the operator's configuration.
    `user` and `port` are given to SSH only where the baseline names them. Nobody logs in to a host with
    `login: none`, such as a switch: it is looked at from outside, and of it no more is ever said than that it has
    power. `ready` are ids of checks that must PASS before the host counts as ready, by what it is for.
    """

    id: str
    address: str
    ssh: str | None = None
    user: str | None = None
    port: int | None = None
    connection: Literal["ssh", "local"] = "ssh"
    login: Literal["ssh", "none"] = "ssh"
    ready: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    title: str = ""

    @property
    def ssh_name(self) -> str:
        """What SSH is told to connect to."""
        return self.ssh or self.address

    @property
    def target(self) -> Target:
        """What a check kind is told of the host."""
        return Target(host=self.id, address=self.address, ssh_port=self.port or 22)


SUBJECT = "service"
"""The subject of a pack that names none."""


class Tier(StrEnum):
    """How far anything may touch what holds state or service, the strictest first.

    BLOCK: nothing automatic ever; a person decides and acts. CRITICAL_HITL and STANDARD_HITL: only with a
    person in the loop, who for the first also looks at what the data say, for the second at evidence and blast
    radius. AUTO: by itself, once it was verified.
    """

    BLOCK = "BLOCK"
    CRITICAL_HITL = "CRITICAL_HITL"
    STANDARD_HITL = "STANDARD_HITL"
    AUTO = "AUTO"


class Protected(msgspec.Struct, frozen=True, kw_only=True):
    """What holds state or service on some hosts, and its tier; without one it is BLOCK."""

    name: str
    tier: Tier = Tier.BLOCK
    hosts: tuple[str, ...] = ()
    title: Text = {}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Words for a special case: `when` is CEL over the reading, `passed` and `failed` are ids of other checks."""

    text: Text
    when: str = ""
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class ExplainedIf(StrEnum):
    """Which failures another check explains away: every one, or an answer that says only "not now"."""

    FAILED = "failed"
    UNAVAILABLE = "unavailable"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One question with one expectation.

    `host` is what it is about (`controller` for none), `place` where it is asked from.
    `expect` and `prefer` are CEL over the reading: where `expect` fails the check comes to
    `otherwise`, where only `prefer` fails, to WARN. `needs` are ids of checks.
    While the check `explained_by` passes, a failure of this one is only a warning on evidence, `explained_if` it is
    of that sort.
    `about` is its subject: what a failure says something of.
    `max_age` is in seconds. `why` and `next` are for people, with cases in which other words are called for.
    """

    id: str
    phase: str
    host: str
    place: str
    spec: Kind
    expect: str = ""
    prefer: str = ""
    otherwise: Outcome = Outcome.BLOCKED
    warns_as: WarningClass = WarningClass.SERVICE
    needs: tuple[str, ...] = ()
    explained_by: str | None = None
    explained_if: ExplainedIf = ExplainedIf.FAILED
    about: str = SUBJECT
    max_age: float = 900.0
    why: Text = {}
    next: Text = {}
    why_cases: tuple[Case, ...] = ()
    next_cases: tuple[Case, ...] = ()


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A named layer; released only when it and all it needs are GREEN."""

    id: str
    needs: tuple[str, ...] = ()
    title: Text = {}


class Implied(msgspec.Struct, frozen=True, kw_only=True):
    """Checks that no pack asks for and every run makes: of this machine's network, of clocks, of the run itself.

    A scorecard has them only where they fail.
    """

    uplink: Check | None = None
    clocks: tuple[Check, ...] = ()
    run: Check | None = None

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return all of them."""
        return tuple(check for check in (self.uplink, *self.clocks, self.run) if check is not None)


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts, phases in dependency order, and checks in the order of their phases.

    `read_only_commands` are argv prefixes the pack adds to the table of read-only commands.
    `sources` are the baseline's files by relative name; `digest` is the SHA-256 over them.
    `origins` tell where (`file:line` in the pack) checks stand by id, hosts as `host:ID`, phases as
    `phase:ID`, keys of fleet.yml as `fleet:KEY`. `scope` is set where the fleet is narrowed
    to one of its `views`. Phases and checks on demand are looked at by views alone. `implied` are checks that no pack
    asks for.
    `subjects` are what checks are about; the first is that of a check that names none.
    `protection` are the tiers of what holds state or service, by its name.
    `claims` are the levels, claims and result words of a pack that has such a table; `go`,
    `plan_b` and `timeline` its rules for taking hosts down and for bringing them back. `summary` are the lines of its
    summary, `gates` what opens by them; `metrics` are names of the pack's own for what a run tells. `further` are the
    checks on demand that statements or gates ask for.
    `plans` are those that sessions walk; only commands that need them load them, and the digest is not over them.
    `origin` tells whether it is the fleet itself that is looked at, or a rehearsal.
    """

    name: str
    title: Text = {}
    hosts: dict[str, Host] = {}
    subjects: tuple[str, ...] = (SUBJECT,)
    protection: dict[str, Protected] = {}
    phases: tuple[Phase, ...] = ()
    checks: tuple[Check, ...] = ()
    implied: Implied = Implied()
    phases_on_demand: tuple[Phase, ...] = ()
    checks_on_demand: tuple[Check, ...] = ()
    read_only_commands: tuple[tuple[str, ...], ...] = ()
    sources: dict[str, str] = {}
    digest: str = ""
    views: dict[str, View] = {}
    claims: ClaimTable | None = None
    go: GoTable | None = None
    plan_b: PlanB | None = None
    plans: dict[str, RecoveryPlan] = {}
    summary: SummaryTable | None = None
    gates: GateTable | None = None
    metrics: MetricTable | None = None
    further: tuple[str, ...] = ()
    origins: dict[str, str] = {}
    scope: Scope | None = None
    origin: Origin = FLEET_ITSELF

    @property
    def by_id(self) -> dict[str, Check]:
        """Return every check that a verdict of a run may be of, by its id."""
        return {check.id: check for check in (*self.checks, *self.implied.checks)}

    def target(self, check: Check) -> Target:
        """Return what the check is about."""
        if check.host == CONTROLLER:
            return Target(host=CONTROLLER, address="127.0.0.1")
        return self.hosts[check.host].target

    def named_by(self, origin: Origin) -> "Fleet":
        """Return the fleet by the name that it has in what is of that origin."""
        name = self.name if is_drill(self.origin) or not is_drill(origin) else self.name + SUFFIX
        return msgspec.structs.replace(self, name=name, origin=origin)

    def rehearsed(self, origin: Origin, hosts: dict[str, Host] | None = None) -> "Fleet":
        """Return the fleet as a rehearsal has it: by a name of its own, and at the drill's addresses."""
        return msgspec.structs.replace(self.named_by(origin), hosts=hosts or self.hosts)
