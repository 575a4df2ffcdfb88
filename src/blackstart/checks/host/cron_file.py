"""Whether Debian's cron takes a system table: a file of /etc/cron.d, or /etc/crontab."""

import re
import stat

from blackstart.checks.asking import read_lines, run, succeeded
from blackstart.checks.facts.cron_table import CronLine, CronRefusalError, read_table
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

FOLDER = "/etc/cron.d"
PUT_ASIDE = re.compile(r"\..*|.*(?:~|\.(?:dpkg|ucf|rpm)[\w-]*|\.(?:bak|orig|old|disabled|off))")
NAME = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
"""What names cron reads in /etc/cron.d (cron(8), Debian specific)."""
FORMAT = "%f|%u|%h"
PRINTED = re.compile(r"([0-9a-f]{4,6})\|(\d+)\|(\d+)\n")
ABSENT = 2
"""Exit code of getent(1) for a key that is not there."""
WRITABLE_BY_OTHERS = 0o022


def list_files(*, sudo: bool) -> Steps[tuple[str, ...]]:
    """Return the files of /etc/cron.d, but for hidden ones and what packagers and editors put aside."""
    argv = ("find", FOLDER, "-maxdepth", "1", "!", "-type", "d", "-printf", "%f\\n")
    names = read_lines((yield from run(*argv, sudo=sudo)))
    return tuple(f"{FOLDER}/{name}" for name in sorted(names) if not PUT_ASIDE.fullmatch(name))


def ask_system_table(path: str, *, sudo: bool) -> Steps[tuple[CronLine, ...]]:
    """Return the jobs of a file. Raises CronRefusalError where cron ignores it, or never reads it."""
    require_name(path)
    text = succeeded((yield from run("cat", "--", path, sudo=sudo, redact=Redact.SETTINGS))).stdout
    jobs = read_table(text, system=True)
    yield from ask_file(path, sudo=sudo)
    for account in dict.fromkeys(job.account for job in jobs if job.account != "root"):
        yield from ask_account(account)
    return jobs


def require_name(path: str) -> None:
    """Raise CronRefusalError for a file that cron passes over for its name."""
    name = path.rpartition("/")[2]
    if path != "/etc/crontab" and not NAME.fullmatch(name):
        raise CronRefusalError(f"cron reads no file named {name}: letters, digits, _ and - only")


def ask_file(path: str, *, sudo: bool) -> Steps[None]:
    """Look at the file, and behind a link at what it leads to."""
    mode, owner, links = read_file((yield from run("stat", "-c", FORMAT, "--", path, sudo=sudo)))
    if stat.S_ISLNK(mode):
        if owner != 0:
            raise CronRefusalError(f"the link is owned by {owner}, and not by root")
        mode, owner, links = read_file((yield from run("stat", "-L", "-c", FORMAT, "--", path, sudo=sudo)))
    require_file(mode, owner, links)


def require_file(mode: int, owner: int, links: int) -> None:
    """Raise CronRefusalError for what cron does not trust (its log's words: INSECURE MODE, WRONG FILE OWNER)."""
    if not stat.S_ISREG(mode):
        raise CronRefusalError("not a regular file")
    if mode & WRITABLE_BY_OTHERS:
        raise CronRefusalError(f"mode {stat.S_IMODE(mode):o}: others than its owner may write to it")
    if owner != 0:
        raise CronRefusalError(f"owned by {owner}, and not by root")
    if links != 1:
        raise CronRefusalError(f"it has {links} hard links")


def read_file(reply: CommandReply) -> tuple[int, int, int]:
    """Return mode, owner and number of links, as stat prints them."""
    found = PRINTED.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"not what stat prints: {reply.stdout[:100]!r}")
    return int(found[1], 16), int(found[2]), int(found[3])


def ask_account(name: str) -> Steps[None]:
    """Raise CronRefusalError for an account that the host does not have."""
    reply = yield from run("getent", "passwd", name)
    if reply.exit_code == ABSENT and not reply.stdout:
        raise CronRefusalError(f"no account {name} here: bad username")
    if not succeeded(reply).stdout.startswith(f"{name}:"):
        raise UnreadableReplyError(f"not what getent prints of {name}: {reply.stdout[:100]!r}")
