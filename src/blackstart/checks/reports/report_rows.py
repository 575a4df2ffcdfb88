"""What a report says of each of its members, a row for each: so many of so many, and counters."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.reports.status_text import Value
from blackstart.model.kind import Finding
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.value_text import write_value_text

Word = Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*$")]


class Rows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each of `members` has a row, and all it counts is as `word` says.

    In text a row is `web 13/13 fresh failed=0`, with `word: fresh`, perhaps with words between, or
    `failed_web=0`; in JSON an object under `under`, or at the top, with `fresh` and `total`. Counters in
    `zero` must be stated and 0, those in `zero_if_stated` may be left out. `least` is how many a member
    has at least: of 13 that were, 9 of 9 are not all.
    """

    members: Annotated[tuple[str, ...], Meta(min_length=1)]
    word: Word
    zero: tuple[Word, ...] = ()
    zero_if_stated: tuple[Word, ...] = ()
    least: dict[str, Annotated[int, Meta(ge=1)]] = msgspec.field(default_factory=dict)
    under: str = ""

    def __post_init__(self) -> None:
        """Refuse a least number of a member that is not looked at."""
        if unknown := sorted(self.least.keys() - set(self.members)):
            raise ValueError(f"`least`: {unknown[0]} is none of `members`")


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member's counts; what the report does not state is null. `bad` are its counters that are not 0."""

    good: int | None
    total: int | None
    counters: dict[str, Value]
    bad: dict[str, Value]


def read_rows(rows: Rows, values: dict[str, Value], known: frozenset[str]) -> dict[str, ReportRow]:
    """Read the row of each member, and of others that the report counts, or says have failures.

    `known` are values that are demanded by themselves, so that no member is looked for behind them.
    """
    counted = [name.removesuffix(f".{rows.word}") for name in values if name.endswith(f".{rows.word}")]
    failing = [find_failing(rows, name, value) for name, value in values.items() if name not in known]
    return {name: read_row(rows, name, values) for name in dict.fromkeys((*rows.members, *counted, *failing)) if name}


def find_failing(rows: Rows, name: str, value: Value) -> str:
    """Return which member the value says has failures; empty where it says so of none."""
    if not isinstance(value, int) or value == 0:
        return ""
    for word in rows.zero:
        if name.endswith(f".{word}"):
            return name.removesuffix(f".{word}")
        if name.startswith(f"{word}_"):
            return name.removeprefix(f"{word}_")
    return ""


def read_row(rows: Rows, member: str, values: dict[str, Value]) -> ReportRow:
    """Read what the report says of one member."""
    stated = {name: find_value(member, name, values) for name in (*rows.zero, *rows.zero_if_stated)}
    return ReportRow(
        good=read_count(member, rows.word, values),
        total=read_count(member, "total", values),
        counters={name: read_count(member, name, values) for name in rows.zero},
        bad={name: value for name, value in stated.items() if value is not None and value != 0},
    )


def read_count(member: str, name: str, values: dict[str, Value]) -> int | None:
    """Read a count; anything but a whole number is unreadable, absence is None."""
    value = find_value(member, name, values)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise UnreadableReplyError(f"{member}: {name} is {write_value_text(value)}, which is no count")


def find_value(member: str, name: str, values: dict[str, Value]) -> Value:
    """Return a member's value, written `MEMBER.name` or `name_MEMBER`; the two may not differ."""
    found = [values[key] for key in (f"{member}.{name}", f"{name}_{member}") if key in values]
    if len(set(found)) > 1:
        raise UnreadableReplyError(
            f"{member}: {name} is both {write_value_text(found[0])} and {write_value_text(found[1])}"
        )
    return found[0] if found else None


def judge_rows(rows: Rows, found: dict[str, ReportRow]) -> Iterator[Finding]:
    """Compare each member's counts."""
    for member, row in found.items():
        counted = "no count" if row.good is None or row.total is None else f"{row.good}/{row.total}"
        holds = bool(row.total) and row.good == row.total
        yield Finding(holds=holds, expected=f"all of {member} {rows.word}", seen=counted)
        least = rows.least.get(member, 1)
        if holds and (row.total or 0) < least:
            yield Finding(holds=False, expected=f"at least {least} of {member}", seen=f"{counted}: some have vanished")
        yield from judge_counters(rows, member, row)


def judge_counters(rows: Rows, member: str, row: ReportRow) -> Iterator[Finding]:
    """Compare one member's counters in one finding."""
    faults = [f"{name}={value}" for name, value in row.bad.items()]
    silent = [f"{name} not stated" for name, value in row.counters.items() if value is None]
    if rows.zero or faults:
        yield Finding(
            holds=not faults and not silent,
            expected=f"{', '.join(f'{name}=0' for name in rows.zero or row.bad)} for {member}",
            seen=", ".join(faults or silent),
        )
