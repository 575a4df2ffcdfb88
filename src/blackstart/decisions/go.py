"""GO, CONDITIONAL GO or NO-GO: what the pack's rules leave of a plan to take hosts down (runbook section 1.3)."""

from collections.abc import Iterable

from blackstart.decisions.grounds import Case, Grounds, find_grounds, is_proven, list_lacking
from blackstart.decisions.window import describe_open
from blackstart.model.claims import Text
from blackstart.model.fleet import Fleet
from blackstart.model.go import (
    PERMISSION_RANK,
    Ceiling,
    GoAnswer,
    GoRule,
    GoTable,
    Permission,
    Plea,
    SpokenRule,
)


def decide_go(fleet: Fleet, table: GoTable, plea: Plea, case: Case) -> GoAnswer:
    """Answer the plea. Pure: less or worse evidence never allows more, and a run that does not count allows nothing."""
    grounds = find_grounds(fleet, case, table.max_age)
    rules = [rule for rule in table.rules if concerns(rule, plea)]
    spoke = tuple(spoken for rule in rules if (spoken := hear(rule, plea, grounds, case.now)))
    uncovered = find_uncovered(rules, plea)
    permission = choose_permission(spoke, barred=bool(grounds.obstacles or uncovered))
    speakers = {spoken.rule for spoken in spoke}
    return GoAnswer(
        fleet=fleet.name,
        origin=fleet.origin,
        plea=plea,
        permission=permission,
        ceiling=choose_ceiling(table, spoke, barred=bool(grounds.obstacles or uncovered)),
        scope=collect_scope(table, spoke, permission),
        spoke=spoke,
        silent=tuple(rule.name for rule in rules if rule.name not in speakers),
        obstacles=grounds.obstacles,
        uncovered=uncovered,
        age=case.now - case.scorecard.span.started,
        max_age=table.max_age,
    )


def concerns(rule: GoRule, plea: Plea) -> bool:
    """Tell whether the rule is about such a plea."""
    return (
        plea.operation in rule.operations
        and not set(rule.hosts).isdisjoint(plea.hosts)
        and (plea.unattended or not rule.unattended)
    )


def hear(rule: GoRule, plea: Plea, grounds: Grounds, now: float) -> SpokenRule | None:
    """Return what the rule has against it, or None."""
    reason = "" if rule.window is None else describe_open(rule.window, grounds, now)
    unmet = rule.requires is not None and not is_proven(rule.requires, grounds)
    if not reason and not unmet:
        return None
    return SpokenRule(
        rule=rule.name,
        permission=rule.permission,
        ceiling=rule.ceiling,
        hosts=tuple(host for host in plea.hosts if host in rule.hosts),
        reason=reason,
        missing=list_lacking(rule.requires, grounds) if rule.requires is not None and unmet else (),
        says=rule.says,
        scope=rule.scope,
    )


def find_uncovered(rules: Iterable[GoRule], plea: Plea) -> tuple[str, ...]:
    """Return the hosts no rule asks evidence of: no rule is not a GO (catalogue of false greens, 10)."""
    covered = {host for rule in rules if rule.requires is not None for host in rule.hosts}
    return tuple(host for host in plea.hosts if host not in covered)


def choose_permission(spoke: Iterable[SpokenRule], *, barred: bool) -> Permission:
    """Return the least that a rule leaves."""
    left = [Permission.NO_GO if barred else Permission.GO, *(spoken.permission for spoken in spoke)]
    return max(left, key=PERMISSION_RANK.__getitem__)


def choose_ceiling(table: GoTable, spoke: Iterable[SpokenRule], *, barred: bool) -> Ceiling:
    """Return the lowest ceiling that a rule leaves; the lowest of all where nothing can be told."""
    ranks = {ceiling.name: rank for rank, ceiling in enumerate(table.ceilings)}
    highest = 0 if barred else len(table.ceilings) - 1
    return table.ceilings[min((highest, *(ranks[spoken.ceiling] for spoken in spoke)))]


def collect_scope(table: GoTable, spoke: Iterable[SpokenRule], permission: Permission) -> tuple[Text, ...]:
    """Return what may be done: by the permission, and by each rule that left no more than it or lowered the ceiling."""
    general = table.scopes.get(permission, {})
    return tuple(text for text in (general, *(spoken.scope for spoken in spoke)) if text)
