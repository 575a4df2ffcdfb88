"""The globs of fixtures: `*` and `?` are wild, and nothing else is. Pure."""

from fnmatch import translate
from functools import lru_cache
from re import DOTALL, Pattern
from re import compile as compile_expression


@lru_cache(maxsize=4096)
def compile_glob(glob: str) -> Pattern[str]:
    """Return a glob as an expression; `*` stands for line ends too."""
    return compile_expression(translate(glob.replace("[", "[[]")), DOTALL)


def matches(glob: str, words: str) -> bool:
    """Tell whether words fit a glob, as `case` in a shim does (`[` is not special)."""
    return compile_glob(glob).fullmatch(words) is not None
