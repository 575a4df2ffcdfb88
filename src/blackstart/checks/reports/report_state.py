"""What a report says of itself in words: well, blocked, or waiting for a source that publishes later today."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from blackstart.checks.reading.json_path import JsonPath, follow_path, say_value
from blackstart.model.kind import Finding
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import UnreadableReplyError

WINDOW = re.compile(r"(?P<opens>(?:[01]\d|2[0-3]):[0-5]\d)-(?P<ends>(?:[01]\d|2[0-3]):[0-5]\d)")
State = Literal["well", "waiting", "blocked"]


class StateRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The status is one of `well`, and there are no blockers.

    Blockers that all stand in `waiting` warn (evidence) as long as the local time is inside `window`, as in
    14:00-21:30: the day's source has not published yet. Outside it, or with any other blocker, the check
    fails. `status` and `blockers` are the ways to these fields; `called` is what the fleet calls waiting.
    """

    status: JsonPath = "status"
    blockers: JsonPath = "blockers"
    well: Annotated[tuple[str, ...], Meta(min_length=1)] = ("ok",)
    waiting: tuple[str, ...] = ()
    window: str | None = None
    called: str = "waiting"

    def __post_init__(self) -> None:
        """Refuse half of what waiting needs."""
        if bool(self.waiting) != (self.window is not None):
            raise ValueError("`waiting` names what may be missing inside the `window`: give both or neither")
        found = WINDOW.fullmatch(self.window) if self.window is not None else None
        if self.window is not None and (found is None or found["opens"] == found["ends"]):
            raise ValueError(f"window {self.window!r}: write one as in '14:00-21:30'")


class ReportState(msgspec.Struct, frozen=True, kw_only=True):
    """What status and blockers come to; `local_time` is that of the answer in the check's zone."""

    state: State
    status: str
    blockers: tuple[str, ...]
    local_time: str


def read_state(rule: StateRule, body: Any, now: datetime) -> ReportState:
    """Read the fields, at this local time."""
    status, blockers = read_text(body, rule.status), read_blockers(body, rule.blockers)
    return ReportState(
        state=conclude(rule, status, blockers, now),
        status=status,
        blockers=blockers,
        local_time=now.isoformat(timespec="seconds"),
    )


def conclude(rule: StateRule, status: str, blockers: tuple[str, ...], now: datetime) -> State:
    """Tell what status and blockers come to; those that contradict each other are no good news."""
    if not blockers:
        return "well" if status in rule.well else "blocked"
    waits = set(blockers) <= set(rule.waiting) and status not in rule.well
    return "waiting" if waits and is_inside(rule.window or "", now) else "blocked"


def judge_state(rule: StateRule, seen: ReportState, timezone: str) -> Finding:
    """Compare what the fields come to."""
    waits = seen.state == "waiting"
    said = f"{seen.status}: {', '.join(seen.blockers) or 'no blockers'}"
    return Finding(
        holds=seen.state == "well",
        expected=f"status {' or '.join(rule.well)} and no blockers",
        seen=f"{said}; {rule.called}, within {rule.window} {timezone}" if waits else said,
        outcome=Outcome.WARN if waits else None,
        warns_as=WarningClass.EVIDENCE if waits else None,
    )


def is_inside(window: str, now: datetime) -> bool:
    """Tell whether the time of day is in the window, which may reach over midnight. Its end is outside."""
    opens, _, ends = window.partition("-")
    time = f"{now:%H:%M}"
    return opens <= time < ends if opens < ends else time >= opens or time < ends


def read_text(body: Any, path: str) -> str:
    """Read a field that is text."""
    value = follow_path(body, path)
    if not isinstance(value, str):
        raise UnreadableReplyError(f"{path}: expected text, saw {say_value(value)}")
    return value


def read_blockers(body: Any, path: str) -> tuple[str, ...]:
    """Read a field that is a list of names."""
    value = follow_path(body, path)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise UnreadableReplyError(f"{path}: expected a list of names, saw {say_value(value)}")
    return tuple(value)
