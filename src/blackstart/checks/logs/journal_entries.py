"""The entries that journalctl prints in the form `short-iso`, and what it says where it does not show all."""

import re

from blackstart.model.reply import CommandReply, UnreadableReplyError

NONE = "-- No entries --"
ENTRY = re.compile(r"\d{4}-\d\d-\d\dT\S+ \S+ .*", re.DOTALL)
# sudo logs the command line of this very question, a long one in parts (sudoers(5), syslog_maxlen).
OWN_QUESTION = re.compile(r"\S+ \S+ sudo(?:\[\d+\])?: .*(?:COMMAND=|\(command continued\))", re.DOTALL)


def read_matches(reply: CommandReply) -> list[str]:
    """Return the entries found. None at all beside a complaint means that not everything was looked at."""
    matches = [entry for entry in read_entries(reply) if not OWN_QUESTION.match(entry)]
    if not matches:
        require_silence(reply)
    return matches


def require_silence(reply: CommandReply) -> None:
    """Raise on what journalctl says of missing files, permissions, damage, or support for patterns."""
    if reply.stderr.strip():
        raise UnreadableReplyError(f"journalctl: {' '.join(reply.stderr.split())[:200]}")


def read_entries(reply: CommandReply) -> list[str]:
    """Return the entries journalctl printed; several lines of one message stay together.

    Without a match newer versions exit 1 and older ones 0, but all say that there is none.
    """
    lines = reply.stdout.splitlines()
    entries: list[str] = []
    for line in lines:
        if line.startswith(" ") and entries:
            entries[-1] += f" {line.strip()}"
        elif ENTRY.fullmatch(line):
            entries.append(line)
        elif not line.startswith("-- "):
            raise UnreadableReplyError(f"not a journal entry: {line[:100]!r}")
    if not entries:
        require_silence(reply)
    if reply.exit_code not in (0, 1) or not (entries or NONE in lines):
        raise UnreadableReplyError(f"journalctl: exit {reply.exit_code} without entries or {NONE!r}")
    return entries
