"""Two streams of bytes become events, however they are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blackstart.model.request import HttpRequest, RunCommand
from blackstart.transports.framing import (
    ERRORS_CAP,
    Ended,
    ErrorsEnded,
    Event,
    FrameReader,
    GroupEnded,
    Overflowed,
    Ready,
    Started,
)
from blackstart.transports.script import Numbered, find_after, find_group, write_batch, write_preamble, write_question

NONCE = "0123456789abcdef0123456789abcdef"
CAP = 1000
NEAR_MARKERS = (b"\n", b"\n" + NONCE.encode()[:31], NONCE.encode(), b"\0", b"-1 0\n", b"\n\n\n")


def reader(cap: int = CAP) -> FrameReader:
    """Return a reader to whom the shell has said that it is ready."""
    frames = FrameReader(NONCE, cap)
    list(frames.feed_output(mark("!")))
    assert list(frames.feed_errors(mark("!"))) == [Ready()]
    return frames


def mark(text: str) -> bytes:
    """Return a marker."""
    return f"\n{NONCE}{text}\n".encode()


def framed(number: int, output: bytes, status: int = 0) -> bytes:
    """Return the frame of one answer on standard output."""
    return mark(f"+{number}") + output + mark(f"-{number} {status}")


def feed(frames: FrameReader, data: bytes, cuts: list[int]) -> list[Event]:
    """Feed standard output in pieces."""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    return [event for piece in pieces for event in frames.feed_output(piece)]


def test_bytes_split_at_every_position() -> None:
    """Wherever the stream is cut in two, the events are the same."""
    data = framed(1, b"one\n") + framed(2, b"", 7) + framed(13, b"\n\nx")
    whole = [Started(1), Ended(1, 0, b"one\n"), Started(2), Ended(2, 7, b""), Started(13), Ended(13, 0, b"\n\nx")]
    for cut in range(len(data) + 1):
        assert feed(reader(), data, [cut]) == whole


@given(
    outputs=st.lists(st.binary(max_size=200) | st.sampled_from(NEAR_MARKERS), max_size=5),
    cuts=st.lists(st.integers(min_value=0, max_value=5000), max_size=8),
)
def test_any_output_comes_back_for_any_cuts(outputs: list[bytes], cuts: list[int]) -> None:
    """What went into the frames comes out of them, to the byte."""
    data = b"".join(framed(number, output, number) for number, output in enumerate(outputs))
    events = feed(reader(), data, cuts)
    assert [event for event in events if isinstance(event, Ended)] == [
        Ended(number, number, output) for number, output in enumerate(outputs)
    ]


@given(outputs=st.lists(st.binary(max_size=200), max_size=5), cuts=st.lists(st.integers(0, 3000), max_size=8))
def test_any_errors_come_back_for_any_cuts(outputs: list[bytes], cuts: list[int]) -> None:
    """Standard error comes back as whole, each part with its question."""
    frames = reader()
    data = b"".join(output + mark(f"-{number} 0") for number, output in enumerate(outputs))
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    events = [event for start, end in pairwise(edges) for event in frames.feed_errors(data[start:end])]
    assert events == [ErrorsEnded(number, output) for number, output in enumerate(outputs)]


def test_noise_before_the_shell_is_ready_is_dropped() -> None:
    """What a login prints on either stream belongs to no question."""
    frames = FrameReader(NONCE, CAP)
    assert not list(frames.feed_output(b"Welcome\n" * 1000 + mark("!")))
    assert list(frames.feed_errors(b"warning: setlocale\n" + mark("!"))) == [Ready()]
    assert list(frames.feed_errors(b"e" + mark("-0 0"))) == [ErrorsEnded(0, b"e")]


def test_shell_is_ready_once_both_streams_are() -> None:
    """Where standard error does not arrive by itself, nothing could be read rightly."""
    frames = FrameReader(NONCE, CAP)
    assert not list(frames.feed_output(mark("!")))
    assert not list(frames.feed_output(mark("!")))


def test_markers_of_another_nonce_are_output() -> None:
    """A command that prints what looks like a marker has printed just that."""
    other = mark("-1 0").replace(b"0", b"f") + mark("!")[1:]
    assert feed(reader(), framed(1, other.replace(b"01", b"10")), [])[1] == Ended(1, 0, other.replace(b"01", b"10"))


def test_end_that_is_not_of_the_running_question_is_none() -> None:
    """The end that standard error's copy would be, on merged streams, ends nothing a second time."""
    data = mark("+1") + b"x" + mark("-1 0") + mark("-1 0") + mark("+2") + mark("-1 0") + b"y" + mark("-2 0")
    ends = [event for event in feed(reader(), data, []) if isinstance(event, Ended)]
    assert [event.question for event in ends] == [1, 2]


