"""The timeline: reached, stuck, held and ahead."""

import msgspec
import pytest
from unit.decisions.deciding import T0, load, make_case, see

from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.plan import Progress, TimelineAnswer
from blackstart.model.scorecard import RunSpan, Scorecard

FLEET = load()
R, S, H, A = Progress.REACHED, Progress.STUCK, Progress.HELD, Progress.AHEAD


def answer(scorecard: Scorecard, minutes: float, age: float = 30.0) -> TimelineAnswer:
    """Tell where it stands so many minutes after the start, by a run begun `age` seconds ago."""
    assert FLEET.timeline is not None
    now = minutes * 60
    span = RunSpan(started=T0 + now - age, ended=T0 + now - age + 1)
    case = make_case(FLEET, msgspec.structs.replace(scorecard, span=span), after=now)
    return place_on_timeline(FLEET, FLEET.timeline, case, T0)


@pytest.mark.parametrize(
    ("failed", "minutes", "states", "stuck", "word"),
    [
        ((), 1, [R, R, R, R], "", "All."),
        (("data",), 1, [R, A, A, A], "", "Begun."),
        (("data",), 5, [R, S, A, A], "T+5", "Begun."),
        (("data",), 60, [R, S, H, H], "T+5", "Begun."),
        (("registry",), 14, [R, R, A, A], "", "Booted."),
        (("registry",), 15, [R, R, S, A], "T+15", "Booted."),
        (("escrow",), 61, [R, R, R, S], "T+60", "Ready."),
    ],
)
def test_each_point_waits_for_those_above_it(
    failed: tuple[str, ...], minutes: float, states: list[Progress], stuck: str, word: str
) -> None:
    """The last that is reached tells what may be said; the first that is due and not reached, where it is stuck."""
    found = answer(see(FLEET, *failed), minutes)
    assert [stage.progress for stage in found.points] == states
    assert (found.stuck, found.may_say) == (stuck, {"en": word})
    assert [stage.name for stage in found.points] == ["T+0", "T+5", "T+15", "T+60"]


def test_what_is_missing_is_told_of_each_that_is_not_reached_by_itself() -> None:
    """A point that is only held by another lacks nothing."""
    found = answer(see(FLEET, "data"), 20)
    assert [[missing.name for missing in stage.missing] for stage in found.points] == [[], ["data"], [], ["data"]]


def test_a_run_from_before_the_start_reaches_nothing_but_the_operators_word() -> None:
    """However green it was."""
    found = answer(see(FLEET), 20, age=1300.0)
    assert [stage.progress for stage in found.points] == [R, S, H, A]
    assert len(found.obstacles) == 2


def test_before_the_start_nothing_may_be_said() -> None:
    """Not even that it began."""
    found = answer(see(FLEET, "data"), -1, age=30)
    assert ([stage.progress for stage in found.points], found.may_say) == ([A, A, A, A], {})
