"""What `find` may be told: where to look and what to print, by names of its predicates that only look."""

import re

from blackstart.checks.read_only.path import spell
from blackstart.checks.read_only.rule import CONTROL

LOOKS_NAMES = (
    "a amin and anewer atime cmin cnewer ctime daystart depth empty executable false fstype gid group H "
    "ignore_readdir_race ilname iname inum ipath iregex iwholename L links lname ls maxdepth mindepth mmin mount "
    "mtime name newer nogroup noleaf not nouser o or P path perm print print0 printf prune quit readable regex "
    "regextype samefile size true type uid used user wholename writable xdev xtype"
)
LOOKS = frozenset(LOOKS_NAMES.split())
"""find(1). All others run something (-exec, -ok), remove (-delete), or write or read a file of their own."""
NEWER = re.compile(r"newer[aBcm][aBcmt]")
VALUE = re.compile(r"-\d+[bcwkMG]?|-[ugoa]*[+=-][rwxXst,ugoa+=-]+")
"""A number or a mode that begins with a hyphen: `-mtime -7`, `-perm -u+w`."""
BOUNDED = frozenset({"-maxdepth"})
OWN_TREE = frozenset({"-maxdepth", "-xdev", "-mount"})
EXPRESSION = ("-", "(", "!", ")", ",")


def is_search(words: tuple[str, ...]) -> bool:
    """Tell whether find would only look, and not through all that the kernel shows."""
    starts = [word for word in words[: find_expression(words)] if not word.startswith("-")]
    return are_plain(words) and all(map(is_harmless, words)) and all(is_start(start, words) for start in starts)


def are_plain(words: tuple[str, ...]) -> bool:
    """Tell whether no word holds a control character; what is printed of a file may hold the end of a line."""
    formats = {place + 1 for place, word in enumerate(words) if word == "-printf"}
    spoken = (" ".join(word.split()) if place in formats else word for place, word in enumerate(words))
    return not any(map(CONTROL.search, spoken))


def find_expression(words: tuple[str, ...]) -> int:
    """Return where the starting points end; the options before them are H, L and P (find(1))."""
    begun = False
    for place, word in enumerate(words):
        begun = begun or word not in ("-H", "-L", "-P")
        if begun and word.startswith(EXPRESSION):
            return place
    return len(words)


def is_harmless(word: str) -> bool:
    """Tell whether the word is no predicate, or one that looks."""
    if not word.startswith("-") or word == "-":
        return True
    name = word[1:]
    return name in LOOKS or NEWER.fullmatch(name) is not None or VALUE.fullmatch(word) is not None


def is_start(start: str, words: tuple[str, ...]) -> bool:
    """Tell whether the search from there has bounds: /dev, /proc and /sys have no end, and `/` holds them."""
    path = spell(start)
    if path is None:
        return False
    if path == "/":
        return not OWN_TREE.isdisjoint(words)
    return path.split("/")[1] not in ("dev", "proc", "sys") or not BOUNDED.isdisjoint(words)
