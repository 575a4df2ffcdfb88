"""Which of the paths asked of find(1) there are."""

from blackstart.checks.asking import split_lines
from blackstart.model.reply import CommandReply, UnreadableReplyError

MISSING = ": No such file or directory"


def read_paths(reply: CommandReply) -> frozenset[str]:
    """Read the paths found. A place may be missing; one that cannot be looked into may not."""
    complaints = reply.stderr.splitlines()
    missing = bool(complaints) and all(line.endswith(MISSING) for line in complaints)
    if (reply.exit_code, missing) not in ((0, False), (1, True)) or (complaints and not missing):
        raise UnreadableReplyError(f"find: exit {reply.exit_code}: {' '.join(complaints)[:200] or 'no message'}")
    return frozenset(split_lines(reply.stdout))
