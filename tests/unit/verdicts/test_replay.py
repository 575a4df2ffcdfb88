"""A kind's steps end in a reading or in a gap, whatever they raise of what a host says."""

from collections.abc import Callable

import pytest

from blackstart.model.kind import Reading
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import RunCommand, Steps
from blackstart.verdicts.replay import conclude_steps


def steps_that(read: Callable[[str], object]) -> Steps[Reading]:
    """Ask one question and read its answer so."""
    reply = yield RunCommand(argv=("true",))
    assert isinstance(reply, CommandReply)
    read(reply.stdout)
    return Reading()


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda text: int(text * 10_000), "ValueError: "),
        (lambda text: 1 / (int(text) - 9), "ZeroDivisionError: "),
        (lambda text: float(text) ** 1e9, "OverflowError: "),
    ],
    ids=["too long", "no divisor", "too great"],
)
def test_a_number_that_nobody_can_reckon_with_is_unreadable(read: Callable[[str], object], said: str) -> None:
    """The check has no reading; the run goes on."""
    ended = conclude_steps(steps_that(read), lambda _: CommandReply(stdout="9"))
    assert isinstance(ended, Gap)
    assert (ended.cause, ended.detail.startswith(said)) == (Cause.UNREADABLE, True)
