"""What is told while a run goes on."""

import pytest
from wcwidth import wcswidth

from blackstart.model.reply import Cause, Gap
from blackstart.render.progress import Waiting, show_place, show_waiting

MANY: Waiting = {f"host-{number}": ["a", "b", "c"] for number in range(50)}


@pytest.mark.parametrize(
    ("done", "total", "waiting", "text"),
    [
        (0, 7, {"110": ["a", "b", "c"], "120": ["d", "e", "f", "g"]}, "0/7  waiting for 110 (3), 120 (4)"),
        (5, 8, {"110": ["a", "b"], "120": ["disk"]}, "5/8  waiting for 110: a, b; 120: disk"),
        (8, 8, {"110": [], "120": []}, "8/8  waiting for 110 (boot id); 120 (boot id)"),
        (1, 8, {"110": [], "120": ["x"] * 7}, "1/8  waiting for 110 (boot id), 120 (7)"),
        (8, 8, {}, "8/8"),
        (0, 150, MANY, "0/150  waiting for host-0 (3), host-1 (3), host-2 (3) and 47 more"),
    ],
)
def test_who_is_waited_for_is_named(done: int, total: int, waiting: Waiting, text: str) -> None:
    """With how many checks are open at each; of few, with their names; a place may have only its boot id left."""
    assert show_waiting(done, total, waiting, 70) == text


@pytest.mark.parametrize("width", range(100))
@pytest.mark.parametrize("waiting", [MANY, {"伺服器": ["磁碟" * 30]}, {"a": ["x" * 99], "b": ["y"]}, {}])
def test_no_line_is_wider_than_the_terminal(waiting: Waiting, width: int) -> None:
    """A line that runs over would stay."""
    for total in (2, 150):
        assert wcswidth(show_waiting(1, total, waiting, width)) <= width


def test_a_place_that_is_done_tells_what_could_not_be_seen() -> None:
    """The causes, each once, without details; a clock that is put back takes no time."""
    causes = (Cause.NO_ROUTE, Cause.NO_ROUTE, Cause.TIME_LIMIT, Cause.REFUSED, Cause.STALE)
    gaps = [Gap(cause=cause, detail="secret") for cause in causes]
    assert show_place("110", 1, [], 0.84) == "110  1 check in 0.8 s"
    assert show_place("110", 2, gaps[:1], -5.0) == "110  2 checks in 0.0 s, 1 could not look: no route"
    assert show_place("110\x1b[2J", 9, gaps, 3.0) == (
        "110\\x1b[2J  9 checks in 3.0 s, 5 could not look: no route, time limit, connection refused, ..."
    )
