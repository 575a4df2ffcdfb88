"""Which faults go together, and what is predicted of them."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind
from blackstart.drill.fault_context import Fault
from blackstart.drill.proof import FaultProof, list_unproven, write_json, write_table
from blackstart.drill.prove import Material, prove
from blackstart.drill.trials import (
    Trial,
    find_ancestors,
    group,
    keep_only,
    overlap,
    plan_trials,
    predict,
    predict_healthy,
)
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict
from blackstart.render.style import Style

NOW = 1_000_000_000.0


def check(name: str, kind: str, params: dict[str, Any], *needs: str, host: str = "a") -> Check:
    """Make a check of a host."""
    found = find_kind(kind)
    place = host if found.asked_from == "host" else CONTROLLER
    return Check(id=name, phase="P0", host=host, place=place, spec=msgspec.convert(params, found), needs=needs)


CHECKS = (
    check("ping", "ping", {}),
    check("login", "ssh_login", {}),
    check("docker", "systemd_unit", {"unit": "docker"}),
    check("db", "docker_container", {"container": "db"}, "docker"),
    check("cron", "systemd_unit", {"unit": "cron"}),
    check("boot", "boot", {}),
)
FLEET = Fleet(name="f", hosts={"a": Host(id="a", address="192.0.2.1")}, phases=(Phase(id="P0"),), checks=CHECKS)
PLAIN: dict[str, Any] = {"a": {"units": {"docker": "active", "cron": "active"}, "containers": {"db": "running"}}}
PLAIN[CONTROLLER] = {}
HEALTHY = predict_healthy(FLEET, PLAIN, NOW)


def first(name: str) -> Trial:
    """Return a check's first trial."""
    chosen = next(one for one in CHECKS if one.id == name)
    return next(plan_trials(chosen, None, HEALTHY))


def test_the_healthy_fleet_is_predicted_as_healthy() -> None:
    """So that whatever fails in a trial fails by its fault."""
    assert {verdict.outcome for verdict in HEALTHY.prediction.judge(CHECKS).values()} == {Outcome.PASS}


@pytest.mark.parametrize(
    ("name", "title", "gap"),
    [
        ("ping", "a does not answer ping", False),
        ("login", "the key is refused", False),
        ("docker", "docker.service failed", False),
        ("db", "container db exited (137)", False),
        ("boot", "grep btime /proc/stat: no such tool", True),
    ],
)
def test_a_check_is_tried_with_what_its_kind_is_about(name: str, title: str, gap: bool) -> None:  # noqa: FBT001  # a column of the table
    """A gap only where nothing else can be."""
    trial = first(name)
    assert (trial.fault.title, trial.gap) == (title, gap)


def test_a_restart_during_the_look_is_a_fault_of_the_boot() -> None:
    """It makes the evidence void, which is what the check is about; behind a login it is the login's."""
    boot = check("boot", "boot", {})
    alone = msgspec.structs.replace(FLEET, checks=(boot,))
    trial = next(plan_trials(boot, None, predict_healthy(alone, PLAIN, NOW)))
    assert (trial.fault.title, trial.gap) == ("restarted during the look", False)


def test_a_boot_that_left_no_record_is_a_fault_of_its_own() -> None:
    """Where the check compares the login records, also behind a login."""
    boot = check("boot", "boot", {"logged_within": 600})
    compared = msgspec.structs.replace(FLEET, checks=(*CHECKS[:-1], boot))
    trial = next(plan_trials(boot, None, predict_healthy(compared, PLAIN, NOW)))
    assert (trial.fault.title, trial.gap) == ("the last start on record is another", False)


def test_the_packs_own_fault_comes_first_and_only_if_it_bites() -> None:
    """A fault that changes nothing for the check is left out."""
    cron = next(one for one in CHECKS if one.id == "cron")
    own = Fault(title="cron gone", changes={"a": {"units": {"cron": "missing"}}})
    idle = Fault(title="other", changes={"a": {"units": {"docker": "missing"}}})
    wrong = Fault(title="wrong", changes={"a": {"units": {"x": {"activ": "no"}}}})
    assert next(plan_trials(cron, own, HEALTHY)).source == "pack"
    assert next(plan_trials(cron, idle, HEALTHY)).fault.title == "cron.service failed"
    assert predict("cron", wrong, "pack", HEALTHY) is None


def test_faults_go_together_where_none_explains_the_other() -> None:
    """What depends on another, and what would hold it, is looked at apart."""
    names = ("ping", "login", "docker", "db", "cron")
    groups = group([first(name) for name in names], find_ancestors(FLEET))
    together = [{trial.check for trial in one} for one in groups]
    assert sum(map(len, together)) == len(names)
    assert not any({"docker", "db"} <= one or {"ping", "login"} <= one or {"login", "cron"} <= one for one in together)
    assert {"docker", "cron"} in [one & {"docker", "cron"} for one in together]


