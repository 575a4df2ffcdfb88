"""Put bytes on disk so that they survive a power loss: the one place that does it."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file as a whole or not at all; it is on disk on return. Raises OSError.

    Several may write it at once, each under a name of its own; the last one's stays. What dead
    writers left is removed, as far as that can be.
    """
    remove_left_over(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with open_new(temporary) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # tells others that the writer lives
            write_out(file.fileno(), content)
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_left_over(path: Path) -> None:
    """Remove temporary files of that name whose writers are dead, as their locks tell (flock(2))."""
    prefix, suffix = f".{path.name}.", ".tmp"
    with contextlib.suppress(OSError):
        for name in os.listdir(path.parent):  # noqa: PTH208  # names are all that is wanted
            if name.startswith(prefix) and name.endswith(suffix):
                remove_unless_held(path.parent / name)


def remove_unless_held(path: Path) -> None:
    """Remove a file that nobody writes; an empty one may have just been begun."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_size:
                path.unlink()
        finally:
            os.close(descriptor)


def remove_stray(path: Path) -> None:
    """Remove what a killed writer left, whatever it is; what cannot be removed is left, and is in nobody's way."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


@contextmanager
def defer_signals() -> Iterator[None]:
    """Let signals that end a command wait until the block is done, so that what is written is there as a whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def open_new(path: Path) -> BinaryIO:
    """Open a file that is not there yet, for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def write_new(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet, down to the disk; their names last once their folder is synced.

    All are written before the first is synced: the journal of a file system then commits once for all of them.
    """
    with contextlib.ExitStack() as opened:
        descriptors = [opened.enter_context(open_new(path)).fileno() for path in files]
        for descriptor, content in zip(descriptors, files.values(), strict=True):
            write_all(descriptor, content)
        for descriptor in descriptors:
            os.fsync(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it; it is not on disk yet."""
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def write_out(descriptor: int, content: bytes) -> None:
    """Write all of it, down to the disk."""
    write_all(descriptor, content)
    os.fsync(descriptor)


def publish_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its name; whoever sees the name sees all of it. Raises OSError."""
    for folder in sorted(path for path in temporary.rglob("*") if path.is_dir()):
        sync_folder(folder)
    sync_folder(temporary)
    temporary.rename(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's names on disk: a rename is durable only then (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
