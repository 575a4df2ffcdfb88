"""Owner, mode, size and time of a file, never its content; for kinds that need more of it than these."""

import re

import msgspec

from blackstart.checks.asking import run, succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

FORMAT = "%U|%a|%s|%Y"
PRINTED = re.compile(r"([^|\n]+)\|([0-7]{1,4})\|(\d+)\|(-?\d+)\n")
ABSENT = re.compile(r".*: (?:No such file or directory|Not a directory)\n")


class FileMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """A file behind symbolic links; `modified` is in Unix seconds, `age` in seconds by the controller's clock."""

    owner: str
    mode: str
    size: int
    modified: int
    age: float


def ask_metadata(path: str, *, sudo: bool) -> Steps[FileMetadata | None]:
    """Ask for a file's metadata; None where there is no such file."""
    return read_metadata((yield from run("stat", "-L", "-c", FORMAT, "--", path, sudo=sudo)))


def read_metadata(reply: CommandReply) -> FileMetadata | None:
    """Read what stat prints; "no such file" is an answer, "permission denied" is none."""
    if reply.exit_code == 1 and not reply.stdout and ABSENT.fullmatch(reply.stderr):
        return None
    found = PRINTED.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"not what stat prints: {reply.stdout[:100]!r}")
    return FileMetadata(
        owner=found[1], mode=found[2], size=int(found[3]), modified=int(found[4]), age=reply.at - int(found[4])
    )
