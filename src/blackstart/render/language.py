"""Which language to speak: a tag, as asked for or as the locale says."""

import re
from collections.abc import Iterable, Mapping

ENGLISH = "en"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order of their precedence (POSIX, 8.2)."""
TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")
REGION = 2
SCRIPT = 4


def read_locale(environment: Mapping[str, str]) -> str:
    """Return the language of the locale; the first variable that is set and not empty decides."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return read_tag(re.split("[.@]", named)[0]) or ENGLISH


def read_tag(text: str) -> str | None:
    """Return the tag as it is written in packs (`zh_tw` is `zh-TW`), or None for what is none, as `C`."""
    found = TAG.fullmatch(text)
    if found is None:
        return None
    parts = [part for part in re.split("[-_]", found[2]) if part]
    return "-".join([found[1].lower(), *map(write_part, parts)])


def write_part(part: str) -> str:
    """Write a region in capitals and a script with one (RFC 5646, 2.1.1)."""
    if len(part) == REGION:
        return part.upper()
    return part.title() if len(part) == SCRIPT else part


def choose(language: str, known: Iterable[str]) -> str | None:
    """Return the language, else a near one (`zh-TW` for `zh-HK`), else English; None where none is known."""
    tags = sorted(known)
    primary = language.partition("-")[0]
    near = [tag for tag in tags if tag.partition("-")[0] == primary]
    return next((tag for tag in (language, *near, ENGLISH) if tag in tags), None)
