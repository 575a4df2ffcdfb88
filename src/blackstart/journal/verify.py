"""Compare a bundle with its manifest and its name, byte by byte."""

import os
from collections.abc import Iterator
from pathlib import Path

from blackstart.files import read_regular
from blackstart.journal.manifest import MANIFEST, RUN_NAME, SIGNATURE, digest_of, read_manifest
from blackstart.journal.run import LARGEST, BundleError, refuse_other_formats

NEEDED = ("baseline.json", "exchanges.jsonl", "run.json", "scorecard.json", "summary.txt")


def verify(place: Path) -> dict[str, bytes]:
    """Return every file's content, or raise BundleError with the file and the reason."""
    try:
        refuse_other_formats(place)
        if not (place / MANIFEST).exists():  # before anything in it is called superfluous: it may be some other folder
            raise BundleError(
                f"{place / MANIFEST}: missing; take the bundle from a good copy, "
                "or name a folder such as runs/20260101T000000Z-0123456789ab"
            )
        files = dict(read_files(place))
    except OSError as error:
        raise BundleError(f"{error.filename}: cannot be read: {error.strerror}") from error
    compare_name(place, files[MANIFEST])
    compare_files(place, files)
    return files


def read_files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file; anything but files and a folder of logs is refused."""
    for folder, names, files in os.walk(place):
        here = Path(folder)
        for name in names:
            if (here / name) != place / "logs" or (here / name).is_symlink() or not any((here / name).iterdir()):
                raise BundleError(f"{here / name}: does not belong to the bundle; remove it")
        for name in files:
            if (here / name).is_symlink() or not (here / name).is_file():
                raise BundleError(f"{here / name}: not a regular file; take the bundle from a good copy")
            yield (here / name).relative_to(place).as_posix(), read_regular(here / name, LARGEST, within=place)


def compare_files(place: Path, files: dict[str, bytes]) -> None:
    """Raise BundleError for the first file that is not what the manifest says."""
    try:
        digests = read_manifest(files[MANIFEST])
    except ValueError as error:
        raise BundleError(f"{place / MANIFEST}: {error}; take the bundle from a good copy") from error
    for name in sorted({*digests, *NEEDED, *files} - {MANIFEST, SIGNATURE}):
        if name not in files:
            raise BundleError(f"{place / name}: missing; take the bundle from a good copy")
        if name not in digests:
            raise BundleError(f"{place / name}: not in the manifest; remove it")
        if digest_of(files[name]) != digests[name]:
            raise BundleError(f"{place / name}: its SHA-256 is not the manifest's; take the bundle from a good copy")


def compare_name(place: Path, manifest: bytes) -> None:
    """Raise BundleError unless the folder's name is bound to this manifest."""
    match, digest = RUN_NAME.fullmatch(place.name), digest_of(manifest)[:12]
    if match is None or match["digest"] != digest:
        raise BundleError(
            f"{place / MANIFEST}: its SHA-256 begins with {digest}, which the folder's name does not end in: "
            "the manifest was edited or the folder renamed; take the bundle from a good copy, "
            f"or give the folder its own name again, <time>-{digest}"
        )
