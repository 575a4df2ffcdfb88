"""Expectations in CEL over a kind's reading: checked when a baseline loads, evaluated in judging."""

import re
import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from blackstart.model.kind import Reading
from blackstart.model.near_names import ask_nearest
from blackstart.model.value_text import write_value_text

if TYPE_CHECKING:
    from cel import Program

FUNCTIONS = frozenset(
    {"bool", "bytes", "contains", "double", "duration", "endsWith", "int", "matches", "max", "min"}
    | {"size", "startsWith", "string", "timestamp", "type", "uint"}
)
"""What the library has of CEL's standard functions; macros (`exists`, `has`) are no functions to it."""
SAME = {"len": "size", "length": "size", "count": "size", "str": "string", "float": "double", "number": "double"}
"""What other languages call a function that CEL has."""
BOUND_NAME = re.compile(r"\.(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,")

LONGEST_SEEN = 160
"""Characters shown of one value."""


class ExpectationError(ValueError):
    """An expectation that cannot be compiled or names what the reading has not; `excerpt` shows the place."""

    def __init__(self, message: str, mend: str = "", excerpt: tuple[str, ...] = ()) -> None:
        """Carry what is wrong, how to mend it, and the line with a caret under the place."""
        super().__init__(message)
        self.mend = mend
        self.excerpt = excerpt


class EvaluationError(Exception):
    """An expectation could not be evaluated over this reading."""


@cache
def compile_expectation(source: str) -> "Program":
    """Compile CEL. Raises ExpectationError."""
    # The package's own __init__ imports its command line (a third of a second of prompt
    # toolkit and rich), which nothing here uses; docs/decisions/0003.
    sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
    import cel  # noqa: PLC0415  costly; only fleets with expectations need it

    try:
        return cel.compile(source)
    except ValueError as error:
        from blackstart.verdicts.expectation_syntax import explain_syntax  # noqa: PLC0415  # on a mistake only

        fault = explain_syntax(source, str(error))
        raise ExpectationError(fault.message, fault.mend, fault.excerpt) from error


def check_expectation(source: str, reading: type[Reading], columns: frozenset[str] = frozenset()) -> None:
    """Raise ExpectationError unless every name in the source is a field of the reading, or a column."""
    names = set(compile_expectation(source).variables()) - set(BOUND_NAME.findall(source))
    fields = {field.name for field in msgspec.structs.fields(reading)} | columns
    check_functions(source)
    if not names:
        raise ExpectationError("names no field of the reading, so it would hold whatever is seen")
    for name in sorted(names - fields):
        raise ExpectationError(
            f"the reading has no '{name}'; it has {', '.join(sorted(fields))}", ask_nearest(name, fields)
        )


def check_functions(source: str) -> None:
    """Raise ExpectationError for a function that CEL has not; operators are written in signs."""
    for name in compile_expectation(source).functions():
        if name.isidentifier() and not name.startswith("_") and name not in FUNCTIONS:
            mend = f"write {SAME[name]}(…)" if name in SAME else ask_nearest(name, FUNCTIONS)
            raise ExpectationError(f"there is no function '{name}'; there are {', '.join(sorted(FUNCTIONS))}", mend)


def names_in_scope(values: dict[str, Any]) -> dict[str, Any]:
    """Return what an expectation sees: the reading's fields, and the columns of its one row."""
    row = values.get("row")
    return {**row, **values} if isinstance(row, dict) else values


def evaluate(source: str, values: dict[str, Any]) -> bool:
    """Evaluate over the reading's values. Raises EvaluationError unless it comes to a bool."""
    result = compute(source, values)
    if not isinstance(result, bool):
        raise EvaluationError(f"{source}: came to {write_value_text(result)}, not to true or false")
    return result


def compute(source: str, values: dict[str, Any]) -> Any:
    """Return what the source comes to over the reading's values. Raises EvaluationError."""
    try:
        return compile_expectation(source).execute(names_in_scope(values))
    except (ValueError, LookupError, TypeError, RuntimeError, OverflowError, ArithmeticError) as error:
        raise EvaluationError(f"{source}: {error}") from error


def seen_in(source: str, values: dict[str, Any]) -> str:
    """Return the values the expectation names, as `days_behind = 7, rows = 0`."""
    scope = names_in_scope(values)
    names = [name for name in compile_expectation(source).variables() if name in scope]
    return ", ".join(f"{name} = {shorten(write_value_text(scope[name]))}" for name in names)


def shorten(text: str) -> str:
    """Return a value as a reason has room for it: a whole answer would bury what is wrong, and may hold anything."""
    return text if len(text) <= LONGEST_SEEN else f"{text[:LONGEST_SEEN]}…"
