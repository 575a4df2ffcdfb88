"""GO, CONDITIONAL GO or NO-GO, by each kind of rule."""

from typing import Any

import msgspec
import pytest
from unit.decisions.deciding import T0, load, make_case, see, unready, with_verdict

from blackstart.decisions.go import decide_go
from blackstart.model.fleet import Fleet
from blackstart.model.go import GoAnswer, GoRequest, Operation, Permission
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import RunSpan, Scorecard, ViewState

FLEET = load()


def decide(fleet: Fleet, scorecard: Scorecard, *hosts: str, **fields: Any) -> GoAnswer:
    """Decide on a reboot of the hosts, a minute after T0."""
    assert fleet.go is not None
    case = {name: fields.pop(name) for name in ("after", "digest") if name in fields}
    request = GoRequest(**{"operation": Operation.REBOOT, "hosts": hosts or ("a",), **fields})
    return decide_go(fleet, fleet.go, request, make_case(fleet, scorecard, **case))


def names(answer: GoAnswer) -> list[str]:
    """Return the rules that object."""
    return [rule.rule for rule in answer.objected]


def test_all_well_is_a_go_with_the_highest_ceiling() -> None:
    """And each rule that was asked says that it does not object."""
    answer = decide(FLEET, see(FLEET))
    assert (answer.permission, answer.ceiling.name, names(answer)) == (Permission.GO, "B5", [])
    assert (answer.level, answer.ceiling.level, answer.ceiling.says) == ("B5", "B5", {"en": "All is well."})
    assert answer.scope == ({"en": "All of it."},)
    assert answer.satisfied == ("DATA", "REGISTRY", "ESCROW", "COPY")
    assert (answer.age, answer.max_age) == (60.0, 600.0)


def test_the_strictest_rule_decides_and_the_lowest_ceiling_is_left() -> None:
    """Each says about which hosts, and what is missing, with its place."""
    answer = decide(FLEET, see(FLEET, "data", "registry"), "a", "b")
    assert (answer.permission, answer.ceiling.name) == (Permission.NO_GO, "NOTHING")
    data, registry = answer.objected
    assert (data.hosts, registry.hosts) == (("a", "b"), ("a",))
    assert [(missing.name, missing.seen, missing.source) for missing in data.missing] == [
        ("data", "BLOCKED", "phases/0.yml:3")
    ]
    assert {"en": "Mend the data."} in answer.scope
    answer = decide(FLEET, see(FLEET, "registry"))
    assert (answer.permission, answer.ceiling.name) == (Permission.CONDITIONAL_GO, "PART")
    assert answer.scope == ()


def test_a_rule_may_lower_the_ceiling_alone() -> None:
    """Escrow evidence that is missing forbids no reboot; it forbids DR complete."""
    answer = decide(FLEET, see(FLEET, "escrow", outcome=Outcome.WARN))
    assert (answer.permission, answer.ceiling.name, names(answer)) == (Permission.GO, "PART", ["ESCROW"])


def test_rules_are_of_operations_hosts_and_unattended_windows() -> None:
    """The rule on registry is about a, that on alerts about windows without a person, that on b about shutdowns."""
    assert decide(FLEET, see(FLEET, "registry"), "b").permission is Permission.GO
    assert decide(FLEET, see(FLEET, "api")).permission is Permission.GO
    assert names(decide(FLEET, see(FLEET, "api"), unattended=True)) == ["ALERTS"]
    down = see(FLEET, hosts=unready("b"))
    assert decide(FLEET, down).permission is Permission.GO
    answer = decide(FLEET, down, operation=Operation.SHUTDOWN)
    assert [missing.wanted for missing in answer.objected[0].missing] == ["HOST_READY"]


