"""GO, CONDITIONAL GO or NO-GO: what the pack's rules leave of a plan to take hosts down (runbook section 1.3)."""

from collections.abc import Iterable

from blackstart.decisions.causes import Causes, find_causes, list_causes
from blackstart.decisions.grounds import DecisionCase, Grounds, find_grounds, is_proven, list_lacking
from blackstart.decisions.window import describe_open
from blackstart.model.claims import ClaimTable, Text
from blackstart.model.fleet import Fleet
from blackstart.model.go import (
    PERMISSION_RANK,
    Ceiling,
    GoAnswer,
    GoRequest,
    GoRule,
    GoTable,
    Objection,
    Permission,
)
from blackstart.verdicts.levels import find_highest_level


def decide_go(fleet: Fleet, table: GoTable, request: GoRequest, case: DecisionCase) -> GoAnswer:
    """Answer the request. Pure: less or worse evidence never allows more; a run that does not count allows nothing."""
    grounds = find_grounds(fleet, case, table.max_age)
    causes = find_causes(fleet, grounds.evidence)
    rules = [rule for rule in table.rules if concerns(rule, request)]
    objected = tuple(one for rule in rules if (one := evaluate(rule, request, grounds, causes, case.now)))
    uncovered = find_uncovered(rules, request)
    barred = bool(grounds.obstacles or uncovered)
    permission = choose_permission(objected, barred=barred)
    objectors = {objection.rule for objection in objected}
    return GoAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        request=request,
        permission=permission,
        ceiling=choose_ceiling(grounds.table, objected, barred=barred),
        level=find_highest_level(grounds.table, grounds.said),
        scope=collect_scope(table, objected, permission),
        objected=objected,
        satisfied=tuple(rule.name for rule in rules if rule.name not in objectors),
        obstacles=grounds.obstacles,
        uncovered=uncovered,
        age=case.now - case.scorecard.span.started,
        max_age=table.max_age,
    )


def concerns(rule: GoRule, request: GoRequest) -> bool:
    """Tell whether the rule is about such a request."""
    return (
        request.operation in rule.operations
        and not set(rule.hosts).isdisjoint(request.hosts)
        and (request.unattended or not rule.unattended)
    )


def evaluate(rule: GoRule, request: GoRequest, grounds: Grounds, causes: Causes, now: float) -> Objection | None:
    """Return what the rule objects, or None."""
    reason = "" if rule.window is None else describe_open(rule.window, grounds, now)
    unmet = rule.requires is not None and not is_proven(rule.requires, grounds)
    if not reason and not unmet:
        return None
    missing = list_lacking(rule.requires, grounds) if rule.requires is not None and unmet else ()
    return Objection(
        rule=rule.name,
        permission=rule.permission,
        ceiling=rule.ceiling,
        hosts=tuple(host for host in request.hosts if host in rule.hosts),
        reason=reason,
        missing=missing,
        causes=list_causes(missing, causes),
        says=rule.says,
        scope=rule.scope,
    )


def find_uncovered(rules: Iterable[GoRule], request: GoRequest) -> tuple[str, ...]:
    """Return the hosts no rule asks evidence of: no rule is not a GO (catalogue of false greens, 10)."""
    covered = {host for rule in rules if rule.requires is not None for host in rule.hosts}
    return tuple(host for host in request.hosts if host not in covered)


def choose_permission(objected: Iterable[Objection], *, barred: bool) -> Permission:
    """Return the least that a rule leaves."""
    left = [Permission.NO_GO if barred else Permission.GO, *(objection.permission for objection in objected)]
    return max(left, key=PERMISSION_RANK.__getitem__)


def choose_ceiling(table: ClaimTable, objected: Iterable[Objection], *, barred: bool) -> Ceiling:
    """Return the lowest level that a rule leaves; the lowest of all where nothing can be told."""
    highest = table.levels[0 if barred else -1]
    level = min((highest, *(objection.ceiling for objection in objected)), key=table.levels.index)
    statement = table.statements[level]
    return Ceiling(name=statement.go_word or level, level=level, says=statement.says)


def collect_scope(table: GoTable, objected: Iterable[Objection], permission: Permission) -> tuple[Text, ...]:
    """Return what may be done: by the permission, and by each rule that objects."""
    general = table.scopes.get(permission, {})
    return tuple(text for text in (general, *(objection.scope for objection in objected)) if text)
