"""The form of an entry under `checks:`."""

import re
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, field

from blackstart.baseline.file_types import Age, Id, Names, Texts, Words, doc
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.owner import OwnerEntry
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name, make_id
from blackstart.model.fleet import ExplainedIf
from blackstart.model.outcome import WarningClass

ID_TEMPLATE = re.compile(r"(?:\w|\{host\})(?:[\w.:@+-]|\{host\})*")
NO_KEYS = Mapping(line=0, entries={}, lines={})
CASES = "as `- {when: 'days_behind > 2', text: …}`, and `- {text: …}` at the end"


class CaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Words for one case."""

    example: ClassVar = "- {when: 'days_behind > 2', text: …}"

    when: Annotated[str, doc("CEL over what was read.")] = ""
    passed: Annotated[Words, doc("Checks that passed in the same run.")] = ()
    failed: Annotated[Words, doc("Checks that did not.")] = ()
    text: Annotated[Texts, doc("What is said in this case.", missing=CASES)] = {}

    def is_special(self) -> bool:
        """Tell whether it does not hold always."""
        return bool(self.when or self.passed or self.failed)


CheckId = Annotated[Name, Meta(extra={"reader": make_id(ID_TEMPLATE)})]
"""An id in which `{host}` may stand."""
HostNames = Annotated[tuple[Name, ...], doc("", empty=("lists no host", "name a host"))]
SayingEntry = Texts | tuple[CaseEntry, ...]
"""Words, or words by case; the last case holds always."""


class CheckEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One question with one expectation: these keys, and one that names a kind."""

    subject: ClassVar = "check"
    named_by: ClassVar = "id"
    example: ClassVar = "- {id: NAME, on: HOST, systemd_unit: nginx}"

    id: Annotated[
        CheckId | None, doc("The check's id; `{host}` in it stands for the host.", missing="name the check")
    ] = None
    on: Annotated[
        Name | HostNames | None,
        doc(
            "What it is about: a host id, `controller`, a list of hosts, `role:NAME` or `all`.",
            missing="a host id, `controller`, a list of host ids, `role:NAME` or `all`",
        ),
    ] = None
    origin: Annotated[
        Name | None, doc("Where it is asked from: `controller`, a host id, or `host` for the host itself.")
    ] = field(name="from", default=None)
    expect: Annotated[str, doc("CEL over the reading; where it does not hold, the check comes to `else`.")] = ""
    prefer: Annotated[str, doc("CEL over the reading; where only this does not hold, the check warns.")] = ""
    otherwise: Annotated[Literal["blocked", "warn"], doc("What a failure comes to; by default blocked.")] = field(
        name="else", default="blocked"
    )
    about: Annotated[Id | None, doc("Its subject, what a failure says something of: one of the pack's subjects.")] = (
        None
    )
    warns_as: Annotated[WarningClass, doc("What a warning is about; by default service.")] = WarningClass.SERVICE
    needs: Annotated[Names, doc("Checks, or phases, whose failure explains a failure of this one.")] = ()
    explained_by: Annotated[
        Name | None, doc("A check of the same run: while it passes, a failure of this one is a warning.")
    ] = None
    explained_if: Annotated[ExplainedIf, doc("Which failures it explains; by default every one.")] = ExplainedIf.FAILED
    max_age: Annotated[Age | None, doc("How old evidence may be.")] = None
    owner: Annotated[OwnerEntry | None, doc("What only a person can clear while it is not PASS.")] = None
    why: Annotated[SayingEntry, doc("Why it matters, for who reads the scorecard.")] = {}
    next: Annotated[SayingEntry, doc("What to do where it fails, for who is on call.")] = {}
    kinds: Mapping = NO_KEYS
    lines: KeyLines = KeyLines()

    @property
    def title(self) -> str:
        """What messages call the check."""
        return self.subject if self.id is None else f"{self.subject} '{self.id.text}'"
