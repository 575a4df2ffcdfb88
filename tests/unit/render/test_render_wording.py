"""What all formats say in the same words."""

import sys

import pytest
from wcwidth import wcswidth

from blackstart.model.outcome import Outcome
from blackstart.render.wording import group_held, plain, say
from blackstart.testing.builders import make_check, make_verdict


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Look."), ("zh-TW", "看。"), ("zh", "看。"), ("zh-HK", "看。"), ("de", "Look."), ("zh-CN", "看看。")],
)
def test_nearest_language_is_spoken(language: str, sentence: str) -> None:
    """The language itself, else one of its family, else English."""
    assert (
        say(
            {"en": "Look.", "zh-TW": "看。", "zh-CN": "看看。"} | ({} if language == "zh-CN" else {"zh-CN": "看。"}),
            language,
        )
        == sentence
    )


def test_nothing_is_said_where_there_is_no_text() -> None:
    """No text is empty, not an error."""
    assert not say({}, "en")


@pytest.mark.no_cover
def test_every_character_has_a_width_once_it_is_plain() -> None:
    """Of all of Unicode, nothing that is left has no width, acts on a terminal or breaks a line."""
    for code in range(sys.maxunicode + 1):
        shown = plain(f"x{chr(code)}x")
        assert wcswidth(shown) >= 0, hex(code)
        assert len(shown.splitlines()) == 1, hex(code)


def test_held_check_without_a_root_is_still_shown() -> None:
    """A scorecard made elsewhere may name no root; the check is not lost."""
    assert group_held([make_verdict(make_check("a"), Outcome.HELD)]) == {"a cause not named": ["a"]}
