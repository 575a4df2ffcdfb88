"""Reads a lock, and tells what is missing for it to be installed as it is, without resolution.

What a package needs is told by its metadata as it is installed here; markers are evaluated for
each Python that the project promises, on Linux.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import product

import msgspec
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11.2", "3.12.3", "3.13.5")
MACHINES = ("x86_64", "aarch64")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One package of a lock: what is required of it, and how many files of it are allowed."""

    requirement: Requirement
    hashes: int

    @property
    def pinned(self) -> str:
        """Return the one version that is allowed, or nothing where it is not one."""
        pins = [each.version for each in self.requirement.specifier if each.operator == "=="]
        return pins[0] if len(self.requirement.specifier) == len(pins) == 1 and "*" not in pins[0] else ""


def read_lock(text: str) -> dict[str, Entry]:
    """Return a lock's entries by canonical name. Raises ValueError for a package that stands there twice."""
    entries: dict[str, Entry] = {}
    for line in text.replace("\\\n", " ").splitlines():
        hashes = len(HASH.findall(line))
        requirement = Requirement(line.partition("--hash")[0].strip())
        name = canonicalize_name(requirement.name)
        if name in entries:
            raise ValueError(f"{name} stands twice in the lock")
        entries[name] = Entry(requirement=requirement, hashes=hashes)
    return entries


def find_loose(lock: Mapping[str, Entry]) -> list[str]:
    """Return the entries that allow more than one version, or any file of it."""
    return [name for name, entry in lock.items() if not entry.pinned or not entry.hashes]


def list_environments() -> list[dict[str, str]]:
    """Return what markers are evaluated against: each promised Python, on Linux."""
    base = {key: str(value) for key, value in default_environment().items()}
    base |= {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    return [
        base
        | {
            "python_version": ".".join(python.split(".")[:2]),
            "python_full_version": python,
            "implementation_version": python,
            "platform_machine": machine,
        }
        for python, machine in product(PYTHONS, MACHINES)
    ]


def applies(marker: Marker | None, environment: Mapping[str, str], extras: Iterable[str] = ()) -> bool:
    """Tell whether a requirement holds there, with any of the extras or with none."""
    if marker is None:
        return True
    return any(marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras))


def list_needs(name: str, extras: Iterable[str], environment: Mapping[str, str]) -> Iterator[Requirement]:
    """Yield what a package needs there."""
    for need in read_needs(name):
        if applies(need.marker, environment, extras):
            yield need


@cache
def read_needs(name: str) -> tuple[Requirement, ...]:
    """Return all that the metadata of a package requires, wherever and for whatever extra."""
    return tuple(map(Requirement, requires(name) or ()))


@cache
def read_installed(name: str) -> str | None:
    """Return the version that is installed here, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def find_gaps(lock: Mapping[str, Entry], roots: Iterable[Requirement], environment: Mapping[str, str]) -> list[str]:
    """Return what the roots lead to that the lock does not hold, or not in a version that is allowed."""
    return [gap for _, gap in walk(lock, roots, environment) if gap]


def find_reached(lock: Mapping[str, Entry], roots: Iterable[Requirement], environment: Mapping[str, str]) -> set[str]:
    """Return the names of all that the roots lead to."""
    return {name for name, _ in walk(lock, roots, environment)}


def walk(
    lock: Mapping[str, Entry], roots: Iterable[Requirement], environment: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield every package that is needed, with what is wrong with its entry, if anything is."""
    waiting = [root for root in roots if applies(root.marker, environment)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        need = waiting.pop()
        name, extras = canonicalize_name(need.name), tuple(sorted(need.extras))
        yield name, judge_need(need, lock.get(name), environment)
        if (name, extras) not in seen:
            seen.add((name, extras))
            waiting += follow(name, extras, environment)


def follow(name: str, extras: tuple[str, ...], environment: Mapping[str, str]) -> list[Requirement]:
    """Return what a package needs; nothing of one that is not installed here, whose entry is missing too."""
    return list(list_needs(name, extras, environment)) if read_installed(name) is not None else []


def judge_need(need: Requirement, entry: Entry | None, environment: Mapping[str, str]) -> str:
    """Return what is wrong with an entry for that need, or nothing."""
    python = environment["python_version"]
    if entry is None or not applies(entry.requirement.marker, environment):
        return f"Python {python}: {need} is not in the lock"
    if not need.specifier.contains(entry.pinned, prereleases=True):
        return f"Python {python}: {need} does not allow {entry.requirement}"
    installed = read_installed(need.name)
    if installed is None:
        return f"Python {python}: what {need.name} needs is not known, for it is not installed here"
    return "" if installed == entry.pinned else f"{need.name} {installed} is installed here, locked is {entry.pinned}"
