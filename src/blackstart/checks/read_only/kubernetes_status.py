"""What is asked of a cluster about objects of any kind: how far they are, by their conditions and single status fields.

No template prints a whole object, nor anything of its spec but whether it is suspended.
"""

import re
from collections.abc import Iterable

import msgspec

from blackstart.checks.read_only.kubernetes_questions import NAMED, ClusterQuestion
from blackstart.checks.read_only.kubernetes_template import dig, each, flag, number, record, text

MARK = "--chunk-size=500"
"""The word that such a question begins with. It is kubectl's default, so it changes nothing but the rule."""
RESOURCE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+")
"""Resources of an API group, as `certificates.cert-manager.io`; core ones have kinds of their own."""
PATH = r"status(?:\.[A-Za-z][A-Za-z0-9]*)+"
ASKED = re.compile(rf'"({PATH})":')
WRITTEN = '{{printf "%v" . | printf "%q"}}'
"""Prints a text, a number or true, as a quoted text."""


class StatusCondition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition, and the generation it was set for (0 where that is not told)."""

    type: str
    status: str
    reason: str | None
    observed: int


class ObjectStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An object's name, how far its controller has come with it, and the status fields that were asked for."""

    namespace: str | None
    name: str
    generation: int
    observed: int
    terminating: bool
    suspended: bool
    conditions: tuple[StatusCondition, ...]
    values: dict[str, str | None]


CONDITION = record(
    type=text(".type"), status=text(".status"), reason=text(".reason"), observed=number(".observedGeneration")
)


def ask_status(resource: str, paths: Iterable[str]) -> ClusterQuestion[ObjectStatus]:
    """Return the question for objects of a resource, with these fields of their status."""
    return ClusterQuestion(resources=resource, row=ObjectStatus, template=write_template(paths))


def write_template(paths: Iterable[str]) -> str:
    """Return what prints one object."""
    values = {path: dig(f".{path}", WRITTEN, "null") for path in paths}
    return record(
        **NAMED,
        generation=number(".metadata.generation"),
        observed=number(".status.observedGeneration"),
        terminating=flag(".metadata.deletionTimestamp"),
        suspended=flag(".spec.suspend"),
        conditions=each(".status.conditions", CONDITION),
        values=record(**values),
    )


def is_status_output(word: str) -> bool:
    """Tell whether a template is one of these: made anew of the fields that it names, it is the same."""
    return word == ask_status("", ASKED.findall(word)).output
