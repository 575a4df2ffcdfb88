"""Every form that secrets have goes, and what only looks like one stays."""

import pytest
import secret_forms

from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, TcpReply
from blackstart.secrecy.redact import TOO_MANY, measure, redact
from blackstart.secrecy.text import TRIES, redact_text

FORMS = secret_forms.FORMS.splitlines()


def test_tables_are_as_long_as_they_should_be() -> None:
    """So that none is lost unseen."""
    assert len(set(FORMS)) >= 120
    assert len(set(secret_forms.list_stays())) >= 60


@pytest.mark.parametrize("canary", ["Quince7Xy9", "quinceab"])
@pytest.mark.parametrize("at", range(len(FORMS)), ids=FORMS)
def test_form_goes(at: int, canary: str) -> None:
    """By itself and among other lines; what is taken out once is not looked at again."""
    text = secret_forms.list_forms(canary)[at]
    for around in (text, f"before\n{text}\nafter\n"):
        seen = redact_text(around)
        assert canary not in seen
        assert redact_text(seen) == seen
    assert seen.startswith("before\n")


@pytest.mark.parametrize("text", secret_forms.MARKED.values(), ids=secret_forms.MARKED)
def test_token_with_a_mark_goes(text: str) -> None:
    """Wherever it stands."""
    for around in (text, f"see {text}, here", f'{{"x":"{text}"}}', f"x={text}\n"):
        assert text[12:20] not in redact_text(around)


@pytest.mark.parametrize("text", secret_forms.list_stays())
def test_what_is_no_secret_stays(text: str) -> None:
    """It is evidence."""
    assert redact_text(text) == text
    assert redact_text(f"{text}\n{text}\n") == f"{text}\n{text}\n"


def test_end_of_a_value_is_looked_for_in_a_bounded_part_of_its_line() -> None:
    """Of a longer line its first word goes, and a name far from the line's beginning is one among others."""
    far = "word " * 2000
    assert redact_text(f"password=Quince7 {far}") == f"password=[redacted] {far}"
    assert redact_text(f"{far}password=Quince7 {far}") == f"{far}password=[redacted] {far}"


def test_text_with_too_many_marks_is_given_up() -> None:
    """Nothing of it is kept: half an answer could pass for a good one."""
    reply = CommandReply(stdout="sk-a " * (TRIES + 1), at=5.0, elapsed=1.0)
    assert redact(reply) == Gap(cause=Cause.TOO_LARGE, detail=TOO_MANY, at=5.0, elapsed=1.0)


def test_length_of_a_reply_is_that_of_its_texts() -> None:
    """What is no long text costs nothing to look at."""
    assert measure(CommandReply(stdout="abc", stderr="d")) == 4
    assert measure(HttpReply(status=200, body="ab")) == 2
    assert measure(TcpReply(banner="ab")) == 0
