"""Whether objects of any kind are well: what Flux, Longhorn, cert-manager and other operators say of theirs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.duration import Seconds
from blackstart.checks.kubernetes.kubernetes_api import LIMIT, Name, Words, is_within, read_rows, say_age, say_some
from blackstart.checks.read_only.kubernetes_status import MARK, PATH, RESOURCE, ObjectStatus, ask_status
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

StatusPath = Annotated[str, Meta(pattern=f"^{PATH}$")]
"""A field of the status: `status.sync.status`."""
READY = {"Ready": "True"}


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """One object: its conditions, its status fields, and why its status cannot be taken for what is so now."""

    conditions: dict[str, str]
    values: dict[str, str | None]
    ages: dict[str, float | None]
    doubt: str


class ObjectsReading(Reading, frozen=True):
    """The objects by name; `missing` are those that were named and are not there.

    `ages` are in seconds, null for a moment that never was. A field that is 0, false or empty is null.
    """

    objects: dict[str, Observed]
    missing: tuple[str, ...]


class KubernetesObject(Spec, frozen=True):
    """Objects of a `resource` have these `conditions` (Ready, where nothing else is demanded) and `status` fields.

    `resource` has its API group: `certificates.cert-manager.io`. Without `names` all in `namespace`, or in all
    namespaces, are looked at, and there must be `min`. Each moment of `fresh` is no longer ago than it says. An object
    that is being deleted or is suspended does not pass, nor one whose controller has not seen its last change:
    its status tells of an older spec. `shown` fields are recorded, for `expect`, and nothing is demanded of them.
    """

    name = "kubernetes_object"
    reading = ObjectsReading
    shorthand = "resource"
    example = "kubernetes_object: {resource: certificates.cert-manager.io, namespace: shop, names: [shop-tls]}"
    blind_spots = (
        "A controller that does not run leaves its last words behind: `fresh` limits their age where a field tells it.",
        "Whether a controller has seen the last change, where its objects have no `observedGeneration`.",
        "Objects that were never made, unless `names` or `min` say so.",
        "Drift in fields that Argo CD was told to ignore.",
    )
    faults = ("trouble_object",)

    resource: Annotated[str, Meta(pattern=f"^{RESOURCE.pattern}$")]
    namespace: Name | None = None
    names: tuple[Name, ...] = ()
    min: Annotated[int, Meta(ge=1)] = 1
    conditions: dict[str, str] = msgspec.field(default_factory=dict)
    status: dict[StatusPath, Words] = msgspec.field(default_factory=dict)
    shown: tuple[StatusPath, ...] = ()
    fresh: dict[StatusPath, Annotated[Seconds, Meta(gt=0)]] = msgspec.field(default_factory=dict)
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    @property
    def wanted(self) -> dict[str, str]:
        """The conditions that are demanded."""
        return self.conditions or ({} if self.status else READY)

    def steps(self, target: Target) -> Steps[ObjectsReading]:
        """Ask for all objects of the resource."""
        question = ask_status(self.resource, dict.fromkeys((*self.status, *self.shown, *self.fresh)))
        words = ("get", MARK, self.resource, "-A", "--request-timeout=15s", "-o", question.output)
        reply = yield from run(*self.kubectl, *words, limit=LIMIT, sudo=self.sudo)
        rows = [row for row in read_rows(reply, question.row) if self.is_meant(row)]
        named = {name for row in rows for name in (row.name, name_of(row))}
        return ObjectsReading(
            objects={name_of(row): self.observe(row, reply.at) for row in rows},
            missing=tuple(name for name in self.names if name not in named),
        )

    def is_meant(self, row: ObjectStatus) -> bool:
        """Tell whether the object is one that is looked at."""
        return self.namespace in (None, row.namespace) and (not self.names or row.name in self.names)

    def observe(self, row: ObjectStatus, at: float) -> Observed:
        """Return what the object says of itself."""
        return Observed(
            conditions={condition.type: condition.status for condition in row.conditions},
            values={path: row.values.get(path) for path in (*self.status, *self.shown)},
            ages={path: read_age(row.values.get(path), at) for path in self.fresh},
            doubt=find_doubt(row, self.wanted),
        )

    def findings(self, reading: ObjectsReading) -> Iterator[Finding]:
        """Name what is missing, then compare each object."""
        for name in reading.missing:
            yield Finding(holds=False, expected=f"{self.resource} {name}", seen="no such object")
        if not self.names:
            seen = f"{len(reading.objects)}: {say_some(sorted(reading.objects))}"
            yield Finding(holds=len(reading.objects) >= self.min, expected=f"at least {self.min}", seen=seen)
        for name, seen_object in reading.objects.items():
            yield from self.compare(name, seen_object)

    def compare(self, name: str, seen: Observed) -> Iterator[Finding]:
        """Compare one object with what is demanded."""
        yield Finding(holds=not seen.doubt, expected=f"{name} as it is now", seen=seen.doubt or "its last status")
        for condition, value in self.wanted.items():
            status = seen.conditions.get(condition, "missing")
            yield Finding(holds=status == value, expected=f"{name} {condition}={value}", seen=status)
        for path, allowed in self.status.items():
            said = seen.values[path]
            yield Finding(
                holds=said in allowed, expected=f"{name} {path} {' or '.join(allowed)}", seen=said or "nothing"
            )
        for path, limit in self.fresh.items():
            age = seen.ages[path]
            yield Finding(holds=is_within(age, limit), expected=f"{name} {path} within {limit:g} s", seen=say_age(age))


def name_of(row: ObjectStatus) -> str:
    """Return the object's name with its namespace, where it has one."""
    return f"{row.namespace}/{row.name}" if row.namespace else row.name


def find_doubt(row: ObjectStatus, wanted: dict[str, str]) -> str:
    """Return why the status cannot be taken for what is so now, or nothing.

    A condition may have been set for an older generation than the status was.
    """
    seen = [row.observed, *(condition.observed for condition in row.conditions if condition.type in wanted)]
    behind = [generation for generation in seen if 0 < generation < row.generation]
    if row.terminating:
        return "being deleted"
    if row.suspended:
        return "suspended"
    return f"a status of generation {min(behind)}, of {row.generation}" if behind else ""


def read_age(said: str | None, at: float) -> float | None:
    """Return how long ago a moment was (RFC 3339), in seconds; None where there is none."""
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise UnreadableReplyError(f"{said[:40]!r} is no moment") from error
    if moment.tzinfo is None:
        raise UnreadableReplyError(f"{said[:40]!r} has no zone")
    return at - moment.astimezone(UTC).timestamp()
