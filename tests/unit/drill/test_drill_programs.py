"""Programs asked for by their whole path are found among a host's simulated tools."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blackstart.drill.programs import PathTurner, name_program


@pytest.mark.parametrize(
    ("told", "turned"),
    [
        (b"_q 1 0 /opt/x/status --all\n", b"_q 1 0 %2Fopt%2Fx%2Fstatus --all\n"),
        (b"_q 12 11 /opt/x\n", b"_q 12 11 %2Fopt%2Fx\n"),
        (b"_q 1 0 stat -- /opt/x\n", b"_q 1 0 stat -- /opt/x\n"),
        (b"/opt/x\n", b"/opt/x\n"),
        (b"N=a\n_q 1 0 /a\n_q 2 0 b\n", b"N=a\n_q 1 0 %2Fa\n_q 2 0 b\n"),
    ],
)
def test_only_the_program_of_a_question_is_turned(told: bytes, turned: bytes) -> None:
    """Its arguments stay what they are."""
    assert PathTurner().feed(told) == turned


@given(st.lists(st.sampled_from([b"_", b"_q", b" 1 0 ", b"/a/b", b" c", b"\n", b"x"])))
def test_pieces_come_out_as_the_whole_would(parts: list[bytes]) -> None:
    """However a line is cut up."""
    whole, turner, other = b"".join(parts), PathTurner(), PathTurner()
    pieces = b"".join(map(turner.feed, parts)) + turner.end()
    assert pieces == other.feed(whole) + other.end()
    assert pieces.replace(b"%2F", b"/") == whole


def test_a_piece_without_an_end_is_passed_on_unless_it_may_be_a_question() -> None:
    """What reads single letters is not held up."""
    turner = PathTurner()
    assert turner.feed(b"abc") == b"abc"
    assert turner.feed(b"\n_q 1") == b"\n"
    assert turner.feed(b" 0 /a\n") == b"_q 1 0 %2Fa\n"
    assert turner.feed(b"_q") == b""
    assert turner.end() == b"_q"


def test_a_bare_name_stays() -> None:
    """It is found in PATH as it is."""
    assert (name_program("df"), name_program("/opt/a b")) == ("df", "%2Fopt%2Fa%20b")
