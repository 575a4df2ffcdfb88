"""Which files of a simulated host its login user may read: by owner, group and mode, as on a real one. Pure."""

from collections.abc import Mapping

from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import HostFile

READ, SEARCH = 4, 1
ROOT = "root"


def find_denied(files: Mapping[str, str | HostFile], facts: Facts) -> frozenset[str]:
    """Return the paths that the login user may not read; root may read all."""
    if facts.user == ROOT:
        return frozenset()
    return frozenset(path for path in files if not may_read(path, files, facts.user))


def may_read(path: str, files: Mapping[str, str | HostFile], user: str) -> bool:
    """Tell whether an account may read a file, through the directories above it."""
    return allows(files.get(path), user, READ) and may_reach(path, files, user)


def may_reach(path: str, files: Mapping[str, str | HostFile], user: str) -> bool:
    """Tell whether an account may go through the directories above a file, as far as they are declared."""
    above = [path[:place] for place, letter in enumerate(path) if letter == "/" and place]
    return all(allows(files.get(folder), user, SEARCH) for folder in above)


def allows(file: str | HostFile | None, user: str, right: int) -> bool:
    """Tell whether a file's mode gives an account the right; a group bears its one member's name."""
    if not isinstance(file, HostFile):
        return True
    shift = 6 if file.owner == user else 3 if file.group == user else 0
    return bool(int(file.mode, 8) >> shift & right)
