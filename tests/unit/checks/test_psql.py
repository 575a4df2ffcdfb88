"""A query's answer is read only behind the two lines that tell who asked, in a session that cannot write."""

import pytest

from blackstart.checks.data.psql import read_answer
from blackstart.model.reply import CommandReply, UnreadableReplyError

WHO = "asked_as,read_only,recovery,powers\n"


def test_rows_stand_behind_the_proof() -> None:
    """They alone are the answer."""
    assert read_answer(CommandReply(stdout=f"{WHO}reader,t,f,none\none\n1\n")) == ({"one": 1},)


@pytest.mark.parametrize("proof", ["reader,f,f,none", "reader,t,f,", "reader,t,f,superuser"])
def test_without_the_proof_there_is_no_answer(proof: str) -> None:
    """A session that can write, or a role with powers, is not believed, whatever the rows say."""
    with pytest.raises(UnreadableReplyError, match="does not tell who asks, and that the session can only read"):
        read_answer(CommandReply(stdout=f"{WHO}{proof}\none\n1\n"))