def test_a_look_takes_along_what_may_explain() -> None:
    """What is needed and the rungs; the rest is not asked."""
    assert [one.id for one in keep_only(FLEET, ["db"]).checks] == ["ping", "login", "docker", "db"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": {"units": {"x": 1}}}, {"a": {"units": {"y": 1}}}, False),
        ({"a": {"units": {"x": 1}}}, {"a": {"units": {"x": {"active": "failed"}}}}, True),
        ({"a": {"tools": {"t": [{"match": "1"}]}}}, {"a": {"tools": {"t": [{"match": "2"}]}}}, False),
        ({"a": {"tools": {"t": [{"match": "1"}]}}}, {"a": {"tools": {"t": [{"match": "1"}]}}}, True),
        ({"a": {"load": [1]}}, {"a": {"load": [2]}}, True),
        ({"a": {}}, {"b": {}}, False),
    ],
)
def test_differences_of_the_same_thing_are_told(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:  # noqa: FBT001  # a column of the table
    """Two such cannot be in one fleet."""
    assert overlap(one, other) is same


def say(name: str, outcome: Outcome, cause: Cause | None = None) -> Verdict:
    """Make a verdict."""
    return Verdict(check=name, phase="P0", host="a", kind="k", outcome=outcome, cause=cause, reason="r")


async def test_checks_that_views_alone_look_at_are_told() -> None:
    """They are proven as all others."""

    async def look(changes: Any, _checks: Any) -> dict[str, Verdict]:
        outcome = Outcome.BLOCKED if list(changes) else Outcome.PASS
        return {one.id: say(one.id, outcome) for one in CHECKS}

    proofs = await prove(Material(healthy=HEALTHY, on_demand=frozenset({"cron"})), look, lambda *_: None)
    assert [(proof.check, proof.how) for proof in proofs if proof.on_demand] == [("cron", "fault")]


async def run(answers: dict[int, dict[str, Verdict]], scenarios: dict[str, Fault] | None = None) -> list[FaultProof]:
    """Prove the fleet with looks that come to `answers` by their number; all else is as predicted."""
    looks = 0

    async def look(changes: Any, _checks: Any) -> dict[str, Verdict]:
        nonlocal looks
        titles = list(changes)
        verdicts = {one.id: say(one.id, Outcome.BLOCKED if titles else Outcome.PASS) for one in CHECKS}
        looks += 1
        return verdicts | answers.get(looks - 1, {})

    material = Material(healthy=HEALTHY, scenarios=scenarios or {})
    return list(await prove(material, look, lambda *_: None))


async def test_each_check_is_proven_or_listed() -> None:
    """In the order of the fleet."""
    proofs = await run({})
    assert [proof.check for proof in proofs] == [one.id for one in CHECKS]
    assert list_unproven(proofs) == []


async def test_a_check_that_does_not_pass_healthy_is_never_proven() -> None:
    """It would be red under any fault."""
    proofs = await run({0: {"cron": say("cron", Outcome.WARN)}})
    assert [(proof.check, proof.reason) for proof in list_unproven(proofs)] == [
        ("cron", "WARN on the healthy fleet: r")
    ]


async def test_what_is_held_is_tried_again_alone() -> None:
    """In a fleet of its own, where nothing can hold it; what stays held is listed with what was seen."""
    held = {number: {"db": say("db", Outcome.HELD)} for number in range(1, 40)}
    proofs = await run(held)
    assert [proof.check for proof in list_unproven(proofs)] == ["db"]
    once = {number: {"db": say("db", Outcome.HELD)} for number in range(1, 4)}
    assert list_unproven(await run(once)) == []


async def test_a_mere_gap_is_told_from_a_fault() -> None:
    """And others are tried before it is accepted."""
    gaps = {number: {"cron": say("cron", Outcome.BLOCKED, Cause.UNREADABLE)} for number in range(1, 40)}
    proofs = {proof.check: proof.how for proof in await run(gaps)}
    assert proofs["cron"] == "gap"
    assert proofs["docker"] == "fault"


async def test_a_scenario_is_a_proof_where_no_fault_of_its_kind_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named; a gap would come after it."""
    monkeypatch.setattr("blackstart.drill.trials.MOST_TRIED", 0)
    stopped = Fault(title="docker was stopped", changes={"a": {"units": {"docker": "inactive"}}})
    proofs = {proof.check: proof for proof in await run({}, {"stopped": stopped})}
    assert (proofs["docker"].how, proofs["docker"].source) == ("fault", "scenario stopped")
    assert proofs["cron"].how == "none"


def test_proofs_are_shown() -> None:
    """As a table, and as JSON with the counts."""
    proofs = (
        FaultProof(check="a", kind="http", how="fault", source="kind", fault="503", outcome=Outcome.BLOCKED),
        FaultProof(check="bb", kind="boot", how="gap", source="scenario x", fault="gone", outcome=Outcome.WARN),
        FaultProof(check="c", kind="disk"),
    )
    assert write_table(proofs, Style()).splitlines() == [
        "a   BLOCKED  fault  503",
        "bb  WARN     gap    gone (scenario x)",
        "",
        "Never seen to block or warn:",
        "  c  disk: no fault is known for it: name one in drill/faults.yml",
        "",
        "Seen to block or warn: 1 by a fault, 1 by a gap only, 1 never",
    ]
    on_demand = (*proofs, FaultProof(check="d", kind="disk", how="fault", outcome=Outcome.WARN, on_demand=True))
    assert write_table(on_demand, Style()).splitlines()[-1] == "Views alone look at 1 of them."
    document = msgspec.json.decode(write_json(proofs))
    assert (document["counts"], document["never_seen"]) == ({"fault": 1, "gap": 1, "none": 1}, ["c"])
