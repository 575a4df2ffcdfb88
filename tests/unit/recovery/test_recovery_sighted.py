"""What a run shows of a plan."""

from typing import Any

import msgspec
from unit.decisions.deciding import T0, load, see, unready, up_for
from unit.recovery.walking import check, make_plan, run

from blackstart.model.claims import Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Severity
from blackstart.model.recovery_plan import PlanOperation, RecoveryPlan, Sight
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.recovery.sighted import LookedRun, SightedRun, sight
from blackstart.verdicts.view import narrow

FLEET = load()
ALL = Sight(requires=Requirements(checks={"data": Severity.NOTE}))


def plan_for(sight_of: Sight, **fields: Any) -> RecoveryPlan:
    """Make a plan of one step."""
    return make_plan(check("a", see=sight_of), **fields)


def look(plan: RecoveryPlan, scorecard: Scorecard, fleet: Fleet = FLEET, **fields: Any) -> SightedRun:
    """Return what a run begun at T0 shows a minute later."""
    views = fields.pop("views", {})
    offset = fields.pop("offset", 0.0)
    made = {"now": T0 + 60, **fields}
    scorecard = msgspec.structs.replace(scorecard, judged=scorecard.span.ended)
    return sight(plan, LookedRun(fleet=fleet, scorecard=scorecard, views=views, run=run(T0), **made), offset)


def test_a_sight_holds_or_says_what_it_lacks() -> None:
    """By the requirements of the ladder."""
    assert look(plan_for(ALL), see(FLEET)).seen == {"a"}
    shown = look(plan_for(ALL), see(FLEET, "data"))
    assert shown.seen == set()
    assert shown.lacking["a"] == ("data: BLOCKED",)


def test_a_run_that_does_not_count_shows_nothing() -> None:
    """Cut short, or too old for the plan."""
    short = see(FLEET, span=RunSpan(started=T0, ended=T0 + 1, interrupted=True))
    assert look(plan_for(ALL), short).lacking["a"] == ("a whole run: a run that was cut short",)
    old = look(plan_for(ALL, max_age=30.0), see(FLEET))
    assert old.seen == set()
    assert old.closeouts == ("OPEN_INCIDENT_REQUIRED",)


def test_a_view_must_be_green() -> None:
    """Its own checks pass, and what it looks at to judge them may warn; not looked at is not passed."""
    plan = plan_for(Sight(views=("quick",)))
    assert look(plan, see(FLEET)).lacking["a"] == ("view quick: not looked at",)
    part = narrow(FLEET, "quick")
    assert look(plan, see(FLEET), views={"quick": see(part)}).seen == {"a"}
    assert look(plan, see(FLEET), views={"quick": see(part, "data")}).lacking["a"] == ("view quick: data",)
    cut = see(part, span=RunSpan(started=T0, ended=T0, interrupted=True))
    assert look(plan, see(FLEET), views={"quick": cut}).lacking["a"] == ("view quick: not looked at",)


def test_go_is_asked_of_the_hosts() -> None:
    """A NO-GO names its rules; what is only bound to a part goes on."""
    plan = plan_for(Sight(go=("a",)))
    assert look(plan, see(FLEET)).seen == {"a"}
    assert look(plan, see(FLEET, "registry")).seen == {"a"}
    assert look(plan, see(FLEET, "data")).lacking["a"] == ("NO-GO: DATA",)
    down = plan_for(Sight(go=("a",)), operation=PlanOperation.SHUTDOWN)
    assert look(down, see(FLEET, hosts=unready("b"))).lacking["a"] == ("NO-GO: ALIVE",)
    assert look(plan, see(FLEET), msgspec.structs.replace(FLEET, go=None)).lacking["a"] == (
        "GO: the pack has no rules of GO",
    )
    short = see(FLEET, span=RunSpan(started=T0, ended=T0 + 1, interrupted=True))
    assert any(text.startswith("NO-GO") for text in look(plan, short).lacking["a"])


def test_points_count_from_t0_by_the_sessions_clock() -> None:
    """With what may be said, or is to be done, and the paths that are called for."""
    assert look(plan_for(ALL), see(FLEET)).lines == ()
    scorecard = up_for(see(FLEET, "data", hosts=unready("a")), b=20.0)
    shown = look(plan_for(ALL), scorecard, zero=T0 - 300, now=T0 + 10, offset=1000.0)
    lines = {line.point: line for line in shown.lines}
    assert shown.zero == T0 + 700
    assert lines["T+0"].reached
    assert lines["T+0"].says == {"en": "Begun."}
    missed = lines["T+5"]
    assert (missed.reached, missed.due, missed.progress) == (False, T0 + 1000, "STUCK")
    assert missed.says == {"en": "See to the hosts."}
    assert missed.paths == ("HOST_A",)
    assert look(plan_for(ALL), scorecard, msgspec.structs.replace(FLEET, plan_b=None), zero=T0 - 300).lines == ()


def test_a_point_that_no_host_is_in_scope_of_says_nothing() -> None:
    """That nobody went down is no evidence that hosts came back; nor is anything to be done."""
    scorecard = up_for(see(FLEET), a=1e6, b=1e6)
    shown = look(plan_for(ALL), scorecard, zero=T0 - 300, now=T0 + 10)
    (nobody,) = (line for line in shown.lines if line.point == "T+5")
    assert nobody.progress == "NOT IN SCOPE"
    assert (nobody.reached, nobody.says, nobody.paths) == (False, {}, ())


def test_closeouts_follow_from_the_level() -> None:
    """The best first, and what is below it."""
    well = look(plan_for(ALL), see(FLEET))
    assert (well.level, well.best) == ("B5", "BACK")
    assert well.closeouts == ("BACK", "DEGRADED_SERVICE", "OPEN_INCIDENT_REQUIRED")
    warned = look(plan_for(ALL), see(FLEET, "escrow", outcome=Outcome.WARN))
    assert warned.closeouts == ("DEGRADED_SERVICE", "OPEN_INCIDENT_REQUIRED")
    assert look(plan_for(ALL), see(FLEET, "data")).closeouts == ("OPEN_INCIDENT_REQUIRED",)
