"""What the operator's SSH configuration says that decides how Blackstart may connect."""

from collections.abc import Iterator
from glob import glob
from pathlib import Path

MOST_DEPTH = 16
"""As in ssh(1): Include files may nest so deep."""


def find_config_files(config_file: str | None) -> list[Path]:
    """Return the files ssh(1) would read: the one given, or the operator's and the system's."""
    paths = [Path(config_file)] if config_file else [Path("~/.ssh/config").expanduser(), Path("/etc/ssh/ssh_config")]
    return [path for path in paths if path.is_file()]


def read_keywords(paths: list[Path]) -> frozenset[str]:
    """Return every keyword that the files and what they include set for any host, in lower case."""
    return frozenset(keyword for path in paths for keyword in follow(path, MOST_DEPTH))


def follow(path: Path, depth: int) -> Iterator[str]:
    """Yield one file's keywords and those of its Include files (ssh_config(5))."""
    base = Path("/etc/ssh") if path.is_relative_to("/etc/ssh") else Path("~/.ssh").expanduser()
    for line in path.read_text(errors="replace").splitlines():
        keyword, _, rest = line.strip().replace("=", " ", 1).partition(" ")
        yield keyword.lower()
        if keyword.lower() == "include" and depth:
            for pattern in rest.replace('"', " ").split():
                for name in sorted(glob(str(base / Path(pattern).expanduser()))):  # noqa: PTH207  # Path.glob takes no absolute pattern
                    yield from follow(Path(name), depth - 1)
