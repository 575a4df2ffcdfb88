"""The scorecard as KEY=VALUE lines, which a shell can read (`. summary.txt`) and grep can find."""

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime

from blackstart.model.fleet import Fleet
from blackstart.model.origin import is_drill
from blackstart.model.scorecard import Scorecard
from blackstart.model.summary import ORIGIN
from blackstart.render.language import ENGLISH
from blackstart.render.style import Style
from blackstart.render.wording import describe_interruption, find_next, find_verdict, plain, say, split_warnings


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return one line a key, every key once; values are quoted where a shell needs it."""
    lines: dict[str, str] = {}
    for key, value in list_values(fleet, scorecard):
        lines[find_free_key(key, lines)] = value
    return "".join(f"{key}={shlex.quote(plain(value)) if value else ''}\n" for key, value in lines.items())


def list_values(fleet: Fleet, scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """Yield keys and values in the order they are printed; a view's own lines hide none that every run has."""
    yield from list_result(fleet, scorecard)
    yield from list_first_blocked(fleet, scorecard)
    for state in scorecard.phases:
        yield make_key("PHASE", state.phase), state.result
    for host in scorecard.hosts:
        yield make_key("HOST", host.host), host.condition
    if scorecard.view is not None:
        yield "VIEW", scorecard.view.name
        yield from scorecard.view.lines.items()


def list_result(fleet: Fleet, scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """Yield what the run came to, and which run it was."""
    if is_drill(scorecard.origin):
        yield ORIGIN, scorecard.origin
    yield "RESULT", scorecard.result
    yield "LEVEL", scorecard.level
    yield "WORD", scorecard.word or ""
    yield "ALLOWED", ",".join(scorecard.allowed)
    yield "FORBIDDEN", ",".join(scorecard.forbidden)
    yield "PASS", str(scorecard.passed)
    yield "WARN", str(scorecard.warned)
    yield "BLOCKED", str(scorecard.blocked)
    yield "HELD", str(scorecard.held)
    for kind, count in split_warnings(scorecard).items():
        yield make_key("WARN", kind), str(count)
    yield "INTERRUPTED", "1" if scorecard.span.interrupted else "0"
    yield "INTERRUPTION", describe_interruption(scorecard)
    yield "FLEET", scorecard.fleet
    yield "BASELINE_DIGEST", fleet.digest
    yield "STARTED", format_time(scorecard.span.started)
    yield "ENDED", format_time(scorecard.span.ended)
    yield "JUDGED", format_time(scorecard.judged)


def list_first_blocked(fleet: Fleet, scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """Yield what to fix first; the keys are there, empty, when nothing is blocked."""
    if scorecard.first_blocked is None:
        yield from ((f"FIRST_BLOCKED{part}", "") for part in ("", "_HOST", "_PHASE", "_REASON", "_NEXT"))
        return
    verdict = find_verdict(scorecard, scorecard.first_blocked)
    check = fleet.by_id[verdict.check]
    yield "FIRST_BLOCKED", verdict.check
    yield "FIRST_BLOCKED_HOST", verdict.host
    yield "FIRST_BLOCKED_PHASE", verdict.phase
    yield "FIRST_BLOCKED_REASON", verdict.reason
    yield "FIRST_BLOCKED_NEXT", say(find_next(verdict, check), ENGLISH)


def make_key(prefix: str, name: str) -> str:
    """Return a name a shell variable may have."""
    return f"{prefix}_{re.sub('[^A-Z0-9]', '_', name.upper())}"


def find_free_key(key: str, taken: dict[str, str]) -> str:
    """Return the key, numbered where it is taken: `a-b` must not hide `a.b`, which may be worse."""
    number = 1
    free = key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def format_time(seconds: float) -> str:
    """Return Unix seconds as RFC 3339 in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
