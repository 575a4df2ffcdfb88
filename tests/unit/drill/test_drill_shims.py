"""What the scripts of simulated tools look like; that they work is tested with a real shell."""

import pytest

from blackstart.drill.fixtures import Answer
from blackstart.drill.globs import matches
from blackstart.drill.shims import LONGEST_INLINE, ShimFolders, write_pattern, write_shim

DESK = ShimFolders(host="110", files="/d/files", counters="/d/counters", unanswered="/d/unanswered.log")


@pytest.mark.parametrize(
    ("match", "pattern"),
    [
        ("", "''"),
        ("*", "*"),
        ("-n -q *", "'-n -q '*"),
        ("a?b", "'a'?'b'"),
        ("it's $HOME `x` [a]", "'it'\\''s $HOME `x` [a]'"),
    ],
)
def test_only_stars_and_question_marks_are_wild(match: str, pattern: str) -> None:
    """All else is quoted, so that neither the shell nor `case` makes anything of it."""
    assert write_pattern(match) == pattern


def test_a_real_address_also_stands_for_the_one_on_loopback() -> None:
    """Kinds take an address from the check, or from the host they are told."""
    known_as = (("192.0.2.1", "127.5.6.1"), ("192.0.2.2", "127.5.6.2"))
    assert write_pattern("-c 2 192.0.2.2", known_as) == "'-c 2 192.0.2.2'|'-c 2 127.5.6.2'"


@pytest.mark.parametrize(
    ("glob", "words", "fits"),
    [
        ("show *", "show a\nb", True),
        ("[ab]", "a", False),
        ("[ab]", "[ab]", True),
        ("a?", "ab", True),
        ("a?", "a", False),
    ],
)
def test_questions_are_matched_as_the_script_will(glob: str, words: str, fits: bool) -> None:  # noqa: FBT001  # a column of the table
    """The same globs, over line ends too."""
    assert matches(glob, words) is fits


def test_long_and_binary_output_is_printed_from_files() -> None:
    """A script stays short, and bytes stay what they are."""
    long = "x" * (LONGEST_INLINE + 1)
    shim = write_shim("t", [Answer(stdout=long), Answer(binary=b"\xff\0"), Answer(stderr="a\0b")], DESK)
    assert shim.files == {"t.0.out": long.encode(), "t.1.bin": b"\xff\0", "t.2.err": b"a\0b"}
    assert "/bin/cat '/d/files/t.2.err' >&2" in shim.script
