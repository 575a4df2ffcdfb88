"""The parts of a file of gates: a gate, a declaration, their conditions and patterns."""

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map

import msgspec

from blackstart.baseline.fields import Fields, open_fields, read_id, read_names, read_text, read_translations, word_of
from blackstart.baseline.nodes import Mapping, Scalar, Sequence
from blackstart.model.gates import MISSING_EVIDENCE, Condition, Declaration, Gate, Named

GATE_KEYS = (
    "cleared_by",
    "current",
    "evidence",
    "forbidden_actions",
    "forbids",
    "id",
    "missing_status",
    "owner",
    "priority",
    "says",
)
DECLARATION_KEYS = ("approval", "name", "requires", "says")
STATUS = re.compile(r"blocked_[a-z0-9_]+")
PRIORITY = re.compile(r"P[0-9]")


class GateScene(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the summary with what each can say, nothing where it is free; and the declarations of the file."""

    keys: Map[str, Collection[str]]
    declarations: Collection[str]


def each(fields: Fields, key: str) -> Iterator[Fields]:
    """Yield the fields of each mapping in a list; what is none is reported."""
    node = fields.get(key)
    if node is None:
        return
    if not isinstance(node, Sequence):
        fields.refuse(key, "a list of mappings", node)
        return
    for item in node.items:
        if isinstance(item, Mapping):
            yield Fields(mapping=item, report=fields.report)
        else:
            fields.refuse(key, "a mapping", item)


def read_gate(fields: Fields, scene: GateScene) -> Gate:
    """Return one gate; problems go to the report."""
    name = read_id(fields, "id")
    own = open_fields(fields.mapping, GATE_KEYS, fields.report.about(f"gate '{name.text if name else ''}'"))
    for key in ("id", "owner", "cleared_by", "evidence", "forbidden_actions"):
        own.require(key, "a gate tells who clears it, by what, and what stays forbidden")
    priority = read_text(own, "priority")
    if priority is not None and not PRIORITY.fullmatch(priority):
        own.report.add(own.line("priority"), f"'{priority}' is no priority", "as P0, P1")
    return Gate(
        id=name.text if name else "",
        priority=priority or "P0",
        owner=read_text(own, "owner") or "",
        says=read_translations(own, "says"),
        cleared_by=read_conditions(own, "cleared_by", scene.keys),
        evidence=read_things(own, "evidence"),
        current=read_known(own, "current", scene.keys),
        forbidden_actions=read_things(own, "forbidden_actions"),
        forbids=read_known(own, "forbids", scene.declarations),
        missing_status=read_status(own, "missing_status") or MISSING_EVIDENCE,
    )


def read_declaration(fields: Fields, scene: GateScene) -> Declaration:
    """Return one declaration; it has requirements, or somebody whose approval it takes."""
    name = read_id(fields, "name")
    report = fields.report.about(f"declaration '{name.text if name else ''}'")
    own = open_fields(fields.mapping, DECLARATION_KEYS, report)
    own.require("name", "name it")
    if ("requires" in own.mapping.entries) == ("approval" in own.mapping.entries):
        said = "it needs either `requires` or `approval`"
        own.report.add(own.mapping.line, said, "evidence allows it, or a person decides")
    proven = "requires" in own.mapping.entries
    return Declaration(
        name=name.text if name else "",
        says=read_translations(own, "says"),
        requires=read_conditions(own, "requires", scene.keys) if proven else None,
        approval=read_translations(own, "approval"),
    )


def read_conditions(fields: Fields, key: str, known: Map[str, Collection[str]]) -> tuple[Condition, ...]:
    """Return keys of the summary with the values they must have; an empty set, and what can never be, is reported."""
    node = fields.get(key)
    if node is None:
        return ()
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse(key, "a mapping from keys of the summary to values", node, 'as `ESCROW_MISSING_COUNT: "0"`')
        return ()
    inner = Fields(mapping=node, report=fields.report)
    for name in node.entries:
        if name not in known:
            fields.report.add_unknown(inner.line(name), f"the summary has no line '{name}'", name, known)
    conditions = tuple(Condition(key=name, values=read_values(inner, name)) for name in node.entries)
    for condition in conditions:
        refuse_never(condition, known.get(condition.key, ()), inner)
    return conditions


def refuse_never(condition: Condition, answers: Collection[str], fields: Fields) -> None:
    """Report values that the line never has: what waits for one would be open, or forbidden, for ever."""
    if answers and not {*answers} & {*condition.values}:
        wanted, said = " or ".join(condition.values), " or ".join(answers)
        message = f"key '{condition.key}': it can never be {wanted}; the line says {said}"
        fields.report.add(fields.line(condition.key), message, "name one of these")


def read_values(fields: Fields, key: str) -> tuple[str, ...]:
    """Return the values a key may have, as the summary writes them; none at all is reported."""
    node = fields.mapping.entries[key]
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
        return (node.value,)
    names = tuple(name.text for name in read_names(fields, key))
    if not names:
        fields.refuse(key, "a value, or a list of them", node)
    return names


def read_things(fields: Fields, key: str) -> tuple[Named, ...]:
    """Return things by id: a mapping from id to a sentence; none at all is reported."""
    node = fields.get(key)
    if node is None:
        return ()
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse(key, "a mapping from ids to sentences", node)
        return ()
    inner = Fields(mapping=node, report=fields.report)
    return tuple(Named(id=name, says=read_translations(inner, name)) for name in node.entries)


def read_known(fields: Fields, key: str, known: Collection[str]) -> tuple[str, ...]:
    """Return names that are known; others are reported."""
    names = read_names(fields, key)
    for name in names:
        if name.text not in known:
            fields.report.add_unknown(name.line, f"key '{key}': no '{name.text}'", name.text, known)
    return tuple(dict.fromkeys(name.text for name in names))


def read_status(fields: Fields, key: str) -> str | None:
    """Return a status word; it must say that something is blocked."""
    text = read_text(fields, key)
    if text is not None and not STATUS.fullmatch(text):
        fields.report.add(fields.line(key), f"'{text}' is no status of something refused", "as `blocked_by_name`")
    return text


def read_patterns(fields: Fields, key: str) -> tuple[str, ...]:
    """Return regular expressions; one that cannot be compiled, or that fits everything, is reported."""
    node = fields.get(key)
    if node is None:
        return ()
    if not isinstance(node, Sequence) or not node.items:
        fields.refuse(key, "a list of regular expressions", node)
        return ()
    texts = [(item.line, word_of(item)) for item in node.items]
    for line, text in texts:
        if text is None or find_pattern_fault(text):
            fields.report.add(line, f"key '{key}': no regular expression", find_pattern_fault(text or ""))
    return tuple(text for _, text in texts if text is not None and not find_pattern_fault(text))


def find_pattern_fault(text: str) -> str:
    """Return what is wrong with a regular expression, or nothing."""
    try:
        return "it fits an empty text" if re.compile(text).search("") else ""
    except re.error as error:
        return str(error)
