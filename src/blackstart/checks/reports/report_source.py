"""Where a report comes from: a command's output, a file, or a URL; and what is known of the file."""

import re

import msgspec

from blackstart.checks.asking import fetch, run, succeeded
from blackstart.model.reply import CommandReply, HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps

OK = 200
FORMAT = "%Y|%a|%U|%G"
PRINTED = re.compile(r"(\d{1,12})\|([0-7]{1,4})\|([^|\n]+)\|([^|\n]+)\n", re.ASCII)


class ReportFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file behind symbolic links; `age` in seconds by the controller's clock."""

    age: float
    mode: int
    owner: str
    group: str


class ReportText(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it came, when that was (Unix seconds), and its file if it is one."""

    text: str
    at: float
    file: ReportFile | None = None


def ask_file(path: str, *, limit: float, sudo: bool) -> Steps[ReportText]:
    """Look at the file, then read it."""
    file = read_file((yield from run("stat", "-L", "-c", FORMAT, "--", path, sudo=sudo)))
    reply = yield from run("cat", "--", path, limit=limit, sudo=sudo)
    return ReportText(text=succeeded(reply).stdout, at=reply.at, file=file)


def ask_command(argv: tuple[str, ...], codes: tuple[int, ...], *, limit: float, sudo: bool) -> Steps[ReportText]:
    """Run the command; a report cut off by another exit than one of `codes` is unreadable."""
    reply = yield from run(*argv, limit=limit, sudo=sudo)
    return ReportText(text=(reply if reply.exit_code in codes else succeeded(reply)).stdout, at=reply.at)


def ask_url(request: HttpRequest) -> Steps[ReportText]:
    """GET the report, which comes with status 200."""
    reply = yield from fetch(request)
    return ReportText(text=read_body(reply), at=reply.at)


def read_body(reply: HttpReply) -> str:
    """Return the body that came with status 200."""
    if reply.status != OK:
        raise UnreadableReplyError(f"HTTP {reply.status}: {reply.body.strip()[:80]!r}")
    return reply.body


def read_file(reply: CommandReply) -> ReportFile:
    """Read what stat prints."""
    found = PRINTED.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"not what stat prints: {reply.stdout[:60]!r}")
    return ReportFile(age=reply.at - int(found[1]), mode=int(found[2], 8), owner=found[3], group=found[4])
