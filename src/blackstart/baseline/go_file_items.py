"""Lists of named entries in files of decisions: what each is called, and what it requires."""

import re
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase

import msgspec

from blackstart.baseline.choice import WILD
from blackstart.baseline.fields import Fields, Name, open_fields, read_age, read_id
from blackstart.baseline.nodes import Mapping, Scalar, Sequence
from blackstart.baseline.problems import Report
from blackstart.baseline.recovery_needs import Reference, read_needs
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.model.claims import ClaimTable, Requirements

NAME = re.compile(r"[A-Z0-9][A-Z0-9_]*")
SIGNS = "use A-Z, digits and _ only"
ASKS = "what asks for nothing proves nothing"


class DecisionScene(msgspec.Struct, frozen=True, kw_only=True):
    """What the names in a file of decisions may stand for: what every run looks at, and what may be said."""

    claims: ClaimScene
    table: ClaimTable


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a list; `fields` report under its name."""

    name: Name
    fields: Fields


def read_entries(fields: Fields, key: str, kind: str, known: Collection[str], mend: str = "") -> Iterator[Entry]:
    """Yield the entries `- kind: NAME` under a key; with a mend the key must be there."""
    if mend:
        fields.require(key, mend)
    node = fields.get(key)
    if node is None:
        return
    if not isinstance(node, Sequence) or not node.items:
        fields.refuse(key, f"a list of `- {kind}: NAME` entries", node)
        return
    taken: dict[str, int] = {}
    for item in node.items:
        if not isinstance(item, Mapping):
            fields.report.add(item.line, f"key '{key}': expected a mapping with its `{kind}:`")
        else:
            yield from read_entry(item, kind, known, fields.report, taken)


def read_entry(
    item: Mapping, kind: str, known: Collection[str], report: Report, taken: dict[str, int]
) -> Iterator[Entry]:
    """Yield the entry; one without a name, or of a name that was taken, is reported."""
    plain = Fields(mapping=item, report=report)
    plain.require(kind, f"name the {kind.replace('_', ' ')}")
    name = read_id(plain, kind, NAME, SIGNS)
    if name is None:
        return
    if taken.setdefault(name.text, name.line) != name.line:
        report.add(name.line, f"{kind} '{name.text}' stands twice, first in line {taken[name.text]}", "keep one")
    yield Entry(name=name, fields=open_fields(item, (kind, *known), report.about(f"{kind} '{name.text}'")))


def read_demand(fields: Fields, scene: DecisionScene) -> Requirements | None:
    """Return what is required, with the statements that are; None where `needs` is not there."""
    if fields.get("needs") is None:
        return None
    requires, references = read_needs(fields, scene.claims)
    return msgspec.structs.replace(requires, statements=resolve(references, fields.report, scene.table))


def require_demand(fields: Fields, scene: DecisionScene) -> Requirements:
    """Return what is required; that nothing is, is reported."""
    fields.require("needs", ASKS)
    return read_demand(fields, scene) or Requirements()


def resolve(references: Iterable[Reference], report: Report, table: ClaimTable) -> tuple[str, ...]:
    """Return the names of the statements, each once."""
    found = (name for reference in references for name in find_statements(reference, report, table))
    return tuple(dict.fromkeys(found))


def find_statements(reference: Reference, report: Report, table: ClaimTable) -> tuple[str, ...]:
    """Return the names one reference stands for; that there is none, or none evidence allows, is reported."""
    text, line = reference.name.text, reference.name.line
    known = [name for name, statement in table.statements.items() if statement.kind is reference.kind]
    wild = not WILD.isdisjoint(text)
    found = tuple(name for name in known if name == text or (wild and fnmatchcase(name, text)))
    if not found:
        report.add_unknown(line, f"no {reference.kind} '{text}'", text, known)
    for name in found:
        if table.statements[name].requires is None:
            report.add(line, f"needs '{name}', which a person decides on", "take it out: no evidence could meet it")
    return found


def read_time(fields: Fields, key: str) -> float:
    """Return seconds after the start; `0` is the start itself."""
    node = fields.get(key)
    if isinstance(node, Scalar) and node.value in (0, "0m", "0s") and not isinstance(node.value, bool):
        return 0.0
    return read_age(fields, key) or 0.0


def choose_name(fields: Fields, key: str, known: Collection[str]) -> str:
    """Return the one of the known names that stands under the key; that there is none is reported."""
    name = read_id(fields, key, NAME, SIGNS)
    if name is not None and name.text not in known:
        fields.report.add_unknown(name.line, f"key '{key}': no '{name.text}'", name.text, known)
    return "" if name is None else name.text
