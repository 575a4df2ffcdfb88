"""A command on its way to a host, and what its exit status says."""

import asyncio
import re

from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import RunCommand

CAP = 4 * 1024 * 1024
"""Bytes of standard output kept of one command; a larger answer is none."""

TIMED_OUT = 124
KILLED = 137
NOT_EXECUTABLE = 126
NOT_FOUND = 127
SUDO_REFUSED = re.compile(r"^sudo: .*(password is required|may not run|not allowed|not in the sudoers)", re.MULTILINE)


class Question:
    """A request with the future of its answer; `number` is unique on its host."""

    def __init__(self, number: int, request: RunCommand) -> None:
        """Make the question; must be called with a running loop."""
        self.number = number
        self.request = request
        self.argv = ("sudo", "-n", "--", *request.argv) if request.sudo else request.argv
        self.future: asyncio.Future[Reply | Gap] = asyncio.get_running_loop().create_future()

    def answer(self, reply: Reply | Gap) -> None:
        """Answer, once: of two answers the first counts."""
        if not self.future.done():
            self.future.set_result(reply)


def read_status(request: RunCommand, reply: CommandReply) -> CommandReply | Gap:
    """Return the gap that an exit status stands for, or the reply itself.

    The codes are those of timeout(1) and of POSIX shells; a command that itself exits with
    124 or 137 before its limit has not timed out.
    """
    said = reply.stderr.strip().splitlines()
    detail = said[-1][:300] if said else ""
    gap: Cause | None = None
    if reply.exit_code in (TIMED_OUT, KILLED) and reply.elapsed >= request.limit * 0.95:
        gap, detail = Cause.TIME_LIMIT, f"no end within {request.limit:g} s"
    elif reply.exit_code in (NOT_FOUND, NOT_EXECUTABLE) and not reply.stdout:
        gap, detail = Cause.TOOL_MISSING, detail or request.argv[0]
    elif request.sudo and reply.exit_code == 1 and SUDO_REFUSED.search(reply.stderr):
        gap = Cause.PRIVILEGE_REFUSED
    if gap is None:
        return reply
    return Gap(cause=gap, detail=detail, at=reply.at, elapsed=reply.elapsed)
