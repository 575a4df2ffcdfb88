"""Find a pack's folder and read its baseline's files."""

import os
from pathlib import Path

from blackstart.model.audit import PackFile

SUFFIXES = (".yml", ".yaml")
PARTS = ("phases/**/*", "views/**/*", "claims.*", "claims/**/*", "summary.*", "gates.*", "metrics.*")
DECISIONS = ("go.*", "plan_b.*", "timeline.*")
DRILL = "drill"
SCENARIOS = "drill/scenarios/"
LARGEST = 4 * 1024 * 1024


class PackError(Exception):
    """There is no pack there, or its files cannot be read; the message names the mend."""


def find_pack(name: str) -> Path:
    """Return a pack's folder: the path as given, or else one that comes with Blackstart."""
    path = Path(name)
    if path.is_dir():
        return path
    for folder in (Path(__file__).parent / "packs", Path(__file__).parents[2] / "packs"):
        if (folder / path.name / "fleet.yml").is_file():
            return folder / path.name
    raise PackError(
        f"{name}: no such folder, and no pack of that name comes with Blackstart; make one with a fleet.yml"
    )


def read_sources(name: str) -> dict[str, str]:
    """Return the texts of a pack's baseline by relative name: fleet.yml and the files beside it."""
    folder = find_pack(name)
    if not (folder / "fleet.yml").is_file():
        raise PackError(f"{name}: no fleet.yml in it; a pack's hosts are described there")
    beside = (path for parts in PARTS + DECISIONS for path in folder.glob(parts) if path.suffix in SUFFIXES)
    paths = [folder / "fleet.yml", *sorted(beside)]
    return {str(path.relative_to(folder)): read_source(path) for path in paths}


def read_beside(name: str) -> dict[str, PackFile]:
    """Return the files of a pack that are none of its baseline, by relative name; those of drills are left out."""
    folder, sources = find_pack(name), read_sources(name)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = {str(path.relative_to(folder)): path for path in paths}
    return {
        name: PackFile(text=read_source(path), executable=os.access(path, os.X_OK))
        for name, path in names.items()
        if name not in sources and not name.startswith(DRILL + "/")
    } | {name: PackFile(text="", executable=False) for name in names if name.startswith(SCENARIOS)}


def read_source(path: Path) -> str:
    """Read one file, which must be text of a sane size."""
    try:
        if path.stat().st_size > LARGEST:
            raise PackError(f"{path}: larger than {LARGEST} bytes; a baseline's file is text written by people")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}") from error
