"""The product's own words are there in every language, and the language is found as asked."""

import re

import msgspec
import pytest

from blackstart.render.labels import LABELS, Labels, find_labels
from blackstart.render.language import choose, read_locale, read_tag
from blackstart.render.layout import widest

NAMES = [field.name for field in msgspec.structs.fields(Labels)]


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("name", NAMES)
def test_every_label_is_there_in_every_language(name: str, language: str) -> None:
    """It says something, and is filled with the same values as in English."""
    label, english = (getattr(LABELS[tag], name) for tag in (language, "en"))
    assert label.strip() == label != ""
    assert sorted(re.findall(r"\{\w+\}", label)) == sorted(re.findall(r"\{\w+\}", english))


@pytest.mark.parametrize("language", LABELS)
def test_names_that_stand_beside_each_other_differ(language: str) -> None:
    """They are keys of one list, so that none may hide another."""
    labels = LABELS[language]
    assert len({labels.reason, labels.why, labels.next, labels.held_by, labels.warns, labels.read}) == len("rwnhwr")
    assert len({labels.result, labels.level, labels.first_blocked}) == len("rlf")
    assert widest([labels.reason, labels.why, labels.next]) < len("x" * 12)


def test_result_words_stay_as_they_are() -> None:
    """No label translates them, and Chinese counts name them."""
    for word in ("PASS", "WARN", "BLOCKED", "HELD"):
        assert word in LABELS["zh-TW"].counts


@pytest.mark.parametrize(
    ("language", "found"), [("en", "en"), ("zh-TW", "zh-TW"), ("zh", "zh-TW"), ("zh-Hant-HK", "zh-TW"), ("de", "en")]
)
def test_nearest_language_is_spoken(language: str, found: str) -> None:
    """One of the same family before English."""
    assert find_labels(language) is LABELS[found]


def test_nothing_known_is_nothing_chosen() -> None:
    """Not even English, where there is none."""
    assert choose("en", []) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("zh_TW", "zh-TW"),
        ("zh-tw", "zh-TW"),
        ("ZH_hant_hk", "zh-Hant-HK"),
        ("en", "en"),
        ("ca-valencia", "ca-valencia"),
        ("C", None),
        ("POSIX", None),
        ("", None),
        ("zh TW", None),
        ("../x", None),
    ],
)
def test_a_tag_is_written_as_packs_write_it(text: str, tag: str | None) -> None:
    """Or is none at all."""
    assert read_tag(text) == tag


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "de_DE@euro"}, "de-DE"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "zh_TW", "LC_ALL": ""}, "zh-TW"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh-TW"),
    ],
)
def test_the_locale_says_the_language(environment: dict[str, str], language: str) -> None:
    """The first variable that is set decides, as for every program (POSIX)."""
    assert read_locale(environment) == language
