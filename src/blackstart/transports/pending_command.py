"""A command on its way to a host, and what its exit status says."""

import asyncio
import re
from functools import lru_cache

from blackstart.checks.read_only.request import refuse_request
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import HttpRequest, Request, RunCommand

CAP = 4 * 1024 * 1024
"""Bytes of standard output kept of one command; a larger answer is none."""

NOT_EXECUTABLE = 126
NOT_FOUND = 127
NO_SUDO = re.compile(r"(?<![\w/.-])sudo: (?:command )?not found")
SUDO_REFUSED = re.compile(
    r"^sudo: .*(?:password is required|authentication is required|may not run|not allowed|no tty present"
    r"|must have a tty|not in the sudoers|a terminal is required|I'm sorry)"
    r"|^Sorry, user .* (?:is not allowed|may not run)|^\S+ is not (?:in the sudoers|allowed to run sudo)",
    re.MULTILINE,
)
"""What sudo (and sudo-rs) say when they run nothing; sudo(8) exits with 1 then."""
SUDO_NOT_FOUND = re.compile(r"^sudo: .*command not found$", re.MULTILINE)


class PendingCommand:
    """A command with the future of its answer; `number` is unique on its host.

    `get` is what the command asks, where it is a curl that may be made together with others.
    """

    def __init__(self, number: int, request: RunCommand, get: HttpRequest | None = None) -> None:
        """Make the question; must be called with a running loop."""
        self.number = number
        self.request = request
        self.get = get
        self.future: asyncio.Future[Reply | Gap] = asyncio.get_running_loop().create_future()

    def answer(self, reply: Reply | Gap) -> None:
        """Answer, once: of two answers the first counts."""
        if not self.future.done():
            self.future.set_result(reply)


def find_refusal(request: Request, extra: tuple[tuple[str, ...], ...], now: float) -> Gap | None:
    """Return why the request may not be put as a command, if so; `extra` extends the read-only table."""
    if not isinstance(request, RunCommand):
        return Gap(cause=Cause.NOT_PERMITTED, detail="commands only", at=now)
    if reason := refuse_request(request, extra):
        return Gap(cause=Cause.NOT_READ_ONLY, detail=reason, at=now)
    if not are_sendable(request.argv):
        return Gap(cause=Cause.NOT_PERMITTED, detail="a word holds what no command line can", at=now)
    return None


@lru_cache(4096)
def are_sendable(argv: tuple[str, ...]) -> bool:
    """Tell whether all words can be arguments: a fleet's hosts are asked the same, so the answer is kept."""
    return all(map(is_sendable, argv))


def is_sendable(word: str) -> bool:
    """Tell whether a word can be an argument: no NUL, and what bytes can stand for."""
    try:
        word.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return "\0" not in word


def read_status(request: RunCommand, reply: CommandReply) -> CommandReply | Gap:
    """Return the gap that an exit status stands for, or the reply itself.

    The codes are those of POSIX shells, timeout(1) and sudo(8). Only what is not there counts
    as missing: a program that may not be run, or has no right form, is there.
    """
    said = reply.stderr.strip().splitlines()
    detail = said[-1][:300] if said else request.argv[0]
    cause = find_cause(request, reply, detail)
    return reply if cause is None else Gap(cause=cause, detail=detail, at=reply.at, elapsed=reply.elapsed)


def find_cause(request: RunCommand, reply: CommandReply, detail: str) -> Cause | None:
    """Return the cause an exit status stands for, if it stands for one."""
    if reply.exit_code == NOT_FOUND and not reply.stdout:
        no_sudo = request.sudo and NO_SUDO.search(detail)
        return Cause.PRIVILEGE_REFUSED if no_sudo else Cause.TOOL_MISSING
    if reply.exit_code == NOT_EXECUTABLE and "ermission denied" in detail:
        return Cause.PRIVILEGE_REFUSED
    if request.sudo and reply.exit_code == 1 and SUDO_REFUSED.search(reply.stderr):
        return Cause.PRIVILEGE_REFUSED
    if request.sudo and reply.exit_code == 1 and SUDO_NOT_FOUND.search(reply.stderr):
        return Cause.TOOL_MISSING
    return None
