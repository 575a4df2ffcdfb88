"""The part of a log that a window of time covers, found with grep and without reading its lines."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from blackstart.checks.asking import read_lines, run, succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

FILE_LINE = "^[^0-9A-Za-z]?"
"""Before the date of a line: nothing, or a bracket."""
DOCKER_LINE = '"time":"'
"""Before the date of a line of the json-file driver; within a message the quotes are escaped."""
SEPARATORS = {4: "[-./]", 6: "[-./]", 8: "[ T]", 10: ":", 12: ":"}
"""What follows so many of a date's figures: 2026-06-26 06:50:00, as ISO 8601, nginx and ClickHouse write it."""
STAMP = "[0-9]{4}[-./][0-9]{2}[-./][0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}"
ZONE = "([.,][0-9]+)? ?(Z|UTC|GMT|[-+][0-9]{2}:?[0-9]{2})?"
DATED = re.compile(rf".*?({STAMP})(?:[.,][0-9]+)? ?(Z|UTC|GMT|[-+][0-9]{{2}}:?[0-9]{{2}})?", re.DOTALL)
NUMBERED = re.compile(r"([0-9]{1,15}):(.*)", re.DOTALL)
CLOCK = re.compile(r"([0-9]{1,10}) ([-+][0-9]{4})\n?")
NOWHERE = 10**16
"""After any line of a log."""


class LogWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The host's clock (Unix seconds), how far back the window reaches, and the host's time zone."""

    now: float
    seconds: float
    zone: str

    @property
    def start(self) -> float:
        """Return when it begins."""
        return self.now - self.seconds


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in one file.

    `oldest` is the time of its first dated line (null without any), `spoke` whether it has one
    in the window, `hits` the texts found in the window; in a file without dates all of them.
    """

    oldest: float | None
    spoke: bool
    hits: tuple[str, ...]


def ask_window(seconds: float) -> Steps[LogWindow]:
    """Ask the host for its time and time zone."""
    found = CLOCK.fullmatch(succeeded((yield from run("date", "+%s %z"))).stdout)
    if found is None:
        raise UnreadableReplyError("date printed no time and zone")
    return LogWindow(now=float(found[1]), seconds=seconds, zone=found[2])


def search(path: str, before: str, expression: str, window: LogWindow, *, sudo: bool) -> Steps[Log]:
    """Search a log for the expression within the window. `before` is what precedes a line's date."""
    grep = ("grep", "-a", "-o", "-E", "-n")
    first = read_first((yield from run(*grep, "-m", "1", "-e", f"{before}{STAMP}{ZONE}", "--", path, sudo=sudo)))
    stamp = read_stamp(first[1], window.zone) if first else None
    begins = 0
    if stamp is not None:
        newer = f"{before}({write_newer(window.start, stamp[1])})"
        line = read_first((yield from run(*grep, "-m", "1", "-e", newer, "--", path, sudo=sudo)))
        begins = line[0] if line else NOWHERE
    found = yield from run(*grep, "-i", "-e", expression, "--", path, sudo=sudo, heavy=True, limit=30.0)
    return Log(
        oldest=stamp[0] if stamp else None,
        spoke=stamp is not None and begins != NOWHERE,
        hits=tuple(text for number, text in read_found(found) if number >= begins),
    )


def read_first(reply: CommandReply) -> tuple[int, str] | None:
    """Read the first line found, or None where there is none."""
    return next(read_found(reply), None)


def read_found(reply: CommandReply) -> Iterator[tuple[int, str]]:
    """Read what grep found, with line numbers: exit 1 is nothing, more is a failure (POSIX grep)."""
    if reply.exit_code == 1 and not reply.stderr.strip():
        return
    lines = read_lines(reply)
    if not lines:
        raise UnreadableReplyError("grep found something and printed nothing")
    for line in lines:
        found = NUMBERED.fullmatch(line)
        if found is None:
            raise UnreadableReplyError("grep printed a line without its number")
        yield int(found[1]), found[2]


def read_stamp(text: str, host_zone: str) -> tuple[float, timezone]:
    """Read a line's date, and the zone it is in: the one it names, or the host's."""
    found = DATED.fullmatch(text)
    if found is None:
        raise UnreadableReplyError("grep printed no date where it looked for one")
    zone = read_zone(found[2] or host_zone)
    figures = re.sub("[^0-9]", "", found[1])
    try:
        return datetime.strptime(figures, "%Y%m%d%H%M%S").replace(tzinfo=zone).timestamp(), zone
    except (ValueError, OverflowError) as error:
        raise UnreadableReplyError(f"the log's first date is none: {found[1]}") from error


def read_zone(text: str) -> timezone:
    """Read a zone: Z, UTC, GMT, or hours and minutes from it."""
    if text in ("Z", "UTC", "GMT"):
        return UTC
    figures = text[1:].replace(":", "")
    away = timedelta(hours=int(figures[:2]) % 24, minutes=int(figures[2:]) % 60)
    return timezone(-away if text.startswith("-") else away)


def write_newer(start: float, zone: timezone) -> str:
    """Return an expression for dates that are not before `start`.

    Dates compare as text, so one is not before another if it is equal up to a figure that is
    greater, or altogether.
    """
    figures = datetime.fromtimestamp(start, tz=zone).strftime("%Y%m%d%H%M%S")
    greater = [
        write_figures([*figures[:place], f"[{int(figure) + 1}-9]", *["[0-9]"] * (len(figures) - place - 1)])
        for place, figure in enumerate(figures)
        if figure != "9"
    ]
    return "|".join((*greater, write_figures(figures)))


def write_figures(figures: Sequence[str]) -> str:
    """Return an expression for a date of these figures, with what separates them."""
    return "".join(f"{figure}{SEPARATORS.get(place, '')}" for place, figure in enumerate(figures, start=1))