@pytest.mark.parametrize(
    ("clock", "reason"),
    [
        (2 * 60 + 29, ""),
        (2 * 60 + 30, "opens at 03:00 UTC, in 30 min"),
        (3 * 60, "open since 03:00 UTC, until 05:00"),
        (4 * 60 + 59, "open since 03:00 UTC, until 05:00"),
        (5 * 60, ""),
    ],
)
def test_an_open_window_speaks_whatever_was_seen(clock: int, reason: str) -> None:
    """By the clock alone, and so long before it opens."""
    midnight = T0 - T0 % 86400 + 86400
    span = RunSpan(started=midnight + clock * 60 - 5, ended=midnight + clock * 60 - 4)
    answer = decide(FLEET, see(FLEET, span=span), after=midnight + clock * 60 - T0)
    assert [(rule.rule, rule.reason) for rule in answer.objected] == ([("COPY", reason)] if reason else [])
    assert answer.permission is (Permission.NO_GO if reason else Permission.GO)


@pytest.mark.parametrize(
    ("fields", "case", "seen"),
    [
        ({"span": RunSpan(started=T0, ended=T0 + 1, interrupted=True)}, {}, "cut short"),
        ({"view": ViewState(name="quick")}, {}, "a run of the view quick"),
        ({}, {"after": 601.0}, "begun 601 s ago: stale"),
        ({}, {"after": -60.0}, "a clock is wrong"),
        ({}, {"digest": "0" * 64}, "a run by another one"),
    ],
)
def test_a_run_that_does_not_count_is_never_a_go(fields: dict[str, Any], case: dict[str, Any], seen: str) -> None:
    """Cut short, of a part, too old, from the future, or by a baseline that has changed; every rule speaks."""
    answer = decide(FLEET, see(FLEET, **fields), **case)
    assert (answer.permission, answer.ceiling.name) == (Permission.NO_GO, "NOTHING")
    assert [seen in obstacle.seen for obstacle in answer.obstacles] == [True]
    assert names(answer) == ["DATA", "REGISTRY", "ESCROW"]
    assert {rule.missing for rule in answer.objected} == {()}


def test_no_rule_is_no_go() -> None:
    """A host of which no rule asks evidence is named (catalogue, 10); an open clock is no evidence."""
    assert FLEET.go is not None
    rules = tuple(rule for rule in FLEET.go.rules if rule.name in {"REGISTRY", "COPY"})
    fleet = msgspec.structs.replace(FLEET, go=msgspec.structs.replace(FLEET.go, rules=rules))
    answer = decide(fleet, see(fleet), "a", "b")
    assert (answer.permission, answer.ceiling.name, answer.uncovered) == (Permission.NO_GO, "NOTHING", ("b",))


def test_a_level_that_may_not_be_said_any_more_is_no_ground() -> None:
    """However long the rules believe a run; the level's own age is named."""
    recovery = (
        "levels: [{level: B1, says: x, needs: {checks: [data]}, max_age: 1m}]\n"
        "go: {max_age: 1h, rules: [{rule: LEVEL, needs: {levels: [B1]}, else: no_go, says: x}]}\n"
    )
    fleet = load(recovery=recovery)
    assert decide(fleet, see(fleet), after=60.0).permission is Permission.GO
    answer = decide(fleet, see(fleet), after=61.0)
    assert (answer.permission, names(answer), answer.obstacles) == (Permission.NO_GO, ["LEVEL"], ())
    assert [(one.through, one.seen) for one in answer.objected[0].missing] == [("B1", "begun 61 s ago: stale")]


def test_an_objection_names_what_is_behind_it() -> None:
    """The host that is away, and not all that is held by it."""
    down = with_verdict(FLEET, see(FLEET, "b-boot", hosts=unready("b")), "registry", outcome=Outcome.HELD)
    down = with_verdict(FLEET, down, "registry", held_by="b-boot")
    answer = decide(FLEET, down)
    assert [(one.rule, [cause.name for cause in one.causes]) for one in answer.objected] == [("REGISTRY", ["host:b"])]
