"""Write a run into a folder of its own, and read one back only after verifying all of it."""

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from blackstart.journal.durable import defer_signals, publish_folder, sync_folder, write_new
from blackstart.journal.folder import PRIVATE, close_folder, hold_folder, remove_remains
from blackstart.journal.manifest import FILE_NAME, MANIFEST, digest_of, name_run, stamp, write_manifest
from blackstart.journal.run import (
    BundleError,
    BundleFormatError,
    BundleWriteError,
    LoadedRun,
    Run,
    decode_exchanges,
    decode_run,
    encode_document,
    encode_exchanges,
    encode_run,
    encode_scorecard,
)
from blackstart.journal.tip import find_tip, note_come, note_coming
from blackstart.journal.verify import verify
from blackstart.model.exchange import Exchange
from blackstart.model.scorecard import Scorecard

__all__ = [
    "BundleError",
    "BundleFormatError",
    "BundleWriteError",
    "LoadedRun",
    "Run",
    "encode_scorecard",
    "read_run",
    "write_run",
]


def write_run(  # noqa: PLR0913, PLR0917  # the things a bundle is made of
    folder: Path, run: Run, exchanges: Iterable[Exchange], scorecard: Scorecard, summary: str, logs: dict[str, str]
) -> Path:
    """Add a run to the folder, made where it is missing, and return the bundle's path.

    It appears whole or not at all. Raises BundleWriteError.
    """
    try:
        evidence = collect_files(run, exchanges, scorecard, summary, logs)
        make_folder(folder)
        with hold_folder(folder), defer_signals():
            remove_remains(folder)
            return add_run(folder, msgspec.structs.replace(run, previous=find_tip(folder)), evidence)
    except OSError as error:
        raise BundleWriteError(
            f"{error.filename or folder}: cannot write the run bundle: {error.strerror or error}; "
            f"nothing of it is left and earlier runs are untouched; "
            f"make room in {folder}, let this user write there, or name another folder"
        ) from error
    except UnicodeEncodeError as error:
        raise BundleWriteError(
            f"{folder}: cannot write the run bundle: text that is not Unicode: {error.object[:60]!r}; "
            "take it out of the baseline or the pack's path"
        ) from error


def collect_files(
    run: Run, exchanges: Iterable[Exchange], scorecard: Scorecard, summary: str, logs: dict[str, str]
) -> dict[str, bytes]:
    """Return content by name for all that does not depend on the runs before."""
    for name in logs:
        if not FILE_NAME.fullmatch(name):
            raise BundleWriteError(f"logs/{name!r}: no name for a log; use letters, digits, '.', '_' and '-'")
    return {
        "baseline.json": encode_document(run.sources),
        "exchanges.jsonl": encode_exchanges(exchanges),
        "scorecard.json": encode_scorecard(scorecard),
        "summary.txt": summary.encode(errors="backslashreplace"),
        **{f"logs/{name}": text.encode(errors="backslashreplace") for name, text in logs.items()},
    }


def add_run(folder: Path, run: Run, evidence: dict[str, bytes]) -> Path:
    """Write the files under a temporary name, then give the bundle its own."""
    files = {**evidence, "run.json": encode_run(run)}
    manifest = write_manifest(files)
    final = folder / name_run(run.span.started, manifest)
    with temporary_folder(folder / f".{final.name}.{secrets.token_hex(6)}.partial") as temporary:
        contents = {temporary / name: content for name, content in {**files, MANIFEST: manifest}.items()}
        for parent in {path.parent for path in contents} - {temporary}:
            parent.mkdir(mode=PRIVATE)
        write_new(contents)
        note_coming(folder, run.previous, final.name, digest_of(manifest))
        publish_folder(temporary, final)
    note_come(folder, digest_of(manifest))
    return final


@contextmanager
def temporary_folder(path: Path) -> Iterator[Path]:
    """Make the folder; at the end remove it, unless it was given another name."""
    path.mkdir(mode=PRIVATE)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def make_folder(folder: Path) -> None:
    """Make the folder of runs, for its owner alone, and put its name on disk; close one that others may look into."""
    if folder.is_dir():
        close_folder(folder)
        return
    for missing in reversed([parent for parent in folder.parents if not parent.exists()]):
        missing.mkdir(mode=PRIVATE, exist_ok=True)
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    sync_folder(folder.parent)


def read_run(path: Path) -> LoadedRun:
    """Verify a bundle byte by byte and read it. Raises BundleError for any difference."""
    place = find_place(path)
    files = verify(place)
    try:
        loaded = LoadedRun(
            run=decode_run(files["run.json"], files["baseline.json"]),
            exchanges=decode_exchanges(files["exchanges.jsonl"]),
            scorecard_bytes=files["scorecard.json"],
            summary=files["summary.txt"].decode(),
        )
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BundleError(f"{place}: as its manifest says, but not written by Blackstart: {error}") from error
    refuse_other_time(place, loaded.run, files[MANIFEST])
    return loaded


def refuse_other_time(place: Path, run: Run, manifest: bytes) -> None:
    """Raise BundleError unless the folder's name begins with the time the run began."""
    if not place.name.startswith(stamp(run.span.started)):
        renamed = name_run(run.span.started, manifest)
        raise BundleError(f"{place}: this is the run {renamed}; give the folder that name again")


def find_place(path: Path) -> Path:
    """Return the bundle's own folder, whatever link led to it."""
    try:
        place = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        raise BundleError(f"{path}: no run bundle there: {error}") from error
    if not place.is_dir():
        raise BundleError(f"{path}: no run bundle there; name a folder such as runs/20260101T000000Z-0123456789ab")
    return place
