"""A table of cron jobs, read as Debian's cron reads it: one line it cannot read, and it ignores the whole table."""

import re

import msgspec

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day-of-month", 1, 31, ()),
    ("month", 1, 12, tuple(MONTHS)),
    ("day-of-week", 0, 7, tuple(DAYS)),
)
"""Name, least, most, and words for the numbers from the least on (crontab(5))."""
NICKNAMES = frozenset(["@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"])
PART = re.compile(
    r"(?:\*|(?P<low>[0-9a-z]+)(?:-(?P<high>[0-9a-z]+))?)(?:/(?P<step>\d{1,9}))?", re.ASCII | re.IGNORECASE
)
SETTING = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s=]*)[ \t]*=[ \t]*(?:"[^"]*"[ \t]*|'[^']*'[ \t]*|[^\s"'].*)""", re.ASCII)
ACCOUNT = re.compile(r"[A-Za-z_][\w.-]*\$?", re.ASCII)
BLANKS = re.compile(r"[ \t]+")
DIGITS = 9
"""Most digits of a number; longer ones are out of every field's range."""
LONGEST_COMMAND = 998
"""Bytes; cron refuses a longer command (Debian's cron 3.0pl1, tried)."""


class CronLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry: when, as whom (empty in a user's own table), and what, blanks between its words made one."""

    time: str
    account: str
    command: str

    def __str__(self) -> str:
        """Return it as it stands in a table."""
        return " ".join(part for part in (self.time, self.account, self.command) if part)


class CronRefusalError(Exception):
    """Cron ignores the table; the message says why."""


def read_table(text: str, *, system: bool) -> tuple[CronLine, ...]:
    """Return the jobs of a table; of a `system` one each names its account. Raises CronRefusalError."""
    if text and not text.endswith("\n"):
        raise CronRefusalError("the last line has no end")
    jobs = []
    for number, line in enumerate(text.split("\n"), 1):
        entry = line.strip(" \t")
        if entry and not entry.startswith("#"):
            jobs += read_line(number, entry, line, system=system)
    return tuple(jobs)


def read_line(number: int, entry: str, line: str, *, system: bool) -> list[CronLine]:
    """Return the job of a line, and none of one that sets a variable."""
    if "\r" in line:
        raise CronRefusalError(f"line {number} ends as Windows ends lines: its command would not be found")
    if SETTING.fullmatch(entry):
        return []
    try:
        return [read_job(line.lstrip(" \t"), system=system)]
    except ValueError as error:
        raise CronRefusalError(f"line {number}, {error}: {entry[:60]!r}") from error


def read_job(line: str, *, system: bool) -> CronLine:
    """Read an entry. Raises ValueError with what cron says of one that it cannot read."""
    time, rest = read_time(line)
    account = ""
    if system:
        account, blank, rest = split_word(rest)
        if not blank:
            raise ValueError("bad command, or no account before it")
        if not ACCOUNT.fullmatch(account):
            raise ValueError("bad username")
    if "\0" in line or len(rest.encode()) > LONGEST_COMMAND:
        raise ValueError("bad command, or too long")
    return CronLine(time=time, account=account, command=" ".join(rest.split()))


def read_time(line: str) -> tuple[str, str]:
    """Return when an entry is due, and what stands behind."""
    if line.startswith("@"):
        name, _, rest = split_word(line)
        if name not in NICKNAMES:
            raise ValueError("bad time specifier")
        return name, rest
    words = []
    for name, least, most, names in FIELDS:
        word, _, line = split_word(line)
        if not is_field(word, least, most, names):
            raise ValueError(f"bad {name}")
        words.append(word)
    return " ".join(words), line


def split_word(line: str) -> tuple[str, str, str]:
    """Return the first word, the blanks behind it, and the rest."""
    found = BLANKS.search(line)
    return (line, "", "") if found is None else (line[: found.start()], found[0], line[found.end() :])


def is_field(word: str, least: int, most: int, names: tuple[str, ...]) -> bool:
    """Tell whether a field is what crontab(5) says.

    What cron itself skips or lets mean nothing (`0;x`, `5-2`, `1~5`) is no field either: it runs at another time.
    """
    return all(is_part(part, least, most, names) for part in word.split(","))


def is_part(part: str, least: int, most: int, names: tuple[str, ...]) -> bool:
    """Tell whether it is a star, a number or a range, perhaps with a step; a step needs a star or a range."""
    found = PART.fullmatch(part)
    if found is None or (found["step"] is not None and int(found["step"]) == 0):
        return False
    if found["low"] is None:
        return True
    low = find_number(found["low"], least, names)
    high = find_number(found["high"] or found["low"], least, names)
    stepped = found["step"] is not None and found["high"] is None
    return low is not None and high is not None and least <= low <= high <= most and not stepped


def find_number(word: str, least: int, names: tuple[str, ...]) -> int | None:
    """Return the number a word stands for; None where it is neither a name nor a number of a few digits."""
    if word.isascii() and word.isdecimal():
        return int(word) if len(word) <= DIGITS else None
    return names.index(word.lower()) + least if word.lower() in names else None
