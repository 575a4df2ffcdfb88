"""What a session looks at: all of it, or what one step waits for."""

from typing import Any

from unit.decisions.deciding import load
from unit.recovery.walking import check, make_plan

from blackstart.model.claims import Requirements, SomeOf
from blackstart.model.exchange import Transcript
from blackstart.model.outcome import Severity
from blackstart.model.recovery_plan import Sight
from blackstart.model.scorecard import HostCondition, RunSpan
from blackstart.recovery.viewing import judge_views, list_plan_views, narrow_for, widen_for

FLEET = load()
NOTE = Severity.NOTE


def looked_at(**requires: Any) -> set[str]:
    """Return what a step with these requirements looks at."""
    step = check("a", see=Sight(requires=Requirements(**requires)))
    return {one.id for one in narrow_for(step, FLEET).checks}


def test_a_step_looks_at_what_can_tell() -> None:
    """By checks, phases and those below, hosts, subjects; at all where statements or GO are asked."""
    every = {one.id for one in FLEET.checks}
    assert "data" in looked_at(checks={"data": NOTE})
    assert "api" not in looked_at(checks={"data": NOTE})
    assert {"data", "registry", "api"} <= looked_at(phases={"P1": NOTE})
    assert "api" not in looked_at(phases={"P0": NOTE})
    assert "registry" in looked_at(hosts={"b": HostCondition.BOOTED})
    assert looked_at(about={"service": NOTE}) == every
    assert looked_at(statements=("B1",)) == every
    some = SomeOf(at_least=1, checks={"route": NOTE}, hosts={"a": HostCondition.READY})
    assert {"route", "data"} <= looked_at(some=(some,))
    assert {one.id for one in narrow_for(check("a", see=Sight(go=("a",))), FLEET).checks} == every
    assert narrow_for(check("a", see=None), FLEET).checks == ()


def test_views_are_looked_at_too() -> None:
    """Those the fleet still has, and they are judged by the same evidence."""
    plan = make_plan(check("a", see=Sight(views=("quick", "gone"))), check("b", see=None))
    assert list_plan_views(plan.steps, FLEET) == ("quick",)
    assert {one.id for one in widen_for(plan, FLEET).checks} == {one.id for one in FLEET.checks}
    assert "data" in {one.id for one in narrow_for(plan.steps[0], FLEET).checks}
    span = RunSpan(started=1.0, ended=2.0)
    assert judge_views(("quick",), FLEET, Transcript([]), span, 2.0)["quick"].passed == 0
