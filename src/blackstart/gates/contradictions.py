"""Whether a summary is one that the pack could have given: nothing more, nothing less, and in accord with itself."""

from collections.abc import Iterator, Mapping

from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.summary import BINDING, WARNED_AS, name_gates
from blackstart.gates.summary_time import list_wrong_times
from blackstart.model.claims import ClaimTable, Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.origin import is_drill
from blackstart.model.summary import (
    ALLOWED,
    FORBIDDEN,
    INTERRUPTED,
    NONE,
    ORIGIN,
    RunField,
    RunValue,
    Standing,
    Summary,
    SummaryValue,
    list_answers,
)
from blackstart.model.view import UNKNOWN, Question

FIGURES = (RunField.PASSED, RunField.WARNED, RunField.BLOCKED, RunField.HELD, *WARNED_AS)


def find_contradictions(fleet: Fleet, summary: Summary) -> tuple[str, ...]:
    """Return the keys that are missing or too many, or say what no run of the fleet could, each once."""
    return tuple(dict.fromkeys(list_contradictions(fleet, summary.values)))


def list_contradictions(fleet: Fleet, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys, some twice."""
    lines = {} if fleet.summary is None else {line.key: line.value for line in fleet.summary.lines}
    marks = {ORIGIN} if is_drill(Summary(values=values).origin) else set()
    yield from {*marks, *BINDING, *lines} ^ values.keys()
    yield from list_misnamed(fleet.claims or ClaimTable(), values)
    for key, value in lines.items():
        possible = list_possible(value, fleet.claims or ClaimTable(), values)
        if possible and values.get(key) not in possible:
            yield key
        if isinstance(value, RunValue) and value.field in FIGURES and not values.get(key, "").isdecimal():
            yield key
    yield from list_wrong_times(Summary(values=values))
    yield from list_said_against_gates(fleet, Summary(values=values))
    named = name_gates(fleet, Summary(values=values))
    yield from (key for key, gates in named.items() if values.get(key) != gates)


def list_said_against_gates(fleet: Fleet, summary: Summary) -> Iterator[str]:
    """Yield the list of what is allowed where it would need every check of an open gate to be PASS."""
    said = split_names(summary.values.get(ALLOWED, ""))
    for one in find_open_gates(fleet.gates or GateTable(), summary):
        if one.gate.forbids and all(not {*names}.isdisjoint(said) for names in one.gate.forbids.values()):
            yield ALLOWED


def list_misnamed(table: ClaimTable, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the list of statements that has not what the other leaves; a run cut short allows none."""
    allowed, forbidden = (split_names(values.get(key, "")) for key in (ALLOWED, FORBIDDEN))
    if allowed != [name for name in table.listed if name in allowed]:
        yield ALLOWED
    if forbidden != [name for name in table.listed if name not in allowed]:
        yield FORBIDDEN
    if values.get(INTERRUPTED) not in {"0", "1"}:
        yield INTERRUPTED
    never = {name for name in table.listed if table.statements[name].requires is None}
    if allowed and (values.get(INTERRUPTED) != "0" or not never.isdisjoint(allowed)):
        yield ALLOWED


def list_possible(value: SummaryValue, table: ClaimTable, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a line may say; nothing where it is free."""
    match value:
        case Question():
            return (*list_answers(value), UNKNOWN)
        case Standing(requires=requires, yes=yes, no=no) if asks_statements_alone(requires, table):
            said = split_names(values.get(ALLOWED, ""))
            return (yes if all(name in said for name in requires.statements) else no,)
        case _:
            return list_answers(value)


def asks_statements_alone(requires: Requirements, table: ClaimTable) -> bool:
    """Tell whether the requirements are told by the list of what is allowed."""
    return requires == Requirements(statements=requires.statements) and {*requires.statements} <= {*table.listed}


def split_names(text: str) -> list[str]:
    """Return the names that a line lists."""
    return [] if text == NONE else text.split(",")