def test_marker_of_an_unknown_kind_means_nothing() -> None:
    """A later version's markers are passed over."""
    assert feed(reader(), mark("?x") + framed(1, b"a"), [])[-1] == Ended(1, 0, b"a")
    assert not list(reader().feed_errors(mark("+1")))


@pytest.mark.parametrize("size", [CAP, CAP + 1, CAP + 50, 10 * CAP])
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_output_over_the_cap_is_no_answer(size: int, step: int) -> None:
    """Up to the cap all of it is given; over it none, never a part as if it were all."""
    frames, data = reader(), framed(5, b"x" * size)
    events = [event for at in range(0, len(data), step) for event in frames.feed_output(data[at : at + step])]
    end = Ended(5, 0, b"x" * size) if size <= CAP else Overflowed(5)
    assert events == [Started(5), end]


def test_endless_output_is_noticed_and_not_hoarded() -> None:
    """A flood overflows once, and is not kept."""
    frames = reader()
    events = [*frames.feed_output(mark("+5"))]
    for _ in range(100):
        events += frames.feed_output(b"y\n" * CAP)
    assert events == [Started(5), Overflowed(5)]
    assert len(frames._out.held) < CAP  # noqa: SLF001  # what must stay small has no public face


def test_endless_errors_are_cut() -> None:
    """Of a flood on standard error the first part is kept; the end is still found."""
    frames = reader()
    for _ in range(100):
        assert not list(frames.feed_errors(b"e" * 10_000))
    assert len(frames._err.held) < ERRORS_CAP + 200  # noqa: SLF001  # as above
    assert list(frames.feed_errors(mark("-5 1"))) == [ErrorsEnded(5, b"e" * ERRORS_CAP)]


def test_frames_go_on_after_an_overflow_of_errors() -> None:
    """The question after a flood on standard error is read as ever."""
    frames = reader()
    list(frames.feed_errors(b"e" * 200_000 + mark("-1 0")))
    assert list(frames.feed_errors(b"next" + mark("-2 0"))) == [ErrorsEnded(2, b"next")]


def test_batch_is_a_line_for_each_question() -> None:
    """Words are quoted so that any shell takes them as they are."""
    batch = write_batch([(1, RunCommand(argv=("id",))), (2, RunCommand(argv=("a b", "c'd")))])
    assert batch == b"_q 1 0 id\n_q 2 0 'a b' 'c'\"'\"'d'\n_e\n"
    assert not write_batch([])
    assert write_batch([]) == b""


def test_question_under_sudo_carries_its_limit() -> None:
    """The host is told a second more than our own limit, so that ours comes first."""
    assert write_question(3, RunCommand(argv=("id",), sudo=True, limit=0.5)) == "_q 3 2 id\n"


def test_bytes_in_words_are_kept() -> None:
    """A word that held no UTF-8 when it was read goes out as it came."""
    assert write_batch([(1, RunCommand(argv=("stat", "\udcff")))]) == b"_q 1 0 stat '\xff'\n_e\n"


