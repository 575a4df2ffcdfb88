"""False-green catalogue, rows 20 to 24: opt-outs, gates, and what goes on serving."""

from pathlib import Path

import pytest
import yaml
from catalogue.world import find, load, look, outcomes, spoil, write_node, write_phase
from end_to_end.conftest import Run

from blackstart.baseline.load import load_baseline
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition
from blackstart.render.changes import render_changes
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow

UNITS = "{a: {units: {web: active, db: active}}, b: {units: {web: active, db: active}}}"


def test_20_a_failure_that_a_view_leaves_out_is_not_hidden_by_it() -> None:
    """The view says no word on the whole fleet, no better state of the host, and nothing of the phase."""
    sources = {
        "fleet.yml": "name: small\nhosts: {a: {address: a}}\n",
        "phases/p0.yml": write_phase(
            "P0", "{id: web, on: a, systemd_unit: web}", "{id: ready, on: a, systemd_state: {}}"
        ),
        "views/maintenance.yml": "checks: [web]\n",
    }
    fleet = load_baseline(sources, "pack")
    hosts = "{a: {units: {web: active, db: failed}}}"
    whole, part = look(fleet, hosts), look(narrow(fleet, "maintenance"), hosts)
    assert (whole.result, whole.hosts[0].condition) == (Result.BLOCKED, HostCondition.DEGRADED)
    assert (part.level, part.phases) == ("VIEW_GREEN", ())
    assert part.hosts[0].condition is not HostCondition.READY


def test_20_what_was_red_before_is_neither_forgotten_nor_news() -> None:
    """From round to round it stays counted, and is not told as a change."""
    fleet = load("{id: web, on: a, systemd_unit: web}", "{id: db, on: a, systemd_unit: db}")
    before = look(fleet, UNITS, "{a: {units: {web: failed}}}")
    both = look(fleet, UNITS, "{a: {units: {db: failed, web: failed}}}")
    assert (before.blocked, both.blocked) == (1, 2)
    assert "nothing changed: BLOCKED   1 pass  0 warn  1 blocked" in render_changes(before, before, Style())
    told = render_changes(before, both, Style())
    assert ("db" in told, "web" in told) == (True, False)


def test_20_an_explained_failure_explains_no_other() -> None:
    """A unit that may fail for now leaves the next one unexplained."""
    fleet = load("{id: ready, on: a, systemd_state: {explained: [web.service]}}")
    seen = spoil(fleet, "{a: {units: {web: failed, db: active}}, b: {}}", "{a: {units: {db: failed}}}")
    assert "degraded, failed: db.service" in find(seen, "ready").reason


@pytest.mark.parametrize(
    ("option", "status", "warned", "outcome", "results"),
    [
        ("--no-color", 1, 1, "WARN", ("DEGRADED", "HELD")),
        ("--monitor-read-only", 0, 0, "NOT_ASKED", ("GREEN", "GREEN")),
    ],
)
def test_21_a_step_that_is_opted_out_of_says_so(  # noqa: PLR0913, PLR0917  # what is given, and what comes of it
    blackstart: Run, pack: Path, option: str, status: int, warned: int, outcome: str, results: tuple[str, str]
) -> None:
    """The alert chain was not tried: a WARN with its reason, or not asked of a run that only reads and never a PASS."""
    phase = pack / "phases/p0.yml"
    phase.write_text(f"{phase.read_text()}  - {{id: chain, on: here, alert_post: 'http://127.0.0.1:9/'}}\n")
    (pack / "phases/p1.yml").write_text(
        "phase: P1\nneeds: [P0]\nchecks:\n  - {id: next, on: here, command: {argv: [uname, -s]}}\n"
    )
    done = blackstart("check", str(pack), "--no-save", "--format", "json", option)
    card = yaml.safe_load(done.stdout)["scorecard"]
    assert (done.returncode, card["passed"], card["warned"]) == (status, 2, warned)
    chain = next(verdict for verdict in card["verdicts"] if verdict["check"] == "chain")
    assert (chain["outcome"], "--send-alert-test" in chain["reason"]) == (outcome, True)
    assert [(state["phase"], state["result"]) for state in card["phases"]] == list(
        zip(("P0", "P1"), results, strict=True)
    )


