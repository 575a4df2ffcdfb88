"""The quick check: parts, skipped parts, failures that another check explains, and one word."""

import msgspec
import pytest
from unit.decisions.deciding import load, see, with_verdict

from blackstart.decisions.quick import check_quickly
from blackstart.model.claims import NO_WORD
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.quick import QuickAnswer
from blackstart.model.scorecard import Scorecard, ViewState
from blackstart.verdicts.view import narrow
from blackstart.verdicts.view_parts import find_view, name_without, split_name

FLEET = load()


def check(scorecard: Scorecard, *skipped: str) -> QuickAnswer:
    """Check quickly, without the parts that are skipped."""
    return check_quickly(FLEET, find_view(FLEET.views, name_without("quick", skipped)), scorecard)


def soften_api(scorecard: Scorecard) -> Scorecard:
    """Let the API fail as one does that its route explains."""
    reason = "refused; route answers"
    fields = {"outcome": Outcome.WARN, "warns_as": WarningClass.EVIDENCE, "reason": reason, "explained_by": "route"}
    return with_verdict(FLEET, scorecard, "api", **fields)


def test_a_whole_run_says_the_packs_word() -> None:
    """The strongest that holds; warnings are split by class."""
    assert (check(see(FLEET)).word, check(see(FLEET)).result) == ("ALL_WELL", Result.GREEN)
    warned = with_verdict(FLEET, see(FLEET), "escrow", outcome=Outcome.WARN, warns_as=WarningClass.BOUNDARY)
    found = check(warned)
    assert (found.word, found.result, found.warned) == ("WELL_BUT", Result.DEGRADED, 1)
    assert found.warnings == {WarningClass.SERVICE: 0, WarningClass.BOUNDARY: 1, WarningClass.EVIDENCE: 0}
    assert [(part.name, part.result) for part in found.parts] == [("routes", Result.GREEN), ("rest", Result.DEGRADED)]


def test_what_is_skipped_is_never_a_pass() -> None:
    """It warns as evidence, has no figures, and takes the pack's word and the view's green one away."""
    found = check(see(FLEET, "route"), "routes")
    assert (found.result, found.word, found.passed) == (Result.DEGRADED, "QUICK_IN_PART", 6)
    assert found.warnings[WarningClass.EVIDENCE] == 1
    assert [(part.name, part.result) for part in found.parts] == [("routes", None), ("rest", Result.GREEN)]


def test_a_blocker_elsewhere_stays_though_parts_are_skipped() -> None:
    """There is no word of the view's own for it."""
    found = check(see(FLEET, "data"), "routes", "rest")
    assert (found.result, found.word, found.first_blocked) == (Result.BLOCKED, "QUICK_BLOCKED", "data")


def test_a_failure_that_the_route_explains_is_the_warning_that_the_run_has_of_it() -> None:
    """v1.76: the API was being replaced; the route answered. The word follows, and the witness is named."""
    found = check(soften_api(see(FLEET)))
    assert (found.result, found.word, found.blocked, found.first_blocked) == (Result.DEGRADED, "WELL_BUT", 0, None)
    assert found.warnings[WarningClass.EVIDENCE] == 1
    assert [(soft.check, soft.by, soft.reason) for soft in found.softened] == [("api", ("route",), "refused")]


def test_a_check_of_the_view_that_was_not_looked_at_is_blocked() -> None:
    """And the fleet's word is not said of such a run, nor of one of a view."""
    scorecard = see(FLEET)
    kept = tuple(verdict for verdict in scorecard.verdicts if verdict.check != "route")
    found = check(msgspec.structs.replace(scorecard, verdicts=kept))
    assert (found.result, found.word, found.parts[0].blocked) == (Result.BLOCKED, "QUICK_BLOCKED", 1)
    seen = check(msgspec.structs.replace(scorecard, view=ViewState(name="quick")))
    assert (seen.result, seen.word) == (Result.GREEN, "QUICK_IS_GREEN")


def test_where_no_word_of_the_packs_holds_it_says_what_check_says() -> None:
    """What is not proven is not said, whatever the result; `check` prints the same word."""
    assert FLEET.claims is not None
    claims = msgspec.structs.replace(FLEET.claims, words=FLEET.claims.words[:1])
    fleet = msgspec.structs.replace(FLEET, claims=claims)
    found = check_quickly(fleet, fleet.views["quick"], soften_api(see(FLEET)))
    assert (found.result, found.word) == (Result.DEGRADED, NO_WORD)


def test_a_fleet_without_words_says_the_views() -> None:
    """With a table of claims that has none, and without one."""
    assert FLEET.claims is not None
    for claims in (None, msgspec.structs.replace(FLEET.claims, words=())):
        fleet = msgspec.structs.replace(FLEET, claims=claims)
        assert check_quickly(fleet, fleet.views["quick"], see(fleet)).word == "QUICK_IS_GREEN"


def test_a_view_without_a_part_is_a_view_by_its_name() -> None:
    """It asks only what is left, says what is skipped in its lines, and can be judged again by its name."""
    name = name_without("quick", ["routes", "routes"])
    assert (name, split_name(name)) == ("quick --skip-routes", ("quick", ("routes",)))
    fleet = narrow(FLEET, name)
    assert [found.id for found in fleet.checks] == ["data", "registry", "backup", "escrow"]
    assert fleet.scope is not None
    values = {line.key: line.value for line in fleet.scope.view.lines}
    assert getattr(values["ROUTES"], "parts", None) == ("skipped",)
    assert getattr(values["DATA"], "checks", None) == ("data",)
    assert fleet.views[name].skipped == ("routes",)


def test_a_check_that_another_part_has_too_is_kept() -> None:
    """Until both are skipped."""
    text = "checks: [data]\nparts: {one: [api, route], two: [api]}\nlines: {D: '{api}'}\n"
    fleet = load(views__quick=text)
    assert "api" in find_view(fleet.views, "quick --skip-one").checks
    assert find_view(fleet.views, "quick --skip-one --skip-two").checks == ("data",)
    found = check_quickly(fleet, find_view(fleet.views, "quick --skip-one"), see(fleet, "api"))
    assert found.result is Result.BLOCKED


@pytest.mark.parametrize("name", ["quick --skip-none", "slow --skip-routes", "slow"])
def test_a_view_or_part_that_is_not_there_is_a_key_error(name: str) -> None:
    """The command line says it in words."""
    with pytest.raises(KeyError):
        find_view(FLEET.views, name)
