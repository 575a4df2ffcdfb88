"""What follows a summary, as lines KEY=VALUE: the summary itself, declarations and the gates to be dispatched."""

import shlex
from collections.abc import Iterable, Iterator, Mapping

from blackstart.model.fleet import Fleet
from blackstart.model.gates import CONSTANTS, FIRST_PRIORITY, DeclarationAnswer, GateTable, Named, OpenGate, Unmet
from blackstart.model.origin import is_drill
from blackstart.model.summary import FLEET, JUDGED, NONE, ORIGIN, SEAL, Summary
from blackstart.render.language import ENGLISH
from blackstart.render.wording import say

Line = tuple[str, str]


def write_lines(lines: Mapping[str, str] | Iterable[Line]) -> str:
    """Return the lines as a shell reads them."""
    pairs = lines.items() if isinstance(lines, Mapping) else lines
    return "".join(f"{key}={shlex.quote(value) if value else ''}\n" for key, value in pairs)


def write_summary(summary: Summary) -> str:
    """Return the summary's file, sealed by its last line."""
    return write_lines({**summary.values, SEAL: summary.digest()})


def write_declarations(answers: tuple[DeclarationAnswer, ...], summary: Summary, language: str = ENGLISH) -> str:
    """Return what may and may not be declared, and for what may not, why."""
    return write_lines(list_declarations(answers, summary, language))


def list_declarations(answers: tuple[DeclarationAnswer, ...], summary: Summary, language: str) -> Iterator[Line]:
    """Yield both lists, each declaration with what it says, and the six figures that are always 0."""
    yield from list_source(summary)
    yield "ALLOWED_DECLARATIONS", join_names(answer.name for answer in answers if answer.allowed)
    yield "FORBIDDEN_DECLARATIONS", join_names(answer.name for answer in answers if not answer.allowed)
    for answer in answers:
        name = answer.name
        if answer.allowed:
            yield f"ALLOWED_{name}", say(answer.says, language)
        else:
            yield f"FORBIDDEN_{name}", "; ".join(list_reasons(answer, language))
    yield from dict.fromkeys(CONSTANTS, "0").items()


def list_source(summary: Summary) -> Iterator[Line]:
    """Yield which summary it was made of, and as of when it holds."""
    if is_drill(summary.origin):
        yield ORIGIN, summary.origin
    yield FLEET, summary.values.get(FLEET, "")
    yield "AS_OF", summary.values.get(JUDGED, "")
    yield SEAL, summary.digest()


def list_reasons(answer: DeclarationAnswer, language: str) -> Iterator[str]:
    """Yield everything that stands against a statement."""
    if answer.untimely:
        yield f"the summary does not count now: {answer.untimely}"
    yield from (f"gate {gate} is open" for gate in answer.gates)
    yield from (f"{name} is forbidden" for name in answer.behind)
    for one in answer.missing:
        yield f"{one.name} is {one.seen}, wanted {one.wanted}"
    if answer.approval:
        yield f"no evidence allows it: {say(answer.approval, language)}"
    elif answer.run and not answer.missing:
        yield f"the run does not allow it; `blackstart claim {answer.name}` names each check that it lacks"


def describe_open(opened: OpenGate) -> Iterator[str]:
    """Yield the lines by which the gate is open, or else that a check of it is not PASS."""
    yield from map(describe_unmet, opened.unmet)
    if not opened.unmet:
        yield f"not all PASS: {', '.join(opened.gate.checks)}"


def describe_unmet(unmet: Unmet) -> str:
    """Say what a line of the summary should be and is."""
    seen = "missing" if unmet.seen is None else unmet.seen or "empty"
    return f"{unmet.key} is {seen}, wanted {' or '.join(unmet.wanted)}"


def write_dispatch(opened: tuple[OpenGate, ...], summary: Summary, language: str = ENGLISH) -> str:
    """Return the open gates for who hands them to their owners; nothing is sent by it."""
    return write_lines(list_dispatch(opened, summary, language))


def list_dispatch(opened: tuple[OpenGate, ...], summary: Summary, language: str) -> Iterator[Line]:
    """Yield counts, the six figures that are always 0, each gate, and the summary it was made of."""
    yield from list_source(summary)
    yield "NEXT_GATE_COUNT", str(len(opened))
    yield "P0_GATE_COUNT", str(sum(one.gate.priority == FIRST_PRIORITY for one in opened))
    yield "NEXT_REQUIRED_GATES", join_names(one.gate.id for one in opened)
    yield from dict.fromkeys(CONSTANTS, "0").items()
    for number, one in enumerate(opened, 1):
        yield from ((f"GATE_{number}_{key}", value) for key, value in list_gate(one, language))
    copies = write_summary(summary).splitlines()
    yield from ((f"SUMMARY_{number:03}", copy) for number, copy in enumerate(copies, 1))


def list_languages(table: GateTable) -> tuple[str, ...]:
    """Return the languages in which the gates of a pack can be dispatched."""
    says = [text for gate in table.gates for text in (gate.says, *(wanted.says for wanted in gate.evidence))]
    return tuple(dict.fromkeys((ENGLISH, *(tag for text in says for tag in text))))


def list_gate(opened: OpenGate, language: str) -> Iterator[Line]:
    """Yield one gate: whose it is, why it is open, what is wanted, what is known, and what stays forbidden."""
    gate = opened.gate
    yield "ID", gate.id
    yield "PRIORITY", gate.priority
    yield "OWNER", gate.owner
    yield "SAYS", say(gate.says, language)
    yield "OPEN_BECAUSE", "; ".join(describe_open(opened))
    yield "EVIDENCE_WANTED", join(describe(thing, language) for thing in gate.evidence)
    yield "CURRENT_EVIDENCE", join(f"{key}={value or 'missing'}" for key, value in opened.current.items())
    yield "FORBIDDEN_ACTIONS", join_names(thing.id for thing in gate.forbidden_actions)
    yield "FORBIDDEN_DECLARATIONS", join_names(opened.forbids)


def describe(thing: Named, language: str) -> str:
    """Return a thing's id with what it is."""
    said = say(thing.says, language)
    return f"{thing.id} ({said})" if said else thing.id


def join(parts: Iterable[str]) -> str:
    """Return the parts in one line."""
    return ";".join(parts) or NONE


def join_names(names: Iterable[str]) -> str:
    """Return names with commas between them."""
    return ",".join(names) or NONE


def name_line(fleet: Fleet, name: str) -> str:
    """Return a line's name with the pack's prefix."""
    prefix = "" if fleet.gates is None else fleet.gates.prefix
    return f"{prefix}_{name}" if prefix else name
