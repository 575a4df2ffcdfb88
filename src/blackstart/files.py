"""Read a file that is what it should be: regular, where it belongs, and no larger than it may be."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 20
OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Never waits for the other end of a pipe, and never becomes the terminal's (open(2))."""
SORTS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class UnfitFileError(OSError):
    """A file is there and is not read: the message names it and the mend, and nothing that stands in it."""


def read_regular(path: Path, most: int, within: Path | None = None) -> bytes:
    """Return the bytes of a regular file of at most `most`. Raises OSError; UnfitFileError for any other file.

    With `within`, links may lead about in that folder and not out of it; without, they are followed, as
    the operator named the file himself.
    """
    with open_regular(path, within) as (descriptor, size):
        data = read_up_to(descriptor, most + 1) if size <= most else b""
    if size > most or len(data) > most:
        raise UnfitFileError(errno.EFBIG, f"larger than {most} bytes, so it is not read", str(path))
    return data


def read_beginning(path: Path, most: int) -> bytes:
    """Return the first bytes of a regular file, so that a longer one can be told by its length. Raises OSError."""
    with open_regular(path) as (descriptor, _):
        return read_up_to(descriptor, most)


@contextmanager
def open_regular(path: Path, within: Path | None = None) -> Iterator[tuple[int, int]]:
    """Open a regular file and yield its descriptor and size. What is opened is looked at, not what had the name."""
    real = Path(os.path.realpath(path, strict=True))
    if within is not None and not real.is_relative_to(os.path.realpath(within, strict=True)):
        raise UnfitFileError(errno.EXDEV, f"a link out of {within}; put the file itself there", str(path))
    refuse_other_sorts(real.lstat().st_mode, path)
    descriptor = os.open(real, OPENING)
    try:
        status = os.fstat(descriptor)
        refuse_other_sorts(status.st_mode, path)
        require_same(descriptor, real, path)
        yield descriptor, status.st_size
    finally:
        os.close(descriptor)


def refuse_other_sorts(mode: int, path: Path) -> None:
    """Raise UnfitFileError unless the mode is a regular file's. Opening some devices does something by itself."""
    if not stat.S_ISREG(mode):
        sort = next((name for matches, name in SORTS if matches(mode)), "something else")
        raise UnfitFileError(errno.EINVAL, f"{sort}, not a regular file", str(path))


def require_same(descriptor: int, real: Path, path: Path) -> None:
    """Raise UnfitFileError where a folder on the way was exchanged meanwhile (Linux alone tells: proc(5))."""
    try:
        opened = Path(f"/proc/self/fd/{descriptor}").readlink()
    except OSError:
        return
    if opened != real:
        raise UnfitFileError(errno.ESTALE, "exchanged while it was opened; read it again", str(path))


def read_up_to(descriptor: int, most: int) -> bytes:
    """Return up to so many bytes from where the file stands."""
    parts: list[bytes] = []
    left = most
    while left > 0 and (part := os.read(descriptor, min(left, CHUNK))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
