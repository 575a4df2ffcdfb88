"""Remove the oldest runs, so that a folder of runs does not grow for ever."""

import secrets
import shutil
from pathlib import Path

from blackstart.errors import CannotWriteError
from blackstart.journal.durable import sync_folder
from blackstart.journal.folder import find_runs, hold_folder, read_link, remove_remains
from blackstart.journal.manifest import digest_of, stamp
from blackstart.journal.tip import find_tip


class RetentionError(CannotWriteError):
    """Old runs could not be removed; those that are left are whole, and still a chain."""


def prune_runs(folder: Path, *, keep: int | None = None, since: float | None = None) -> tuple[Path, ...]:
    """Remove the oldest runs and return their paths. Raises RetentionError.

    All but the `keep` newest go, and those that began before `since` (Unix seconds). They go from
    the chain's beginning and in its order, so that what is left is a chain whenever this ends. The
    run written last always stays, and what is not in the chain is left for verifying to tell of.
    """
    try:
        with hold_folder(folder):
            remove_remains(folder)
            chosen = choose_oldest(walk_chain(folder), keep, since)
            hidden = [path.rename(folder / f".{path.name}.{secrets.token_hex(6)}.partial") for path in chosen]
            sync_folder(folder)
            for path in hidden:
                shutil.rmtree(path)
    except OSError as error:
        raise RetentionError(
            f"{error.filename or folder}: cannot remove old runs: {error.strerror or error}; "
            "those that are left are whole; remove the oldest yourself or let this user"
        ) from error
    return chosen


def walk_chain(folder: Path) -> tuple[Path, ...]:
    """Return the runs from the oldest to the one written last, as far back as each names the one before."""
    links = {digest_of(manifest): (path, link) for path in find_runs(folder) for manifest, link in [read_link(path)]}
    walked: list[Path] = []
    digest = find_tip(folder)
    while digest is not None and digest in links:
        path, digest = links.pop(digest)
        walked.append(path)
    return tuple(reversed(walked))


def choose_oldest(runs: tuple[Path, ...], keep: int | None, since: float | None) -> tuple[Path, ...]:
    """Return the runs that go: a stretch from the beginning, never the last."""
    surplus = 0 if keep is None else max(0, len(runs) - keep)
    if since is not None:
        first_kept = next((index for index, path in enumerate(runs) if path.name >= stamp(since)), len(runs))
        surplus = max(surplus, first_kept)
    return runs[: min(surplus, len(runs) - 1)] if runs else ()
