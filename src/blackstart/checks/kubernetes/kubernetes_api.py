"""Ask a cluster by kubectl for the few fields of a question, and read the rows it prints."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta

from blackstart.checks.asking import read_json, run, succeeded
from blackstart.checks.read_only.kubernetes_objects import ApiCondition
from blackstart.checks.read_only.kubernetes_questions import ClusterQuestion
from blackstart.model.reply import CommandReply
from blackstart.model.request import Steps

LIMIT = 20.0
"""Seconds; kubectl gives up on each of its requests before."""
AHEAD = 60.0
"""Seconds by which a cluster's time may be ahead of the controller's clock: the two clocks differ a little."""
T = TypeVar("T")
# A DNS subdomain, as names of objects are (Kubernetes, Object Names and IDs).
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
Names = Annotated[tuple[Name, ...], Meta(min_length=1)]
Words = Annotated[tuple[str, ...], Meta(min_length=1)]
GO_ESCAPE = re.compile(r"\\(?:x(?P<byte>[0-9a-f]{2})|U(?P<rune>[0-9a-f]{8})|.)", re.DOTALL)
GO_LETTERS = {r"\a": r"\u0007", r"\v": r"\u000b"}


def ask_cluster(question: ClusterQuestion[T], kubectl: Words, *, sudo: bool) -> Steps[tuple[tuple[T, ...], float]]:
    """Ask for a question's rows in all namespaces; return them and when they came (Unix seconds).

    Kinds that look at one namespace ask for all too, so that the same question is asked once.
    """
    words = ("get", question.resources, "-A", "--request-timeout=15s", "-o", question.output)
    reply = yield from run(*kubectl, *words, limit=LIMIT, sudo=sudo)
    return read_rows(reply, question.row), reply.at


def read_rows(reply: CommandReply, row: type[T]) -> tuple[T, ...]:
    """Read the rows; a list that ends early is none."""
    printed = GO_ESCAPE.sub(spell_escape, succeeded(reply).stdout)
    rows: tuple[T, ...] = read_json(printed, tuple[row, ...])  # type: ignore[valid-type]  # a type at run time
    return rows


def spell_escape(found: re.Match[str]) -> str:
    """Return JSON's spelling of an escape that Go has and JSON has not (Go, strconv.Quote)."""
    if found["byte"]:
        return f"\\u00{found['byte']}"
    if found["rune"]:
        return chr(int(found["rune"], 16))
    return GO_LETTERS.get(found[0], found[0])


def find_status(conditions: Iterable[ApiCondition], kind: str) -> str:
    """Return a condition's status, or "missing"."""
    return next((condition.status for condition in conditions if condition.type == kind), "missing")


def age_of(moment: datetime | None, at: float) -> float | None:
    """Return how long before `at` the moment was, in seconds; None for one that never was."""
    return None if moment is None else at - moment.timestamp()


def is_within(age: float | None, limit: float) -> bool:
    """Tell whether something happened, not longer ago than the limit and not in the future: that was another clock."""
    return age is not None and -AHEAD <= age <= limit


def say_age(age: float | None) -> str:
    """Say an age."""
    if age is None:
        return "never"
    return f"{age:.0f} s ago" if age >= 0 else f"{-age:.0f} s in the future"


def say_some(names: Sequence[str], most: int = 5) -> str:
    """Name some, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) + more) or "none"
