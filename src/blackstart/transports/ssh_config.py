"""The operator's SSH configuration: which files, which keywords, and what of it concerns a host."""

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from glob import glob
from pathlib import Path

import msgspec

MOST_DEPTH = 16
"""As in ssh(1): Include files may nest so deep."""


class Line(msgspec.Struct, frozen=True):
    """A line with its keyword in lower case; an Include holds its files, each by its lines."""

    keyword: str
    text: str
    included: tuple[tuple["Line", ...], ...] = ()


Lines = tuple[Line, ...]


def find_config_files(config_file: str | None) -> list[Path]:
    """Return the files ssh(1) would read: the one given, or the operator's and the system's."""
    paths = [Path(config_file)] if config_file else [find_folder() / "config", Path("/etc/ssh/ssh_config")]
    return [path for path in paths if is_readable(path)]


def is_readable(path: Path) -> bool:
    """Tell whether a file can be read. One that cannot is left to ssh(1), which says so of each host."""
    return os.access(path, os.R_OK) and path.is_file()


def find_folder() -> Path:
    """Return the operator's folder; where there is neither HOME nor an account, a name that stands for none."""
    try:
        return Path("~/.ssh").expanduser()
    except RuntimeError:
        return Path("~/.ssh")


def read_config(paths: Iterable[Path], depth: int = MOST_DEPTH) -> tuple[Lines, ...]:
    """Read the files and all they include, in their order. What comes first holds (ssh_config(5))."""
    return tuple(tuple(read_file(path, depth)) for path in paths)


def read_file(path: Path, depth: int) -> Iterator[Line]:
    """Yield one file's lines."""
    base = Path("/etc/ssh") if path.is_relative_to("/etc/ssh") else find_folder()
    for text in path.read_text(errors="replace").splitlines():
        keyword, _, rest = text.strip().replace("=", " ", 1).partition(" ")
        names: list[Path] = []
        if keyword.lower() == "include" and depth:
            names = [name for pattern in rest.replace('"', " ").split() for name in find_included(base, pattern)]
        yield Line(keyword.lower(), text.strip(), read_config(names, depth - 1))


def find_included(base: Path, pattern: str) -> list[Path]:
    """Return the readable files a pattern of Include stands for, in the order of their names."""
    names = sorted(glob(str(base / Path(pattern).expanduser())))  # noqa: PTH207  # pathlib's takes no absolute pattern
    return [path for path in map(Path, names) if is_readable(path)]


def read_keywords(files: Iterable[Lines]) -> frozenset[str]:
    """Return every keyword that is set for any host."""
    found: set[str] = set()
    for line in (line for file in files for line in file):
        found |= {line.keyword} | read_keywords(line.included)
    return frozenset(found)


def select_lines(files: Iterable[Lines], address: str) -> Iterator[str]:
    """Yield the lines that concern a host: all but the Host blocks that do not match it.

    Match blocks stay for whoever reads the lines. Each file begins outside of any block, and
    after what an Include brought in the block it stood in goes on.
    """
    for file in files:
        yield "Host *"
        yield from select_from_file(file, address)


def select_from_file(file: Lines, address: str) -> Iterator[str]:
    """Yield one file's lines that concern a host."""
    block, holds = "Host *", True
    for line in file:
        if line.keyword == "host":
            block, holds = "Host *", matches(line.text, address)
        elif line.keyword == "match":
            block, holds = line.text, True
            yield line.text
        elif holds and line.included:
            yield from select_lines(line.included, address)
            yield block
        elif holds and line.keyword != "include":
            yield line.text


def matches(text: str, address: str) -> bool:
    """Tell whether a Host line's patterns match: one of them does, and none that is negated."""
    patterns = text.replace("=", " ", 1).replace('"', " ").split()[1:]
    found = False
    for pattern in patterns:
        if re.fullmatch(translate(pattern.removeprefix("!").replace("[", "[[]")), address, re.IGNORECASE):
            if pattern.startswith("!"):
                return False
            found = True
    return found
