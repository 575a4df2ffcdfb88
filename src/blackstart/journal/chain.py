"""The chain of runs in a folder: each holds the digest of the manifest before it."""

from pathlib import Path

import msgspec

from blackstart.files import UnfitFileError, read_regular
from blackstart.journal.bundle import read_run
from blackstart.journal.folder import find_runs
from blackstart.journal.manifest import MANIFEST, digest_of
from blackstart.journal.run import LARGEST, BundleError
from blackstart.journal.tip import LARGEST_NOTE, TIP, find_tip, read_note


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """Runs from the oldest to the newest; `follows` is the digest of a run before them that was removed."""

    runs: tuple[Path, ...] = ()
    follows: str | None = None


class ChainLink(msgspec.Struct, frozen=True):
    """A run's place in the chain, by manifest digests."""

    path: Path
    previous: str | None


def verify_chain(folder: Path) -> Chain:
    """Verify every run and that each follows the one before. Raises BundleError.

    The oldest runs may have been removed; one in between may not, nor the newest. That the
    newest were removed cannot be seen where the note of the run written last went with them.
    """
    if not folder.is_dir():
        raise BundleError(f"{folder}: no folder of runs there; name the one that holds them")
    links = dict(map(read_verified_link, find_runs(folder)))
    followers = find_followers(links)
    starts = [digest for digest, link in links.items() if link.previous not in links]
    for digest in starts[1:]:
        raise BundleError(describe_break(links[digest]))
    ordered = starts[:1]
    while ordered and ordered[-1] in followers:
        ordered.append(followers[ordered[-1]])
    require_tip(folder, links, ordered)
    if not ordered:
        return Chain()
    return Chain(runs=tuple(links[digest].path for digest in ordered), follows=links[starts[0]].previous)


def require_tip(folder: Path, links: dict[str, ChainLink], ordered: list[str]) -> None:
    """Raise BundleError unless the last run is the one that was noted as written last, where one was."""
    refuse_unfit_note(folder)
    if read_note(folder) is None:
        return
    tip = find_tip(folder)
    if tip is not None and tip not in links:
        raise BundleError(
            f"{folder}: the run written last, with manifest {tip}, is not here; put it back, "
            f"or remove {folder / TIP} if you removed it yourself"
        )
    if ordered and ordered[-1] != tip:
        raise BundleError(f"{links[ordered[-1]].path}: follows the run written last; it was put here by hand")


def refuse_unfit_note(folder: Path) -> None:
    """Raise BundleError for a note that is no file: what it should say is not known, and it was not so written."""
    try:
        read_regular(folder / TIP, LARGEST_NOTE, within=folder)
    except UnfitFileError as error:
        raise BundleError(f"{folder / TIP}: {error.strerror}; remove it, if you removed no run yourself") from error
    except OSError:
        return


def read_verified_link(path: Path) -> tuple[str, ChainLink]:
    """Verify the run and return its manifest's digest and its link."""
    previous = read_run(path).run.previous
    return digest_of(read_regular(path / MANIFEST, LARGEST, within=path)), ChainLink(path, previous)


def find_followers(links: dict[str, ChainLink]) -> dict[str, str]:
    """Return the run that comes after each; two after the same one are refused."""
    followers: dict[str, str] = {}
    for digest, link in links.items():
        if link.previous in followers:
            rival = links[followers[link.previous]].path.name
            raise BundleError(f"{link.path}: follows the same run as {rival}; one of them was put here by hand")
        if link.previous is not None:
            followers[link.previous] = digest
    return followers


def describe_break(link: ChainLink) -> str:
    """Say why a run that is not the oldest has nothing before it."""
    if link.previous is None:
        return f"{link.path}: says no run came before it, but older ones are here; it was put here by hand"
    return f"{link.path}: the run before it, with manifest {link.previous}, is not here; put it back"
