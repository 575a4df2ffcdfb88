"""Whether a text stands in what a cron job runs, and not only in what it says."""

import re

from blackstart.checks.facts.cron_table import CronLine

TIME = frozenset("0123456789*@")
PARTS = re.compile(r"&&|\|\||[;|&]")
COMMENT = re.compile(r"(?:^|\s)#.*")
INPUT = re.compile(r"(?<!\\)%.*")
"""Behind the first % stands the command's input (crontab(5))."""
SPEAKERS = frozenset(["echo", "printf", "true", ":", "logger", "test", "[", "false"])
"""Programs that do nothing with a command that is one of their words."""


def is_named(text: str, job: CronLine) -> bool:
    """Tell whether the text, blanks made one, is the beginning of the entry or stands in what it runs.

    A text that begins with a time begins the entry; one that names the account begins behind the time.
    """
    wanted = " ".join(text.split())
    pattern = re.compile(f"{left_of(wanted)}{re.escape(wanted)}{right_of(wanted)}")
    if wanted[0] in TIME:
        return pattern.match(str(job)) is not None
    behind_time = f"{job.account} {job.command}".strip()
    return pattern.match(behind_time) is not None or any(
        pattern.search(part) for part in list_run(job.command) if not only_says(wanted, part)
    )


def left_of(text: str) -> str:
    """Return what may not stand before the text: a path is not the end of a longer one."""
    return r"(?<![\w./~-])" if text.startswith("/") else ""


def right_of(text: str) -> str:
    """Return what may not stand behind the text: backup.sh is not backup.sh.old."""
    return r"(?![\w.~-])" if "/" in text and text[-1].isalnum() else ""


def list_run(command: str) -> list[str]:
    """Return the parts of a command, without its comment and its input."""
    return [part.strip() for part in PARTS.split(COMMENT.sub("", INPUT.sub("", command))) if part.strip()]


def only_says(text: str, part: str) -> bool:
    """Tell whether a part only says the text: a program's path, or anything that is not written to a file."""
    return part.split(maxsplit=1)[0] in SPEAKERS and ("/" in text or ">" not in part)
