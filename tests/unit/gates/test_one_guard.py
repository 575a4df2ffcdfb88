"""`claim X` and `gates guard X` are one guard: whatever a run saw, at whatever moment, they cannot differ."""

from typing import Any

import msgspec
import pytest
from gates_pack import SOURCES, load_gated
from hypothesis import example, given
from hypothesis import strategies as st

from blackstart.baseline.problems import BaselineError
from blackstart.baseline.summary_file import read_summary
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.declarations import guard_declarations, guard_in_time, name_missing
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packets import make_packet
from blackstart.gates.summary import summarise
from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.render.gates import describe_open, write_summary
from blackstart.testing.builders import make_scorecard, make_verdict
from blackstart.verdicts.claims import answer_claims, declare
from blackstart.verdicts.view import narrow

CLAIMS = """\
states:
  REGISTERED: {says: It is registered., needs: {checks: [registry]}}
claims:
  SERVED: {says: It serves., needs: {checks: {evidence: nginx}}, max_age: 1h}
  COMPLETE: {says: All of it., needs: {claims: [SERVED], states: [REGISTERED], checks: [escrow]}}
  WHOLE: {says: Nothing warns., needs: {about: {"*": note}}}
never:
  ACTION_AUTHORIZED: {says: One may act., approval: The owner's., needs: {states: [REGISTERED]}}
"""
FLEET = load_gated(recovery=CLAIMS)
FOUND = st.sampled_from([None, *((outcome, kind) for outcome in Outcome for kind in WarningClass)])
"""What a check comes to; None where it was not asked."""
Found = dict[str, tuple[Outcome, WarningClass] | None]
GREEN, DEAD = (Outcome.PASS, WarningClass.SERVICE), (Outcome.BLOCKED, WarningClass.SERVICE)
WELL: Found = {"nginx": GREEN, "escrow": GREEN, "registry": GREEN}
moments = st.floats(-5.0, 4000.0)


def make(check: Check, found: tuple[Outcome, WarningClass]) -> Verdict:
    """Make the verdict; markers are missing unless the check passed."""
    outcome, kind = found
    reading = {"missing": 0 if outcome is Outcome.PASS else 1} if check.id == "escrow" else None
    return make_verdict(check, outcome, reading=reading, warns_as=kind if outcome is Outcome.WARN else None)


def look(fleet: Fleet, found: Found, span: RunSpan) -> tuple[Scorecard, dict[str, Scorecard]]:
    """Make the scorecards of a run and of the view, in which the registry is asked or not."""
    (registry,) = fleet.checks_on_demand
    own = [make(check, found[check.id] or GREEN) for check in fleet.checks]
    seen = found["registry"]
    further: dict[str, Any] = {} if seen is None else {"further": (make(registry, seen),)}
    scorecard = make_scorecard(fleet, *own, span=span, judged=max(span.started, span.ended), **further)
    assert fleet.claims is not None
    view = narrow(fleet, "registry")
    gap = make_verdict(registry, Outcome.BLOCKED, "not asked", cause="not asked")
    part = make_scorecard(view, gap if seen is None else make(registry, seen))
    word = "REGISTRY_UP." if seen is not None and seen[0] is Outcome.PASS else "VIEW_BLOCKED"
    return declare(fleet, fleet.claims, scorecard), {"registry": msgspec.structs.replace(part, level=word)}