@pytest.mark.parametrize(
    ("check", "healthy", "frozen", "words"),
    [
        (
            "alertmanager: {require_alerts: [Watchdog]}",
            "{a: {http: {9093: {alertmanager: {alerts: {Watchdog: active}}}}}, b: {}}",
            "{a: {http: {9093: {alertmanager: {alerts: {Watchdog: suppressed}}}}}}",
            "expected alert Watchdog active, saw suppressed",
        ),
        (
            "systemd_unit: monitor.timer",
            "{a: {units: {monitor.timer: active}}, b: {}}",
            "{a: {units: {monitor.timer: inactive}}}",
            "expected monitor.timer active, saw inactive",
        ),
        (
            "kubernetes_nodes: {nodes: [one]}",
            f"{{a: {{tools: {{kubectl: [{{stdout: '[{write_node('one')}]'}}]}}}}, b: {{}}}}",
            f"{{a: {{tools: {{kubectl: [{{stdout: '[{write_node('one', cordoned=True)}]'}}]}}}}}}",
            "one",
        ),
    ],
)
def test_22_a_freeze_that_was_never_released_is_not_quiet(check: str, healthy: str, frozen: str, words: str) -> None:
    """A silence, a stopped monitor and a cordon are each red by themselves, though nothing else complains."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), healthy, frozen)
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert words in find(seen, "it").reason


@pytest.mark.parametrize(("word", "outcome"), [("warn", "WARN"), ("blocked", "BLOCKED")])
def test_23_a_gate_that_is_not_green_releases_nothing(word: str, outcome: str) -> None:
    """All of the next phase's own checks pass, and it is HELD all the same, after a mere warning too."""
    fleet = load(
        p0=write_phase(
            "P0", "{id: web, on: a, systemd_unit: web}", f"{{id: db, on: a, systemd_unit: db, else: {word}}}"
        ),
        p1=write_phase("P1", "{id: over, on: b, systemd_unit: web}", needs="P0"),
        p2=write_phase("P2", "{id: last, on: b, systemd_unit: db}", needs="P1"),
    )
    seen = spoil(fleet, UNITS, "{a: {units: {db: failed}}}")
    assert outcomes(seen) == {"web": "PASS", "db": outcome, "over": "PASS", "last": "PASS"}
    assert [(str(state.result), state.held_by) for state in seen.phases[1:]] == [("HELD", "P0"), ("HELD", "P1")]
    assert seen.result is not Result.GREEN


def test_24_rules_that_were_loaded_last_are_not_the_rules_that_should_be() -> None:
    """The server serves on what it had, healthy by its own word; it is compared with the files."""
    fleet = load(
        "{id: healthy, on: a, prometheus_rules: [HostDown]}",
        "{id: drift, on: a, rule_parity: [/etc/prometheus/drill.yml]}",
    )
    braces = '{match: "-o *", exit_code: 1}'
    grep = f'{{a: {{tools: {{grep: [{braces}, {{match: "*/drill.yml", stdout: "%s"}}]}}}}}}'
    server = "{prometheus: {rules: {HostDown: ok}}}"
    hosts = f'{{a: {{http: {{9090: {server}}}, tools: {{grep: [{{stdout: "- alert: HostDown\\n"}}]}}}}, b: {{}}}}'
    seen = spoil(fleet, hosts, grep % "- alert: HostDown\\n- alert: DiskFull\\n")
    assert outcomes(seen) == {"healthy": "PASS", "drift": "BLOCKED"}
    assert "not loaded: DiskFull" in find(seen, "drift").reason


def test_24_a_front_that_serves_from_memory_does_not_cover_its_dead_store() -> None:
    """The route answers 200 and passes; the store is the root cause, and the phase is not green."""
    fleet = load(
        "{id: store, on: a, systemd_unit: db}",
        "{id: route, on: b, needs: [store], http: 'http://192.0.2.2:80/'}",
    )
    hosts = "{a: {units: {db: active}}, b: {http: {80: {paths: {/: 200}}}}}"
    seen = spoil(fleet, hosts, "{a: {units: {db: failed}}}")
    assert (outcomes(seen), seen.first_blocked) == ({"store": "BLOCKED", "route": "PASS"}, "store")
    assert (str(seen.phases[0].result), str(seen.result)) == ("BLOCKED", "BLOCKED")
