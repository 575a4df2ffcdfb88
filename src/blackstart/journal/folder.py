"""The folder runs are kept in: its one writer at a time, its runs, and what each says came before."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from blackstart.files import UnfitFileError, read_regular
from blackstart.journal.durable import remove_stray
from blackstart.journal.manifest import MANIFEST, RUN_NAME, digest_of

PRIVATE = 0o700
"""The mode of runs and of their folder: what hosts said is for the operator alone."""
OTHERS = 0o077
SHARED = 0o7000
OWN = (".lock", ".tip")
LARGEST = 1 << 24
"""Bytes of a manifest, or of what a run says of itself."""


class PreviousRun(msgspec.Struct, frozen=True):
    """The part of `run.json` that makes the chain."""

    previous: str | None = None


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Be the folder's only writer; waits for another one, whose death lets go (flock(2))."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def close_folder(folder: Path) -> None:
    """Let nobody else look into the folder, if it is ours and holds nothing but runs; each run is closed by itself."""
    found = folder.stat()
    ours = found.st_uid == os.geteuid() and found.st_mode & OTHERS and not found.st_mode & SHARED
    if ours and all(map(is_own, os.listdir(folder))):  # noqa: PTH208  # as below
        folder.chmod(PRIVATE)


def is_own(name: str) -> bool:
    """Tell whether we give names like this in a folder of runs."""
    return RUN_NAME.fullmatch(name) is not None or name in OWN or (name.startswith(".") and name.endswith(".partial"))


def remove_remains(folder: Path) -> None:
    """Remove what killed writers left, as far as that can be; called by the folder's only writer."""
    for name in os.listdir(folder):  # noqa: PTH208  # as below
        if name.startswith(".") and name.endswith((".partial", ".tmp")):
            remove_stray(folder / name)


def find_runs(folder: Path) -> tuple[Path, ...]:
    """Return the bundles in a folder by their time; unfinished ones are not among them."""
    return tuple(path for path in map(folder.joinpath, list_names(folder)) if path.is_dir())


def list_names(folder: Path) -> list[str]:
    """Return the names of bundles by their time, without looking at any of them."""
    return sorted(name for name in os.listdir(folder) if RUN_NAME.fullmatch(name))  # noqa: PTH208  # 4 times as fast


def scan_tip(folder: Path) -> str | None:
    """Return the manifest digest of the run that no other run comes after, by looking at all of them.

    A damaged run does not keep a new one from being written; verifying tells of it. Where a
    removed run left several ends, the latest by name is taken.
    """
    links = {digest_of(manifest): link for manifest, link in map(read_link, find_runs(folder)) if manifest}
    followed = set(links.values())
    return next((digest for digest in reversed(links) if digest not in followed), None)


def read_link(path: Path) -> tuple[bytes, str | None]:
    """Return the run's manifest and what it says came before; empty where it cannot be read."""
    try:
        manifest = read_regular(path / MANIFEST, LARGEST, within=path)
        run = read_regular(path / "run.json", LARGEST, within=path)
        return manifest, msgspec.json.decode(run, type=PreviousRun).previous
    except (FileNotFoundError, UnfitFileError, msgspec.MsgspecError):
        return b"", None
