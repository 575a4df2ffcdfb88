"""Plan B: triggers, level, paths, stop lines, releases and how it would be closed."""

import msgspec
from unit.decisions.deciding import T0, load, make_case, see

from blackstart.decisions.plan_b import plan
from blackstart.model.outcome import Outcome
from blackstart.model.plan import PlanAnswer, Progress, Stage
from blackstart.model.scorecard import RunSpan, Scorecard

FLEET = load()


def answer(scorecard: Scorecard, *, elapsed: float = 60.0, age: float = 30.0) -> PlanAnswer:
    """Tell where plan B stands so long after the start, by a run begun `age` seconds ago."""
    assert FLEET.plan_b is not None
    span = RunSpan(started=T0 + elapsed - age, ended=T0 + elapsed - age + 1)
    case = make_case(FLEET, msgspec.structs.replace(scorecard, span=span), after=elapsed)
    return plan(FLEET, FLEET.plan_b, case, T0)


def show(stages: tuple[Stage, ...]) -> list[tuple[str, Progress]]:
    """Return names and where they stand."""
    return [(stage.name, stage.progress) for stage in stages]


def test_all_well_goes_back_to_plan_a() -> None:
    """No trigger, no path; every release may go; the freeze stays a stop line of its own."""
    found = answer(see(FLEET))
    assert (found.reached, found.level, found.ceiling, found.triggers, found.paths) == ("B5", "B5", "B5", (), ())
    assert show(found.stop_lines) == [("FREEZE", Progress.STUCK)]
    assert found.next_release == "THREE"
    assert found.closeout is not None
    assert (found.closeout.name, found.red_lines[0].name) == ("BACK", "NO_FALSE_GREEN")


def test_a_warning_lowers_the_ceiling_and_holds_the_last_release() -> None:
    """Services are available, degraded; the line of the level that was reached lies ahead."""
    found = answer(see(FLEET, "escrow", outcome=Outcome.WARN))
    assert (found.reached, found.ceiling, found.level) == ("B3", "B3", "B3")
    assert [trigger.name for trigger in found.triggers] == ["WARNED"]
    assert found.next_release == "TWO"
    assert found.closeout is not None
    assert found.closeout.name == "DEGRADED_SERVICE"
    assert show(found.stop_lines) == [("FREEZE", Progress.STUCK), ("B3", Progress.AHEAD)]


def test_behind_what_may_not_go_nothing_may() -> None:
    """Though its own needs are met; and what is due is told with what is missing."""
    found = answer(see(FLEET, "data"), elapsed=900.0)
    assert (found.reached, found.level) == ("NOT_READY", "NOT_READY")
    assert [(spoken.name, spoken.ceiling) for spoken in found.triggers] == [("DATA_ILL", "B1"), ("WARNED", "B3")]
    assert show(found.releases) == [("ONE", Progress.STUCK), ("TWO", Progress.HELD), ("THREE", Progress.HELD)]
    assert found.next_release == ""
    assert [path.name for path in found.paths] == ["HOST_A"]
    assert [missing.name for missing in found.paths[0].missing] == ["data"]
    due = [(stage.name, stage.at) for stage in found.stop_lines if stage.progress is Progress.STUCK]
    assert due == [("FREEZE", 0.0), ("B1", 300.0), ("DATA", 600.0)]
    assert found.closeout is not None
    assert (found.closeout.name, found.first_blocked) == ("INCIDENT", "data")


def test_a_trigger_waits_for_its_time() -> None:
    """Not before a quarter of an hour a host is lost."""
    registry = see(FLEET, "registry")
    assert "LATE" not in {spoken.name for spoken in answer(registry, elapsed=899.0).triggers}
    assert "LATE" in {spoken.name for spoken in answer(registry, elapsed=900.0).triggers}
    assert answer(registry, elapsed=900.0).level == "B1"


def test_a_level_above_the_ceiling_is_neither_reported_nor_released_nor_closed_by() -> None:
    """Where a trigger is stricter than the levels, it holds."""
    assert FLEET.plan_b is not None
    trigger = msgspec.structs.replace(FLEET.plan_b.triggers[1], requires=None, window=FLEET.plan_b.triggers[0].window)
    table = msgspec.structs.replace(FLEET.plan_b, triggers=(trigger,))
    night = T0 - T0 % 86400 + 86400 + 4 * 3600
    scorecard = msgspec.structs.replace(see(FLEET), span=RunSpan(started=night - 5, ended=night - 4))
    found = plan(FLEET, table, make_case(FLEET, scorecard, after=night - T0), night - 60)
    assert (found.reached, found.ceiling, found.level) == ("B5", "B1", "B1")
    assert found.triggers[0].reason == "open since 03:00 UTC, until 05:00"
    assert found.next_release == "TWO"
    assert found.closeout is not None
    assert found.closeout.name == "INCIDENT"


def test_before_the_start_only_what_may_put_it_off_speaks() -> None:
    """Nothing is due, released or closed."""
    found = answer(see(FLEET, "data"), elapsed=-60.0)
    assert (found.triggers, found.releases, found.closeout, found.obstacles) == ((), (), None, ())
    assert {stage.progress for stage in found.stop_lines} == {Progress.AHEAD}


def test_a_run_from_before_the_start_proves_nothing() -> None:
    """All was well before the power went."""
    found = answer(see(FLEET), elapsed=60.0, age=61.0)
    assert [obstacle.seen for obstacle in found.obstacles] == ["begun 1 s before it"]
    assert (found.level, found.next_release) == ("NOT_READY", "")
    assert [spoken.name for spoken in found.triggers] == ["DATA_ILL", "WARNED"]
    assert found.closeout is not None
    assert found.closeout.name == "INCIDENT"
