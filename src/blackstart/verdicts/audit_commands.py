"""What a pack adds to the commands that count as reading."""

from collections.abc import Iterator

from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome
from blackstart.verdicts.audit_subject import Subject

RUNS_ANYTHING = frozenset(
    {"ansible", "awk", "bash", "dash", "doas", "env", "eval", "find", "nohup", "nsenter", "perl", "php", "python"}
    | {"python3", "ruby", "sh", "ssh", "su", "sudo", "systemd-run", "tee", "timeout", "xargs", "zsh"}
)
"""Programs that run others or write: allowed by one word, they allow everything."""


def find_added_commands(subject: Subject) -> Iterator[Complaint]:
    """List each prefix; the shorter it is, the more it allows."""
    for words in subject.fleet.read_only_commands:
        yield about_command(words)


def about_command(words: tuple[str, ...]) -> Complaint:
    """Return what is to be said of one prefix."""
    about, shown = "fleet:read_only_commands", f"`{' '.join(words)}`"
    if words[0].rpartition("/")[2] in RUNS_ANYTHING:
        message = f"{shown} can run or write anything, and counts as read-only here"
        mend = "add the program it is to run, by words that only read"
        return Complaint(outcome=Outcome.BLOCKED, about=about, message=message, mend=mend)
    if len(words) == 1:
        message = f"{shown} counts as read-only with any argument"
        mend = "add the verb that only reads, if it has one; else see that none of its arguments writes"
        return Complaint(outcome=Outcome.WARN, about=about, message=message, mend=mend)
    message = f"{shown} counts as read-only with anything after it"
    mend = "see that nothing which may follow makes it write, and keep a note of who looked"
    return Complaint(outcome=Outcome.WARN, about=about, message=message, mend=mend)
