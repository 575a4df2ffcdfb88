"""Find a pack's folder and read its baseline's files."""

import os
from collections.abc import Iterator
from pathlib import Path
from posixpath import join
from typing import NoReturn

from blackstart.errors import BadDataError
from blackstart.files import read_regular
from blackstart.model.audit import PackFile

SUFFIXES = (".yml", ".yaml")
NEARLY = (*SUFFIXES, ".json")
"""What may be meant for a file of the baseline, in any case of its letters."""
FOLDERS = ("phases", "views", "claims")
PLANS = "plans"
"""The folder of what sessions walk; read only where somebody asks for it."""
FLEET = "fleet.yml"
FILES = ("claims", "recovery", "summary", "gates", "responses", "metrics", "go", "plan_b", "timeline")
"""Names, without their ends, of files beside it."""
OTHERS = ("audit", "drill", PLANS, "rules", "scripts")
"""What else may stand there, and is read by other commands."""
FORMER = {"readiness": "what a pack means is accepted in pack.lock, by `blackstart audit PACK --accept`; take it out"}
"""Files of former versions, and what became of them."""
DRILL = "drill"
SCENARIOS = "drill/scenarios/"
LARGEST = 4 * 1024 * 1024
SHIPPED = (Path(__file__).parent / "packs", Path(__file__).parents[2] / "packs")
"""Where packs that come with Blackstart are: beside the installed modules, or in a checkout."""


class PackError(BadDataError):
    """There is no pack there, or its files cannot be read; the message names the mend."""


def find_pack(name: str) -> Path:
    """Return a pack's folder: the path as given, or else `NAME` or `packs/NAME` that comes with Blackstart.

    Any other path that is not there is a mistake: a shipped pack in its place would be another fleet.
    """
    path = Path(name)
    if path.is_dir():
        return path
    for folder in SHIPPED if path.parts[:-1] in ((), ("packs",)) else ():
        if (folder / path.name / FLEET).is_file():
            return folder / path.name
    raise PackError(
        f"{name}: no such folder, and no pack of that name comes with Blackstart; make one with a fleet.yml"
    )


def read_sources(name: str) -> dict[str, str]:
    """Return the texts of a pack's baseline by relative name: fleet.yml and the files beside it."""
    folder = find_pack(name)
    if not (folder / FLEET).exists():
        raise PackError(f"{name}: no {FLEET} in it; a pack's hosts are described there")
    beside = (path for entry in folder.iterdir() if entry.name != FLEET for path in list_sources(entry))
    paths = [folder / FLEET, *sorted(beside)]
    return {str(path.relative_to(folder)): read_source(path, folder) for path in paths}


def read_plans(name: str) -> dict[str, str]:
    """Return the texts of a pack's plans by relative name; there may be none."""
    folder = find_pack(name)
    if not (folder / PLANS).is_dir():
        return {}
    paths = sorted(walk_sources(folder / PLANS))
    return {str(path.relative_to(folder)): read_source(path, folder) for path in paths}


def list_sources(entry: Path) -> Iterator[Path]:
    """Yield the baseline's files in what stands at the top of a pack.

    Raises PackError for what seems to be meant for one and would not be read: checks that are left
    out in silence are green (catalogue of false greens, 12).
    """
    if entry.is_dir() and entry.name in FOLDERS:
        yield from walk_sources(entry)
    elif not entry.is_dir() and entry.suffix in SUFFIXES and entry.name.partition(".")[0] in FILES:
        yield entry
    elif entry.is_dir() or entry.suffix.casefold() in SUFFIXES:
        refuse_near_name(entry)


def walk_sources(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of all within it. Raises PackError for what would not be read."""
    for place, folders, names in os.walk(folder, onerror=refuse_unreadable):
        for path in (Path(place) / name for name in folders):
            if path.is_symlink():
                raise PackError(f"{path}: a link to a folder, which is not followed; put the files here")
        for path in (Path(place) / name for name in names):
            if path.suffix in SUFFIXES:
                yield path
            elif path.suffix.casefold() in NEARLY:
                raise PackError(f"{path}: would not be read by that name; let it end in .yml, or take it out")


def refuse_unreadable(error: OSError) -> NoReturn:
    """Raise PackError for a folder that cannot be listed."""
    raise PackError(f"{error.filename}: {error.strerror}; let this user read it") from error


def refuse_near_name(entry: Path) -> None:
    """Raise PackError where the name is nearly one of those that are read, or once was one."""
    name = entry.name if entry.is_dir() else entry.name.partition(".")[0]
    if name in FORMER and not entry.is_dir():
        raise PackError(f"{entry}: is not read any more; {FORMER[name]}")
    if name in OTHERS or (name in FILES and entry.is_dir()):
        return
    from difflib import get_close_matches  # noqa: PLC0415  # 3 ms; few packs have other files

    known = (*FOLDERS, PLANS) if entry.is_dir() else (*FILES, "audit", "fleet")
    for near in get_close_matches(name.casefold(), known, n=1, cutoff=0.8):
        meant = f"{near}/" if entry.is_dir() else f"{near}.yml"
        raise PackError(f"{entry}: would not be read by that name; did you mean {meant}?")


def read_beside(name: str) -> dict[str, PackFile]:
    """Return the files of a pack that are none of its baseline, by relative name; those of drills are left out."""
    folder, sources = find_pack(name), read_sources(name)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = {str(path.relative_to(folder)): path for path in paths}
    return {
        name: PackFile(text=read_source(path, folder), executable=os.access(path, os.X_OK))
        for name, path in names.items()
        if name not in sources and not name.startswith(DRILL + "/")
    } | {name: PackFile(text="", executable=False) for name in names if name.startswith(SCENARIOS)}


def read_one(name: str, files: tuple[str, ...]) -> tuple[str, str] | None:
    """Return path and text of the one of these files that stands in a pack; None where none does. Raises PackError."""
    folder = find_pack(name)
    found = [file for file in files if os.path.lexists(folder / file)]
    if len(found) > 1:
        raise PackError(f"{folder / found[1]}: stands beside {found[0]}; keep one")
    return (join(name, found[0]), read_source(folder / found[0], folder)) if found else None


def read_source(path: Path, folder: Path) -> str:
    """Read one file of the pack in `folder`, which must be text of a sane size."""
    try:
        return read_regular(path, LARGEST, within=folder).decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}") from error
