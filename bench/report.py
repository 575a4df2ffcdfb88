"""The table of what was measured, and what it was measured on."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from lineup import OURS
from metering import Cost, Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """The same command with one host: what starting up costs, near enough."""

    costs: tuple[Cost, ...]
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contender's runs; `floors` holds, for each of its costs, the floor's just before it."""

    name: str
    title: str
    costs: tuple[Cost, ...]
    floors: tuple[Cost, ...]
    memory: Memory
    alone: Alone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the figures depend on beside the contenders. `facts` are of the machine and the versions on it."""

    date: str
    hosts: int
    checks: int
    runs: int
    kex: str
    facts: dict[str, str]


Column = tuple[str, Callable[[Row], str]]


def render_report(conditions: Conditions, rows: list[Row], left_out: dict[str, str]) -> str:
    """Return the whole report in Markdown."""
    parts = [
        f"# {conditions.hosts} hosts, {conditions.checks} checks each, {conditions.date}",
        render_table(conditions, rows),
        *(f"Left out: {name}: {why}." for name, why in left_out.items()),
        f"Medians of {conditions.runs} interleaved runs after a warm-up. Key exchange of the rivals: {conditions.kex}.",
        "\n".join(f"- {name}: {fact}" for name, fact in conditions.facts.items()),
        "How this is measured and how to read it: [README](../README.md).",
    ]
    return "\n\n".join(parts) + "\n"


def render_table(conditions: Conditions, rows: list[Row]) -> str:
    """Return one line for each contender, the quickest first."""
    columns = _list_columns(conditions, rows)
    lines = [[name for name, _ in columns], ["---"] * len(columns)]
    lines += [[show(row) for _, show in columns] for row in sorted(rows, key=_compare_with_floor)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list_columns(conditions: Conditions, rows: list[Row]) -> list[Column]:
    """Return the columns that these rows can fill."""
    columns: list[Column] = [
        ("contender", lambda row: f"{row.name}: {row.title}"),
        ("wall s", lambda row: f"{median(cost.wall for cost in row.costs):.2f}"),
        ("ratio to floor", lambda row: f"{_compare_with_floor(row):.2f}"),
        ("lowest to highest", _render_spread),
        ("client CPU s", lambda row: f"{_take_cpu(row.costs):.2f}"),
        ("largest process MB", lambda row: f"{row.memory.largest:.0f}"),
        ("all processes MB", lambda row: f"{row.memory.together:.0f}"),
    ]
    ours = next((row for row in rows if row.name == OURS), None)
    if ours is not None:
        columns.insert(4, ("times blackstart's wall", lambda row: f"{median(_divide(row.costs, ours.costs)):.2f}"))
    if any(row.alone for row in rows):
        columns.append(("CPU ms per further host", lambda row: _render_cpu_per_host(row, conditions.hosts)))
        columns.append(("MB per further host", lambda row: _render_memory_per_host(row, conditions.hosts)))
    return columns


def _divide(costs: tuple[Cost, ...], others: tuple[Cost, ...]) -> list[float]:
    """Return the ratios of wall time, run by run."""
    return [cost.wall / other.wall for cost, other in zip(costs, others, strict=True)]


def _compare_with_floor(row: Row) -> float:
    return median(_divide(row.costs, row.floors))


def _render_spread(row: Row) -> str:
    ratios = _divide(row.costs, row.floors)
    return f"{min(ratios):.2f} to {max(ratios):.2f}"


def _take_cpu(costs: tuple[Cost, ...]) -> float:
    return median(cost.cpu for cost in costs)


def _render_cpu_per_host(row: Row, hosts: int) -> str:
    if row.alone is None:
        return ""
    return f"{(_take_cpu(row.costs) - _take_cpu(row.alone.costs)) / (hosts - 1) * 1000:.1f}"


def _render_memory_per_host(row: Row, hosts: int) -> str:
    if row.alone is None:
        return ""
    return f"{(row.memory.together - row.alone.memory.together) / (hosts - 1):.2f}"
