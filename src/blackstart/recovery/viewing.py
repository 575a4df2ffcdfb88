"""Which checks a session looks at: all of the fleet with the plan's views, or only what one step waits for."""

from collections.abc import Iterable, Mapping

from blackstart.decisions.causes import find_phases_below
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.recovery_plan import PlanStep, RecoveryPlan, Sight
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import keep_checks, narrow


def list_plan_views(steps: Iterable[PlanStep], fleet: Fleet) -> tuple[str, ...]:
    """Return the views that steps want GREEN, those the fleet has."""
    named = (view for step in steps if step.see is not None for view in step.see.views)
    return tuple(view for view in dict.fromkeys(named) if view in fleet.views)


def widen_for(plan: RecoveryPlan, fleet: Fleet) -> Fleet:
    """Return the fleet with what only the plan's views look at, for one collection of all of it."""
    views = list_plan_views(plan.steps, fleet)
    return keep_checks((*(check.id for check in fleet.checks), *list_viewed(views, fleet)), fleet)


def narrow_for(step: PlanStep, fleet: Fleet) -> Fleet:
    """Return the fleet with what the step waits for, and all that is needed to judge it."""
    sight = step.see or Sight()
    views = list_plan_views((step,), fleet)
    return keep_checks((*list_required(sight, fleet), *list_viewed(views, fleet)), fleet)


def list_viewed(views: Iterable[str], fleet: Fleet) -> tuple[str, ...]:
    """Return the checks of the views."""
    return tuple(check for view in views for check in fleet.views[view].checks)


def list_required(sight: Sight, fleet: Fleet) -> tuple[str, ...]:
    """Return the checks that can tell whether the requirements are met; all, where statements or GO are asked."""
    requires = sight.requires
    if requires.statements or sight.go:
        return tuple(check.id for check in fleet.checks)
    phases = {below for phase in requires.phases for below in find_phases_below(phase, fleet)}
    hosts = {*requires.hosts, *(host for some in requires.some for host in some.hosts)}
    checks = {*requires.checks, *(check for some in requires.some for check in some.checks)}
    return tuple(
        check.id
        for check in fleet.checks
        if check.id in checks or check.phase in phases or check.host in hosts or check.about in requires.about
    )


def judge_views(
    views: Iterable[str], fleet: Fleet, transcript: Transcript, span: RunSpan, now: float
) -> Mapping[str, Scorecard]:
    """Return the scorecards of views by the evidence of a wide look."""
    return {view: judge(narrow(fleet, view), transcript, span, now=now) for view in views}
