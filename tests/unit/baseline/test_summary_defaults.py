"""The lines of a summary by default, and what a pack makes of them."""

import pytest
from gates_pack import SOURCES

from blackstart.baseline.load import load_baseline
from blackstart.baseline.summary_defaults import find_default
from blackstart.model.claims import ClaimTable, Requirements
from blackstart.model.fleet import Fleet
from blackstart.model.summary import OpenGates, RunField, RunValue, Standing, SummaryValue, Zero

RUN = ["RESULT", "PASS", "WARN", "BLOCKED", "HELD", "WARN_SERVICE", "WARN_BOUNDARY", "WARN_EVIDENCE"]
STANDING = ["WORD", "LEVEL", "FIRST_BLOCKED"]
LEVELS = """\
levels:
  - {level: ASIDE, says: It was called off., approval: The operator's.}
  - {level: UP, says: It is up., needs: {checks: [nginx]}}
"""
UNOWNED = {name: text.partition("    owner:")[0] for name, text in SOURCES.items() if name != "responses.yml"}


def load(summary: str | None, recovery: str = "") -> Fleet:
    """Load the pack without gates, with another summary or none."""
    sources = {name: text for name, text in UNOWNED.items() if name != "summary.yml"}
    sources["recovery.yml"] = recovery + sources["recovery.yml"]
    return load_baseline(sources if summary is None else {**sources, "summary.yml": summary}, "packs/small")


def read_lines(fleet: Fleet) -> dict[str, SummaryValue]:
    """Return the lines by key, in their order."""
    assert fleet.summary is not None
    return {line.key: line.value for line in fleet.summary.lines}


def test_a_pack_without_the_file_says_all_of_it() -> None:
    """The run, where the fleet stands, each level, state and claim that evidence can prove, and open gates."""
    lines = read_lines(load(None, LEVELS))
    assert list(lines) == [*RUN, *STANDING, "UP", "SERVED", "COMPLETE", "OPEN_GATES"]
    assert lines["UP"] == Standing(requires=Requirements(statements=("UP",)))
    assert lines["OPEN_GATES"] == OpenGates()


def test_a_pack_without_conclusions_has_a_summary_too() -> None:
    """Of the run alone."""
    plain = {name: text for name, text in UNOWNED.items() if name.startswith(("fleet", "phases"))}
    assert list(read_lines(load_baseline(plain, "packs/small"))) == [*RUN, *STANDING, "OPEN_GATES"]


def test_a_line_of_the_pack_stands_in_the_place_of_the_one_it_renames() -> None:
    """Others come after those by default; the prefix is before the run's own keys."""
    lines = read_lines(load('prefix: AFTER\nlines: {AFTER_RESULT: {run: word}, MISSING: "{escrow: missing}"}\n'))
    assert list(lines) == [f"AFTER_{key}" for key in (*RUN, *STANDING)] + [
        "SERVED",
        "COMPLETE",
        "OPEN_GATES",
        "MISSING",
    ]
    assert lines["AFTER_RESULT"] == RunValue(field=RunField.WORD)


def test_a_pack_takes_groups_and_places_others_by_their_keys() -> None:
    """A key alone is the line by default; of what is never said it is 0."""
    lines = read_lines(load("defaults: [gates]\nlines:\n  LEVEL:\n  SERVED:\n  ACTION_AUTHORIZED:\n"))
    assert list(lines) == ["OPEN_GATES", "LEVEL", "SERVED", "ACTION_AUTHORIZED"]
    assert lines["SERVED"] == Standing(requires=Requirements(statements=("SERVED",)))
    assert lines["ACTION_AUTHORIZED"] == Zero()


def test_a_statement_never_takes_a_key_of_the_run() -> None:
    """One that has the name of such a key has no line; the lists of what is allowed have it all the same."""
    fleet = load(None, "states:\n  WARN: {says: It warns., needs: {checks: [nginx]}}\n")
    assert fleet.claims is not None
    assert "WARN" in fleet.claims.listed
    assert read_lines(fleet)["WARN"] == RunValue(field=RunField.WARNED)


@pytest.mark.parametrize("key", ["NOTHING", "AFTER_NOTHING"])
def test_there_is_no_default_of_another_key(key: str) -> None:
    """Whatever the prefix."""
    assert find_default(key, ClaimTable(), "AFTER") is None
