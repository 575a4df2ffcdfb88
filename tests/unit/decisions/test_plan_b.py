"""Plan B: triggers, level, paths, stop lines, releases and how it would be closed."""

import msgspec
from unit.decisions.deciding import POINTS, STATEMENTS, T0, load, make_case, see, unready, up_for, with_verdict

from blackstart.decisions.plan_b import plan
from blackstart.model.outcome import Outcome
from blackstart.model.plan import PlanAnswer, Progress, Stage
from blackstart.model.scorecard import RunSpan, Scorecard

FLEET = load()
BOOTED = {"a": 20.0, "b": 20.0}


def answer(scorecard: Scorecard, *, elapsed: float = 60.0, age: float = 30.0) -> PlanAnswer:
    """Tell where plan B stands so long after T+0, by a run begun `age` seconds ago."""
    assert FLEET.plan_b is not None
    span = RunSpan(started=T0 + elapsed - age, ended=T0 + elapsed - age + 1)
    seen = msgspec.structs.replace(up_for(scorecard, **BOOTED), span=span)
    return plan(FLEET, FLEET.plan_b, make_case(FLEET, seen, after=elapsed), T0)


def show(stages: tuple[Stage, ...]) -> list[tuple[str, Progress]]:
    """Return names and where they stand."""
    return [(stage.name, stage.progress) for stage in stages]


def test_all_well_goes_back_to_plan_a() -> None:
    """No trigger, no path; every phase and all that levels open may go; the freeze stays due."""
    found = answer(see(FLEET))
    assert (found.level, found.triggers, found.paths) == ("B5", (), ())
    assert show(found.stop_lines) == [("T+0", Progress.STUCK)]
    assert [name for name, _ in show(found.releases)] == ["P0", "P1", "imports", "runners", "ci"]
    assert found.next_release == "ci"
    assert found.closeout is not None
    assert (found.closeout.name, found.red_lines) == ("BACK", {"NO_FALSE_GREEN": {"en": "None."}})


def test_a_warning_holds_the_next_level_and_what_it_opens() -> None:
    """The next level is the trigger, with what is behind it."""
    found = answer(see(FLEET, "escrow", outcome=Outcome.WARN))
    assert found.level == "B3"
    assert [(trigger.name, [cause.name for cause in trigger.causes]) for trigger in found.triggers] == [
        ("B5", ["escrow"])
    ]
    assert found.next_release == "imports"
    assert found.closeout is not None
    assert (found.closeout.name, found.closeout.says) == ("DEGRADED_SERVICE", {"en": "All answers."})
    assert show(found.stop_lines) == [("T+0", Progress.STUCK), ("T+120", Progress.AHEAD)]


def test_behind_a_phase_that_is_not_green_nothing_may_go() -> None:
    """The point that is due and the next level are the triggers; the path of the root cause is to be walked."""
    found = answer(see(FLEET, "data"), elapsed=900.0)
    assert found.level == "NOT_READY"
    assert [(trigger.name, [cause.name for cause in trigger.causes]) for trigger in found.triggers] == [
        ("T+10", ["data"]),
        ("B1", ["data"]),
    ]
    assert [stage.progress for stage in found.releases] == [Progress.REACHED, *[Progress.STUCK] * 4]
    assert [[cause.name for cause in stage.causes] for stage in found.releases] == [[], *[["data"]] * 4]
    assert found.next_release == "P0"
    assert [(path.name, [cause.name for cause in path.causes]) for path in found.paths] == [("HOST_A", ["data"])]
    assert [missing.name for missing in found.paths[0].missing] == ["data"]
    due = [(stage.name, stage.at) for stage in found.stop_lines if stage.progress is Progress.STUCK]
    assert due == [("T+0", 0.0), ("T+10", 600.0)]
    assert found.closeout is not None
    assert (found.closeout.name, found.first_blocked) == ("OPEN_INCIDENT_REQUIRED", "data")


def test_a_level_is_the_same_at_every_hour() -> None:
    """Time makes points due; it takes no level away that the run proves."""
    registry = see(FLEET, "registry")
    assert [answer(registry, elapsed=at).level for at in (60.0, 899.0, 900.0, 9000.0)] == ["B1"] * 4
    assert [trigger.name for trigger in answer(registry, elapsed=899.0).triggers] == ["B3"]
    assert [trigger.name for trigger in answer(registry, elapsed=900.0).triggers] == ["T+15", "B3"]


def test_a_path_shows_only_while_its_root_cause_is_there() -> None:
    """A host that is away, whatever is held by it; not one that only lacks something on its way back."""
    held = with_verdict(FLEET, see(FLEET, "b-boot"), "registry", outcome=Outcome.HELD, held_by="b-boot")
    away = msgspec.structs.replace(held, hosts=see(FLEET, hosts=unready("b")).hosts)
    found = answer(away)
    assert [(path.name, [cause.name for cause in path.causes]) for path in found.paths] == [("HOST_B", ["host:b"])]
    assert found.triggers[-1].causes[0].name == "host:b"
    assert answer(see(FLEET, "registry")).paths == ()
    warned = answer(see(FLEET, "data", outcome=Outcome.WARN))
    assert (warned.paths, warned.level) == ((), "NOT_READY")


def test_what_stands_in_is_said_only_where_it_is_proven() -> None:
    """With both gone nobody serves."""
    assert answer(see(FLEET, "data")).paths[0].stand_in == {"en": "b serves."}
    assert answer(see(FLEET, "data", "registry")).paths[0].stand_in == {}


def test_before_the_start_only_what_may_put_it_off_speaks() -> None:
    """The windows of GO; nothing is due, released or closed."""
    found = answer(see(FLEET, "data"), elapsed=-60.0)
    assert (found.triggers, found.releases, found.closeout, found.obstacles) == ((), (), None, ())
    assert {stage.progress for stage in found.stop_lines} == {Progress.AHEAD}
    night = T0 - T0 % 86400 + 86400 + 4 * 3600
    scorecard = msgspec.structs.replace(see(FLEET), span=RunSpan(started=night - 5, ended=night - 4))
    assert FLEET.plan_b is not None
    asked = plan(FLEET, FLEET.plan_b, make_case(FLEET, scorecard, after=night - T0), night + 60)
    assert [(one.name, one.reason) for one in asked.triggers] == [("COPY", "open since 03:00 UTC, until 05:00")]
    without = load(recovery=STATEMENTS + POINTS)
    assert without.plan_b is not None
    case = make_case(without, scorecard, after=night - T0)
    assert plan(without, without.plan_b, case, night + 60).triggers == ()


def test_a_run_from_before_the_start_proves_nothing() -> None:
    """All was well before the power went."""
    found = answer(see(FLEET), elapsed=60.0, age=61.0)
    assert [obstacle.seen for obstacle in found.obstacles] == ["begun 1 s before it"]
    assert (found.level, found.next_release, found.paths) == ("NOT_READY", "", ())
    assert [(trigger.name, trigger.causes) for trigger in found.triggers] == [("B1", ())]
    assert found.closeout is not None
    assert found.closeout.name == "OPEN_INCIDENT_REQUIRED"


def test_a_pack_without_levels_has_points_all_the_same() -> None:
    """No level to be at, and none to be next."""
    fleet = load(recovery="points: [{at: 5m, needs: {checks: [data]}, says: Data.}]\n")
    assert fleet.plan_b is not None
    found = plan(fleet, fleet.plan_b, make_case(fleet, see(fleet)), T0)
    assert (found.level, found.triggers) == ("NOT_READY", ())
