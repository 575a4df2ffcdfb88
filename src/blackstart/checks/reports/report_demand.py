"""What is demanded of a report's values, and that a figure agrees with what another check read."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.reading.comparison import Demand, compares, meets, say_demand
from blackstart.checks.reading.json_path import JsonPath
from blackstart.checks.reading.recorded_value import find_number
from blackstart.checks.reports.exposition import NAME, name_series
from blackstart.checks.reports.status_text import Value
from blackstart.model.kind import Finding, Present
from blackstart.model.value_text import write_value_text

MetricName = Annotated[str, Meta(pattern=rf"^{NAME}$")]


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The report's `value` is the number that `check` read as `reads` in the same run, or less with `or_less`.

    `or_less` is for a figure of what is missing: the check itself tells of the greater one, so that a report which
    knows of less allows nothing more.
    """

    value: Annotated[str, Meta(min_length=1)]
    check: Annotated[str, Meta(min_length=1)]
    reads: JsonPath
    or_less: bool = False


def judge_values(
    require: dict[str, Demand], every: dict[str, str], values: dict[str, Value], *, metrics: bool
) -> Iterator[Finding]:
    """Compare each value; one that is not there does not hold."""
    missing = "no such series" if metrics else "no such value"
    for name, demand in require.items():
        key = name_series(name) if metrics else name
        seen = say(values[key]) if key in values else missing
        holds = key in values and meets(values[key], demand)
        yield Finding(holds=holds, expected=f"{name} {say_demand(demand)}", seen=seen)
    for name, comparison in every.items():
        yield judge_every(name, comparison, values)


def judge_every(name: str, comparison: str, values: dict[str, Value]) -> Finding:
    """Compare all series of a metric; none at all does not hold."""
    found = {series: value for series, value in values.items() if series.partition("{")[0] == name}
    wrong = [f"{series} {say(value)}" for series, value in found.items() if not is_so(value, comparison)]
    seen = ", ".join(wrong) if found else "no such series"
    return Finding(holds=bool(found) and not wrong, expected=f"every {name} {comparison}", seen=seen)


def is_so(value: Value, comparison: str) -> bool:
    """Tell whether it is a number that compares so."""
    return isinstance(value, float) and compares(value, comparison)


def say(value: Value) -> str:
    """Say a value."""
    return f"{value:g}" if isinstance(value, float) else repr(value)


def read_agreement(agrees: Agreement | None, present: Present | None) -> float | None:
    """Return the number the other check read in this run; None where it read none."""
    if agrees is None or present is None or present.reading is None:
        return None
    return find_number(present.reading, agrees.reads)


def judge_agreement(agrees: Agreement, values: dict[str, Value], other: float | None) -> Finding:
    """Compare the two; of a contradiction neither side is believed."""
    value = values.get(agrees.value, "no such value")
    seen = f"{write_value_text(value)} here, and {'nothing' if other is None else f'{other:g}'} there"
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    less = agrees.or_less and number is not None and other is not None and 0 <= number <= other
    holds = less or (other is not None and not isinstance(value, bool) and value == other)
    most = " or less" if agrees.or_less else ""
    return Finding(holds=holds, expected=f"{agrees.value} as {agrees.check} read {agrees.reads}{most}", seen=seen)
