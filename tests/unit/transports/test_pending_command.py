"""What exit statuses and last words mean."""

import pytest

from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import HttpRequest, Request, RunCommand
from blackstart.transports.pending_command import PendingCommand, find_refusal, is_sendable, read_status

GAPS = (
    # exit code, stderr, sudo, cause
    (127, "/bin/sh: 12: docker: not found\n", False, Cause.TOOL_MISSING),
    (127, "bash: line 1: docker: command not found\n", False, Cause.TOOL_MISSING),
    (127, "", False, Cause.TOOL_MISSING),
    (127, "timeout: failed to run command 'docker': No such file or directory\n", True, Cause.TOOL_MISSING),
    (127, "/bin/sh: 12: sudo: not found\n", True, Cause.PRIVILEGE_REFUSED),
    (126, "/bin/sh: 12: docker: Permission denied\n", False, Cause.PRIVILEGE_REFUSED),
    (1, "sudo: a password is required\n", True, Cause.PRIVILEGE_REFUSED),
    (1, "sudo: a terminal is required to read the password\n", True, Cause.PRIVILEGE_REFUSED),
    (1, "Sorry, user ops is not allowed to execute '/usr/bin/id' as root on h.\n", True, Cause.PRIVILEGE_REFUSED),
    (1, "ops is not in the sudoers file.\n", True, Cause.PRIVILEGE_REFUSED),
    (1, "sudo: interactive authentication is required\n", True, Cause.PRIVILEGE_REFUSED),
    (1, "sudo: docker: command not found\n", True, Cause.TOOL_MISSING),
)
REPLIES = (
    (0, "", False),
    (1, "sudo: a password is required\n", False),
    (1, "Error: not allowed\n", True),
    (124, "", False),
    (137, "", False),
    (126, "/bin/sh: 12: docker: Exec format error\n", False),
    (255, "Connection closed\n", False),
)


@pytest.mark.parametrize(("code", "errors", "sudo", "cause"), GAPS)
def test_status_that_is_a_gap(code: int, errors: str, sudo: bool, cause: Cause) -> None:  # noqa: FBT001  # a case's field
    """The gap keeps the time, and the tool's own last words."""
    reply = CommandReply(stdout="", stderr=errors, exit_code=code, at=5.0, elapsed=1.0)
    gap = read_status(RunCommand(argv=("docker", "ps"), sudo=sudo), reply)
    detail = errors.strip() or "docker"
    assert gap == Gap(cause=cause, detail=detail, at=5.0, elapsed=1.0)


@pytest.mark.parametrize(("code", "errors", "sudo"), REPLIES)
def test_status_that_is_an_answer(code: int, errors: str, sudo: bool) -> None:  # noqa: FBT001  # a case's field
    """A command's own failure is its answer."""
    reply = CommandReply(stdout="", stderr=errors, exit_code=code)
    assert read_status(RunCommand(argv=("docker", "ps"), sudo=sudo), reply) is reply


def test_program_that_ran_and_exits_127_has_answered() -> None:
    """What printed something was there."""
    reply = CommandReply(stdout="usage", stderr="x: not found", exit_code=127)
    assert read_status(RunCommand(argv=("docker",)), reply) is reply


def test_refusals_come_before_anything_is_sent() -> None:
    """What is no command, not read-only, or cannot be sent, is refused."""
    refusals: dict[Request, Cause] = {
        HttpRequest(url="http://x/"): Cause.NOT_PERMITTED,
        RunCommand(argv=("rm", "-rf", "/")): Cause.NOT_READ_ONLY,
        RunCommand(argv=("stat", "a\0b")): Cause.NOT_READ_ONLY,
        RunCommand(argv=("thing", "a\0b")): Cause.NOT_PERMITTED,
        RunCommand(argv=("stat", "\ud800")): Cause.NOT_PERMITTED,
    }
    for request, cause in refusals.items():
        gap = find_refusal(request, (("thing",),), 5.0)
        assert gap is not None
        assert (gap.cause, gap.at) == (cause, 5.0)
    assert find_refusal(RunCommand(argv=("thing", "--new\nline", "é")), (("thing",),), 5.0) is None


def test_bytes_read_from_a_file_can_be_sent() -> None:
    """What surrogateescape made of bytes goes back to them; a lone surrogate stands for none."""
    assert is_sendable("\udcff")
    assert not is_sendable("\ud800")


async def test_first_answer_counts() -> None:
    """A late answer changes nothing."""
    question = PendingCommand(1, RunCommand(argv=("id",)))
    first = CommandReply(stdout="1")
    question.answer(first)
    question.answer(CommandReply(stdout="2"))
    assert await question.future is first
