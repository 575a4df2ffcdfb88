"""The HTTP API of Prometheus: ask a path, and take the data out of the envelope."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from blackstart.checks.asking import fetch
from blackstart.checks.reading.strict_json import read_answer
from blackstart.model.reply import HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps

OK = 200
REMARK = "PromQL info: "
"""How a remark on a query begins, which says nothing against its answer; before 2.50 it stands among the warnings."""
NEVER = 1e9
"""An age (s) that only the zero time of Go, in the year 1, has."""
AHEAD = 60.0
"""Seconds by which a server's time may be ahead of the controller's clock: the two clocks differ a little."""
T = TypeVar("T")


class Envelope(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What every answer comes in (prometheus.io, HTTP API, Format overview)."""

    status: str
    data: T
    warnings: tuple[str, ...] = ()


class ApiError(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope of an answer that failed."""

    error: str


def ask_api(base: str, path: str, kind: type[T], *, verify: bool = True) -> Steps[tuple[T, float]]:
    """GET a path of the API; return its data and when it came (Unix seconds)."""
    reply = yield from fetch(HttpRequest(url=f"{base.rstrip('/')}{path}", verify=verify))
    return read_data(reply, kind), reply.at


def read_data(reply: HttpReply, kind: type[T]) -> T:
    """Read the data. An answer with warnings is a partial one, so it is unreadable."""
    if reply.status != OK:
        raise UnreadableReplyError(f"HTTP {reply.status}: {read_error(reply.body)}")
    envelope: Envelope[T] = read_answer(reply.body, Envelope[kind])  # type: ignore[valid-type]  # a type at run time
    if envelope.status != "success":
        raise UnreadableReplyError(f"status {envelope.status!r}")
    for warning in envelope.warnings:
        if not warning.startswith(REMARK):
            raise UnreadableReplyError(f"answered with a warning: {warning}")
    return envelope.data


def read_error(body: str) -> str:
    """Return the API's own error message, or the beginning of what came instead."""
    try:
        return msgspec.json.decode(body, type=ApiError).error
    except (msgspec.MsgspecError, RecursionError):
        return repr(body[:80])


def age_of(moment: datetime, at: float) -> float:
    """Return how long before `at` the moment was, in seconds."""
    return at - moment.timestamp()


def is_recent(age: float, limit: float) -> bool:
    """Tell whether something was not longer ago than the limit, and not in the future: that was another clock."""
    return -AHEAD <= age <= limit


def say_age(age: float) -> str:
    """Say an age."""
    if age > NEVER:
        return "never"
    return f"{age:.0f} s ago" if age >= 0 else f"{-age:.0f} s in the future"
