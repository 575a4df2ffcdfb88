"""How long it is at most from one run of a schedule to the next."""

import re
from datetime import date, timedelta
from itertools import pairwise

from blackstart.checks.duration import SECONDS
from blackstart.checks.facts.cron_table import DAYS, FIELDS, find_number

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
EVERY = re.compile(r"@every ((?:\d+(?:\.\d+)?[smh])+)")
ZONE = re.compile(r"(?:CRON_)?TZ=\S+\s+")
PART = re.compile(r"(?:\*|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d{1,9}))?", re.ASCII)
DAY = 86400.0
FIRST, LAST = date(2024, 1, 1), date(2032, 1, 1)
"""Two leap years: 29 February is the longest that a schedule can wait for."""


def find_period(schedule: str) -> float | None:
    """Return the seconds of the longest time between two runs; None for what is no schedule, or never due."""
    text = ZONE.sub("", schedule.strip(), count=1)
    if found := EVERY.fullmatch(text):
        return sum(float(size) * SECONDS[unit] for size, unit in re.findall(r"([\d.]+)([smh])", found[1]))
    words = NICKNAMES.get(text, text).replace("?", "*").split()
    if len(words) != len(FIELDS):
        return None
    sets = [find_numbers(word, field) for word, field in zip(words, FIELDS, strict=True)]
    if not all(sets):
        return None
    minutes, hours, *days = sets
    return find_longest(minutes, hours, list_days(words, days))


def find_numbers(word: str, field: tuple[str, int, int, tuple[str, ...]]) -> frozenset[int]:
    """Return the numbers a field stands for; none where it is no field."""
    _, least, most, names = field
    numbers: set[int] = set()
    for part in word.split(","):
        found = PART.fullmatch(part)
        if found is None or int(found["step"] or 1) == 0:
            return frozenset()
        low, high = least, most
        if found["low"] is not None:
            start = find_number(found["low"], least, names)
            end = find_number(found["high"] or found["low"], least, names)
            if start is None or end is None:
                return frozenset()
            low, high = start, most if found["step"] and found["high"] is None else end
        numbers.update(range(low, min(high, most) + 1, int(found["step"] or 1)))
    return frozenset(number for number in numbers if least <= number <= most)


def list_days(words: list[str], sets: list[frozenset[int]]) -> list[date]:
    """Return the days on which it is due; of days of month and of week, both given, either will do (crontab(5))."""
    in_month, months, in_week = sets
    either = not words[2].startswith("*") and not words[4].startswith("*")
    found, day = [], FIRST
    while day < LAST:
        of_month = day.day in in_month
        of_week = bool({day.isoweekday() % len(DAYS), day.isoweekday()} & in_week)
        if day.month in months and (of_month or of_week if either else of_month and of_week):
            found.append(day)
        day += timedelta(days=1)
    return found


def find_longest(minutes: frozenset[int], hours: frozenset[int], days: list[date]) -> float | None:
    """Return the longest time between two of these times on these days."""
    times = sorted(hour * 3600.0 + minute * 60.0 for hour in hours for minute in minutes)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    between = [(later - earlier).days * DAY for earlier, later in pairwise(days)]
    if not between:
        return None
    return max([*gaps, max(between) - times[-1] + times[0]])