def test_preamble_sends_no_marker() -> None:
    """A far end that only echoes what it is told does not seem to be ready."""
    frames = FrameReader(NONCE, CAP)
    said = write_preamble(NONCE) + write_batch([(1, RunCommand(argv=("id",)))])
    assert not [*frames.feed_output(said), *frames.feed_errors(said)]


def test_gets_of_a_batch_are_one_curl_that_prints_the_markers_itself() -> None:
    """It reads where to go from its standard input, and ends each GET on both streams."""
    gets = [HttpRequest(url="http://a/"), HttpRequest(url='https://b/"x\\y', verify=False, headers=(("x-a", "1"),))]
    asked: list[Numbered] = [(1, RunCommand(argv=("id",))), (2, gets[0]), (3, gets[1])]
    group = find_group(asked)
    assert group == ((2, gets[0]), (3, gets[1]))
    first, *rest = write_batch(asked, group, "NONCE").decode().removesuffix("\n").split("\n")
    assert first == "_g 2 '2 3' 'silent"
    assert rest[-2:] == ["_q 1 0 id", "_e"]
    assert 'write-out = "\\\\nNONCE-2 %{exitcode}\\\\n\\\\nNONCE+3\\\\n%{stderr}\x1e"' in rest
    assert """write-out = "\\\\nNONCE-3 %{exitcode}\\\\n%{stderr}\x1e"'""" in rest
    assert rest.count("next") == 1
    assert 'url = "https://b/\\"x\\\\y"' in rest
    assert ("insecure" in rest, 'header = "x-a: 1"' in rest) == (True, True)
    assert [find_after([group], number) for number in (1, 2, 3)] == [(False, None), (True, 3), (True, None)]


def test_a_get_that_a_configuration_cannot_hold_is_asked_by_itself() -> None:
    """A control character would end its line and begin an option."""
    plain, other = HttpRequest(url="http://a/"), HttpRequest(url="http://b/\nupload-file = x")
    assert find_group([(1, plain), (2, other)]) == ()
    assert find_group([(1, plain), (2, other), (3, plain)]) == ((1, plain), (3, plain))


def test_a_curl_is_over_when_both_streams_say_so() -> None:
    """An end without a status is none: the curl was too old to tell it."""
    frames = reader()
    said = (
        mark("+1") + b"HTTP/1.1 200 OK" + mark("-1 ") + mark("+2") + b"x" + mark("-2 ") + mark("=1") + framed(3, b"y")
    )
    assert feed(frames, said, []) == [Started(1), Started(2), Started(3), Ended(3, 0, b"y")]
    assert [*frames.feed_errors(mark("-1 0") + mark("=1"))] == [ErrorsEnded(1, b""), GroupEnded(1)]


def test_errors_of_gets_made_together_end_one_by_one() -> None:
    """Each as soon as curl has said so, however the bytes arrive; more ends than GETs are none."""
    frames = reader()
    assert [*frames.feed_errors(mark(">4 7") + b"curl: (7) no")] == []
    assert [*frames.feed_errors(b" one\n\x1e")] == [ErrorsEnded(4, b"curl: (7) no one\n")]
    assert [*frames.feed_errors(b"\x1e\x1ecurl: (2)")] == [ErrorsEnded(7, b"")]
    assert [*frames.feed_errors(mark("=4"))] == []
    assert [*frames.feed_errors(b"\x1ee" + mark("-8 0"))] == [ErrorsEnded(8, b"\x1ee")]


def test_errors_of_gets_that_end_with_their_curl_are_told_in_turn() -> None:
    """All of it may arrive at once; after the curl, its sign is a sign like any other."""
    frames = reader()
    said = mark(">1 2 3") + b"a\x1e\x1e" + mark("=1")
    assert [*frames.feed_errors(said)] == [ErrorsEnded(1, b"a"), ErrorsEnded(2, b"")]