@given(
    found=st.fixed_dictionaries({"nginx": FOUND.filter(bool), "escrow": FOUND.filter(bool), "registry": FOUND}),
    start=st.floats(1000.0, 1002.0),
    length=st.floats(-1.5, 30.0),
    later=moments,
    cut=st.booleans(),
)
@example(found={**WELL, "registry": None}, start=1000.0, length=1.0, later=2.0, cut=False)
@example(found=WELL, start=1000.7, length=1.0, later=899.6, cut=False)
@example(found={**WELL, "registry": DEAD}, start=1000.0, length=1.0, later=2.0, cut=False)
def test_claim_and_guard_cannot_differ(*, found: Found, start: float, length: float, later: float, cut: bool) -> None:
    """By the run, and by its summary read from the file; what was not asked allows nothing and clears no gate."""
    span = RunSpan(started=start, ended=start + length, interrupted=cut)
    scorecard, views = look(FLEET, found, span)
    now = start + later
    summary = summarise(FLEET, scorecard, views)
    again = read_summary(write_summary(summary), "s.txt", FLEET)
    guarded = guard_in_time(guard_declarations(FLEET, again), FLEET, again, now)
    claimed = answer_claims(FLEET, scorecard, tuple(one.name for one in guarded), now=now)
    assert {one.name: one.allowed for one in guarded} == {one.name: one.allowed for one in claimed}
    assert length < 0 or find_contradictions(FLEET, again) == ()
    assert FLEET.gates is not None
    opened = {one.gate.id for one in find_open_gates(FLEET.gates, again)}
    asked = [found["registry"], found["nginx"]]
    passed = all(one is not None and one[0] is Outcome.PASS for one in asked)
    assert ("registry_export" in opened) is (cut or not passed)
    for one in guarded:
        assert one.name not in {"REGISTERED", "COMPLETE"} or not one.allowed or found["registry"] is not None
        assert not (one.allowed and one.gates)


def test_a_no_over_a_run_names_the_checks_behind_it() -> None:
    """Also those that only a wider look asks, and beside an approval."""
    span = RunSpan(started=1000.0, ended=1001.0)
    found: Found = {"nginx": GREEN, "escrow": (Outcome.WARN, WarningClass.BOUNDARY), "registry": None}
    scorecard, views = look(FLEET, found, span)
    summary = summarise(FLEET, scorecard, views)
    named = name_missing(guard_declarations(FLEET, summary), FLEET, scorecard, 1002.0)
    missing = {one.name: [lack.name for lack in one.missing] for one in named}
    assert missing == {
        "REGISTERED": ["registry"],
        "SERVED": [],
        "COMPLETE": ["escrow", "registry"],
        "WHOLE": ["escrow"],
        "ACTION_AUTHORIZED": ["registry"],
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("levels: [{level: L, says: x, needs: {checks: [registry]}}]", "'registry' is looked at by views alone"),
        ("levels: [{level: L, says: x, needs: {states: [REGISTERED]}}]", "stands on 'REGISTERED', which asks for what"),
        ("words: [{word: W, says: x, needs: {states: [REGISTERED]}}]", "stands on 'REGISTERED', which asks for what"),
        (
            "go: {rules: [{rule: R, needs: {states: [REGISTERED]}, else: no_go, says: x}]}",
            "'REGISTERED' asks for what views alone look at",
        ),
    ],
)
def test_what_every_run_must_reach_stands_on_nothing_that_only_some_ask(more: str, said: str) -> None:
    """A state or claim may ask a check of the summary's views; levels, words and GO may not stand on it."""
    assert FLEET.further == ("registry",)
    with pytest.raises(BaselineError) as caught:
        load_gated(recovery=f"{CLAIMS}{more}\n")
    assert said in str(caught.value)


def test_a_gate_without_lines_is_open_by_its_checks() -> None:
    """The packet, the guard and the list of gates name them."""
    phases = SOURCES["phases/p9.yml"].replace("      shows: [ACCEPTED, SERVED]\n", "")
    fleet = load_gated(**{"recovery": CLAIMS, "phases/p9": phases})
    found: Found = {**WELL, "registry": DEAD}
    scorecard, views = look(fleet, found, RunSpan(started=1000.0, ended=1001.0))
    summary = summarise(fleet, scorecard, views)
    assert fleet.gates is not None
    (opened,) = find_open_gates(fleet.gates, summary)
    said = "not all PASS: registry, nginx"
    assert make_packet(opened).open_because == (said,)
    assert said in "\n".join(describe_open(opened))
