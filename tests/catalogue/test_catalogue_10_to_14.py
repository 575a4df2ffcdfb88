"""False-green catalogue, rows 10 to 14: nothing that could fail, and what was not looked at."""

from pathlib import Path

import pytest
from catalogue.world import find, load, look, refusal, spoil, write_pack, write_phase

from blackstart.app.rehearsing import prove_pack
from blackstart.drill.proof import list_unproven
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.scorecard import RunSpan
from blackstart.verdicts.scorecard import judge

PASSES = write_phase("P0", "{id: web, on: a, systemd_unit: web}")
TWO_UNITS = "  - {id: x, on: a, systemd_unit: x}\n  - {id: y, on: a, systemd_unit: y}\n"
HEALTHY = "hosts: {a: {units: {x: active, y: active}}}\n"


def ignore(_done: int, _doing: str) -> None:
    """Show no progress."""


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ({}, "phases/*.yml' matches no file"),
        ({"phases/p0.yml": "phase: P0\nchecks: []\n"}, "phases/p0.yml:2"),
        ({"phases/p0.yml": "phase: P0\n"}, "an empty phase proves nothing"),
        ({"phases/p0.yml": "phase: P0\nchecks: [{id: web, on: [], systemd_unit: web}]\n"}, "lists no host"),
        (
            {"phases/p0.yml": "phase: P0\nchecks: [{id: web, on: role:none, systemd_unit: web}]\n"},
            "no host has the role",
        ),
        ({"phases/p0.yml": PASSES, "views/v.yml": "checks: []\n"}, "views/v.yml"),
    ],
)
def test_10_zero_checks_are_no_success(sources: dict[str, str], words: str) -> None:
    """A pack, a phase, a target or a view without a check is refused when it is loaded."""
    assert words in refusal(sources)


def test_10_a_run_without_a_single_check_is_blocked() -> None:
    """Should one ever be judged all the same, nothing passed."""
    seen = judge(Fleet(name="none"), Transcript(), RunSpan(), now=0.0)
    assert (seen.result, seen.level, seen.passed) == (Result.BLOCKED, "NOT_READY", 0)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("http: {url: 'http://x/', status: []}", "status"),
        ("http: {url: 'http://x/', require: {}}", "require"),
        ("http: {url: 'http://x/', contains: ''}", "contains"),
        ("prometheus_targets: []", "empty"),
        ("prometheus_rules: {require: []}", "require"),
        ("systemd_unit: {unit: web, properties: {}}", "properties"),
        ("cron_entries: {require: []}", "require"),
        ("cron_entries: {require: [' ']}", "empty text stands in every entry"),
        ("marker_files: {directory: /m, names: []}", "names"),
        ("sql: SELECT 1 AS one", "demands nothing by itself"),
        ("command: {argv: [uname], exit: []}", "exit"),
        ("systemd_unit: web, expect: ''", "expect"),
        ("systemd_unit: web, expect: 'true'", "names no field"),
        ("processes: {}", "give `match`"),
        ("load_cause: {runaway: x, allowed: []}", "allowed"),
    ],
)
def test_11_an_empty_expectation_is_refused(check: str, words: str) -> None:
    """What demands nothing would hold whatever is seen."""
    assert words in refusal({"phases/p0.yml": write_phase("P0", f"{{id: it, on: a, {check}}}")})


@pytest.mark.parametrize(
    ("include", "words"),
    [
        ("[phases/p0.yml, phases/p9.yml]", "'phases/p9.yml' matches no file"),
        ("[phases/p0.yml, 'data/*.yml']", "'data/*.yml' matches no file"),
        ("[phases/p0.yml]", "'phases/p1.yml' is never included"),
        ("[]", "names no file"),
    ],
)
def test_12_a_skipped_include_is_an_error(include: str, words: str) -> None:
    """A file that is named and not there, or there and not named, is no silence."""
    sources = {"phases/p0.yml": PASSES, "phases/p1.yml": write_phase("P1", "{id: db, on: a, systemd_unit: db}")}
    assert words in refusal({**sources, "fleet.yml": f"name: x\nhosts: {{a: {{address: a}}}}\ninclude: {include}\n"})


def test_12_a_need_that_is_not_there_is_an_error() -> None:
    """A gate that waits for an unknown name would be open."""
    assert "p9" in refusal({"phases/p0.yml": write_phase("P0", "{id: web, on: a, systemd_unit: web, needs: [p9]}")})


def test_13_trying_until_it_answers_does_not_make_a_pass() -> None:
    """An answer that came at a later try is a warning about the evidence, and the run DEGRADED."""
    route = "{id: route, on: b, http: {url: 'http://192.0.2.2:80/', tries: 3, pause: 0}}"
    fleet = load(route, "{id: login, on: a, ssh_login: {}}")
    hosts = "{a: {}, b: {http: {80: {paths: {/: 200}}}}}"
    tried = "{b: {http: {80: {paths: {/: {sequence: [{status: 503}, {status: 503}, {status: 200}]}}}}}}"
    seen = spoil(fleet, hosts, tried)
    assert (find(seen, "route").outcome, seen.result) == (Outcome.WARN, Result.DEGRADED)
    assert find(seen, "route").warns_as is WarningClass.EVIDENCE
    assert "saw try 3 of 3, after status 503" in find(seen, "route").reason


def test_13_rounds_that_told_nothing_are_not_counted_as_good_ones() -> None:
    """One inconclusive run in the time ends it: what came after is "not yet", never a yes."""
    fleet = load(
        "{id: load, on: a, load: {}}", "{id: settled, on: a, trend: {of: load, value: per_core, below: 1, for: 15m}}"
    )
    history = "{a: {}, b: {}, controller: {history: {load: %s}}}"
    assert look(fleet, history % "0.4").result is Result.GREEN
    seen = look(fleet, history % f"[{', '.join(['0.4'] * 14)}, BLOCKED, 0.4]")
    assert find(seen, "settled").outcome is Outcome.BLOCKED
    assert "per_core not read, BLOCKED" in find(seen, "settled").reason


def test_14_what_was_never_looked_at_is_not_yet() -> None:
    """A condition over time without a record is no condition met."""
    fleet = load(
        "{id: load, on: a, load: {}}", "{id: settled, on: a, trend: {of: load, value: per_core, below: 1, for: 15m}}"
    )
    seen = look(fleet, "{a: {}, b: {}}")
    assert find(seen, "settled").outcome is Outcome.BLOCKED
    assert "not yet: 0 s of 15 min (1 run); no earlier run is on record" in find(seen, "settled").reason


async def test_14_a_gate_that_no_fault_was_tried_on_is_listed_as_unproven(tmp_path: Path) -> None:
    """One that is red to begin with cannot be shown to turn red: it scores nothing, and is named."""
    pack = write_pack(tmp_path, TWO_UNITS, HEALTHY.replace("y: active", "y: failed"))
    proofs = await prove_pack(str(pack), ignore)
    assert [proof.check for proof in list_unproven(proofs)] == ["y"]
    assert "BLOCKED on the healthy fleet" in list_unproven(proofs)[0].reason
