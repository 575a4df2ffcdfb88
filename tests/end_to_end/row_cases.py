"""Rows: what is wrong with a simulated fleet, and what must come out of a look at it (`rows/*.yml`)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition, Scorecard

ROW_LINE = "row"
"""The property under which a test reports its line of the table."""
COLUMNS = ("row", "what is wrong", "seen")


class Right(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is right. `blocked`, where it is given, are all that may be BLOCKED; the words are those of the page."""

    result: Result | None = None
    first_blocked: str | None = None
    blocked: tuple[str, ...] | None = None
    checks: dict[str, Outcome] = {}
    hosts: dict[str, HostCondition] = {}
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case: changes to the healthy fleet, as in a scenario; seen in a `view` where it is one of its matter."""

    about: str
    view: str | None = None
    changes: dict[str, Any]
    right: Right


def read_rows(folder: Path) -> dict[str, Row]:
    """Return the rows by the names of their files."""
    return {path.stem: msgspec.yaml.decode(path.read_bytes(), type=Row) for path in sorted(folder.glob("*.yml"))}


def find_differences(right: Right, scorecard: Scorecard, page: str) -> Iterator[str]:
    """Yield each way in which a look did not come to what is right."""
    outcomes = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    conditions = {state.host: state.condition for state in scorecard.hosts}
    blocked = sorted(check for check, outcome in outcomes.items() if outcome is Outcome.BLOCKED)
    compared = [
        ("result", right.result, scorecard.result),
        ("first blocked", right.first_blocked, scorecard.first_blocked),
        ("blocked", None if right.blocked is None else sorted(right.blocked), blocked),
        *((check, outcome, outcomes.get(check)) for check, outcome in right.checks.items()),
        *((f"host {host}", condition, conditions.get(host)) for host, condition in right.hosts.items()),
        *((f"claim {claim}", True, claim in scorecard.allowed) for claim in right.allowed),
        *((f"claim {claim}", True, claim in scorecard.forbidden) for claim in right.forbidden),
        *((f"words {words!r}", True, words in page) for words in right.words),
        *((f"no words {words!r}", False, words in page) for words in right.without),
    ]
    yield from (f"{name}: expected {wanted}, got {got}" for name, wanted, got in compared if wanted not in (None, got))


def say(scorecard: Scorecard) -> str:
    """Return what is red by itself, and which hosts are not ready."""
    red = [verdict.check for verdict in scorecard.verdicts if verdict.outcome is Outcome.BLOCKED]
    unready = [f"{one.host} {one.condition}" for one in scorecard.hosts if one.condition is not HostCondition.READY]
    return f"{scorecard.result}: {', '.join(red) or 'nothing'}; {', '.join(unready) or 'all hosts ready'}"


def write_table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the rows as an aligned table."""
    cells = [COLUMNS, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
