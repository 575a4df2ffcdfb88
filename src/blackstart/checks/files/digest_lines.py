"""What sha256sum prints and says: digests, and files that are not there."""

import re

from blackstart.checks.asking import succeeded
from blackstart.model.kind import Present
from blackstart.model.reply import CommandReply, UnreadableReplyError

DIGEST = re.compile(r"[0-9a-f]{64}")
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# A backslash before it says that the name is escaped (sha256sum(1)).
ONE = re.compile(r"\\?([0-9a-f]{64})  .+")
# A name that is odd to a shell is printed within quotation marks (coreutils, quotef).
ABSENT = re.compile(r"sha256sum: ('?)(.+)\1: No such file or directory")


def read_digest(reply: CommandReply) -> str:
    """Return the digest sha256sum printed of one file."""
    found = ONE.fullmatch(succeeded(reply).stdout.removesuffix("\n"))
    if found is None:
        raise UnreadableReplyError(f"not what sha256sum prints: {reply.stdout[:100]!r}")
    return found[1]


def read_digests(reply: CommandReply, paths: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read what sha256sum prints and says; each file must be accounted for, once."""
    found = [read_line(line, paths) for line in reply.stdout.splitlines()]
    absent = tuple(read_absence(line, paths) for line in reply.stderr.splitlines())
    if sorted([*(name for name, _ in found), *absent]) != sorted(paths.values()):
        raise UnreadableReplyError(f"exit {reply.exit_code}: not every file is accounted for once")
    if reply.exit_code != (1 if absent else 0):
        raise UnreadableReplyError(f"sha256sum ended with {reply.exit_code}")
    return dict(found), absent


def read_line(line: str, paths: dict[str, str]) -> tuple[str, str]:
    """Read one file's name and digest."""
    found = LINE.fullmatch(line)
    if found is None or found[2] not in paths:
        raise UnreadableReplyError(f"not what sha256sum prints: {line[:100]!r}")
    return paths[found[2]], found[1]


def read_absence(line: str, paths: dict[str, str]) -> str:
    """Read the name of a file that is not there; "permission denied" is no answer."""
    found = ABSENT.fullmatch(line)
    if found is None or found[2] not in paths:
        raise UnreadableReplyError(line.strip()[:200] or "sha256sum complains with an empty line")
    return paths[found[2]]


def read_other(present: Present | None) -> dict[str, str] | None:
    """Return the digests the other check read in this run; None where it read none."""
    read = None if present is None or present.reading is None else present.reading.get("digests")
    if not isinstance(read, dict):
        return None
    return {name: digest for name, digest in read.items() if isinstance(digest, str) and DIGEST.fullmatch(digest)}
