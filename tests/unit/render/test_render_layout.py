"""Laws of laying text out by columns."""

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from blackstart.render.layout import flow, hang, shorten, split_word, wrap
from blackstart.render.wording import plain

TEXTS = st.text(st.sampled_from("ab ,.。(主機階段)e\u0301\u200d👩-_") | st.characters(), max_size=80).map(plain)


@given(TEXTS, st.integers(4, 40))
def test_wrapped_text_fits_and_loses_only_spaces(text: str, width: int) -> None:
    """Lines fit; together they are the text. A cluster that grows as it is joined may not be cut."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(wcswidth(line) <= width or len(split_word(line, width)) == 1 for line in lines)


@given(TEXTS, TEXTS, st.integers(40, 100))
def test_hung_text_loses_only_spaces(head: str, text: str, width: int) -> None:
    """Head and text are all there, beside or below each other."""
    shown = "".join(hang(head, text, width)).replace(" ", "")
    assert shown == (head + text).replace(" ", "")


@given(TEXTS, st.integers(8, 40))
def test_shortened_text_is_whole_or_ends_in_an_ellipsis(text: str, width: int) -> None:
    """What was cut says so."""
    short = shorten(text, width)
    assert short == text or short.endswith(" …")


def test_closing_marks_do_not_begin_a_line() -> None:
    """A full stop stays with the character before it, as Chinese is set."""
    assert wrap("主機已重啟。請檢查", 10) == ["主機已重", "啟。請檢查"]


def test_accent_stays_with_its_letter_and_the_word_with_itself() -> None:
    """Characters that take no column do not make a place to break at."""
    assert wrap("in the cafe\u0301teria", 12) == ["in the", "cafe\u0301teria"]


def test_parts_flow_onto_lines() -> None:
    """Parts stay whole while they fit; one that is too wide is broken."""
    assert flow(["one", "two", "three four five"], "   ", 10) == ["one   two", "three four", "five"]


def test_text_goes_below_a_head_that_leaves_no_room() -> None:
    """A head as wide as the page is broken, and its text is indented below."""
    head = "  BLOCKED  " + "x" * 40 + "  host  "
    lines = hang(head, "the reason why it is so, in more words than fit", 40)
    assert lines == ["BLOCKED", "x" * 40, "host", "    the reason why it is so, in more", "    words than fit"]
