"""False-green catalogue, rows 1 to 9: what is missing, hidden, old, or from another boot."""

import pytest
from catalogue.world import NOW, REACHED, find, load, look, outcomes, reds, spoil

from blackstart.model.exchange import Transcript
from blackstart.model.outcome import Outcome, Result
from blackstart.model.reply import Cause
from blackstart.model.scorecard import HostCondition, RunSpan
from blackstart.verdicts.scorecard import judge

UNITS = "{a: {units: {web: active, db: active}}, b: {units: {web: active, db: active}}}"
PROMETHEUS = "{a: {http: {9090: {prometheus: {jobs: {node: up, db: up}, rules: {HostDown: ok}}}}}, b: {}}"
PS = "    PID    PPID    PGID STAT ELAPSED %CPU COMMAND\\n  9 8 9 R 0 0.0 ps\\n"
FIRST, SECOND = "0a1b2c3d-0000-4000-8000-00000000000a", "0a1b2c3d-0000-4000-8000-00000000000b"


@pytest.mark.parametrize(
    ("check", "healthy", "gone", "words"),
    [
        ("prometheus_targets: [node, db]", PROMETHEUS, "{a: {http: {9090: {prometheus: {jobs: {db: null}}}}}}", "db"),
        ("prometheus_rules: [HostDown]", PROMETHEUS, "{a: {http: {9090: {prometheus: {rules: null}}}}}", "HostDown"),
        (
            "systemd_unit: {unit: 'run.*', state: any, properties: {MemoryMax: 5}}",
            "{a: {units: {web: active, run.x.service: {more: {MemoryMax: '5'}}}}, b: {}}",
            "{a: {units: {run.x.service: null}}}",
            "no unit matches",
        ),
        (
            "docker_container: db",
            "{a: {containers: {db: running, web: running}}, b: {}}",
            "{a: {containers: {db: missing}}}",
            "no such",
        ),
    ],
)
def test_01_missing_object_is_not_removed_from_the_aggregate(check: str, healthy: str, gone: str, words: str) -> None:
    """What a check names, or any member of what it sums up, is missed when it is not there."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), healthy, gone)
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert words in find(seen, "it").reason


def test_01_check_without_any_answer_still_counts() -> None:
    """A transcript that lacks a check's exchanges lacks no check: it is BLOCKED as not asked."""
    fleet = load("{id: web, on: a, systemd_unit: web}", "{id: db, on: b, systemd_unit: db}")
    seen = judge(fleet, Transcript(), RunSpan(started=NOW, ended=NOW), now=NOW)
    assert (seen.passed, seen.blocked, len(seen.verdicts)) == (0, 2, 2)
    assert {verdict.cause for verdict in seen.verdicts} == {Cause.NOT_ASKED}


def test_02_services_of_a_host_that_is_down_do_not_keep_their_last_ok() -> None:
    """They are HELD by the one root cause; nothing of the host passes, and its state says UNREACHABLE."""
    fleet = load(*REACHED, "{id: web, on: a, systemd_unit: web}", "{id: other, on: b, systemd_unit: web}")
    seen = spoil(fleet, UNITS, "{a: {down: blackhole}}")
    of_a = {verdict.check: verdict for verdict in seen.verdicts if verdict.host == "a"}
    assert {name: str(verdict.outcome) for name, verdict in of_a.items()} == {
        "a-ping": "BLOCKED",
        "a-login": "HELD",
        "web": "HELD",
    }
    assert of_a["web"].held_by == "a-ping"
    assert (find(seen, "other").outcome, seen.result) == (Outcome.PASS, Result.BLOCKED)
    assert seen.hosts[0].condition is HostCondition.UNREACHABLE


@pytest.mark.parametrize(
    ("check", "healthy", "hidden", "words"),
    [
        ("systemd_unit: web", UNITS, "{a: {tools: {systemctl: [{stderr: Access denied, exit_code: 1}]}}}", "Access"),
        (
            "file_stat: {path: /etc/token, sudo: true}",
            "{a: {files: {/etc/token: x}}, b: {}}",
            "{a: {sudo: denied}}",
            "privilege refused",
        ),
        (
            "processes: {match: rogue, max: 0}",
            "{a: {processes: [nginx]}, b: {}}",
            f'{{a: {{tools: {{ps: [{{stdout: "{PS}"}}]}}}}}}',
            "other users' processes are hidden",
        ),
        (
            "journal: {since: 1h}",
            "{a: {}, b: {}}",
            "{a: {tools: {journalctl: [{stderr: 'Hint: You are currently not seeing messages from other users'}]}}}",
            "not seeing messages",
        ),
    ],
)
def test_03_what_a_viewer_may_not_see_is_no_better_for_him(check: str, healthy: str, hidden: str, words: str) -> None:
    """An account with fewer rights gets a reason, never a green that another account would not get."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), healthy, hidden)
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert words in find(seen, "it").reason


def test_04_answers_from_before_a_reboot_count_for_nothing() -> None:
    """The host restarted between first and last question: all of its evidence is stale, the good too."""
    fleet = load("{id: web, on: a, systemd_unit: web}", "{id: other, on: b, systemd_unit: web}")
    seen = spoil(fleet, UNITS, f"{{a: {{boot_id: [{FIRST}, {SECOND}]}}}}")
    assert outcomes(seen) == {"web": "BLOCKED", "other": "PASS"}
    assert find(seen, "web").cause is Cause.STALE
    assert "restarted during the run" in find(seen, "web").reason


def test_04_a_record_from_before_the_last_boot_counts_for_nothing() -> None:
    """An hour of passes before the reboot is no hour of passes: over time it is "not yet" again."""
    fleet = load(
        "{id: load, on: a, load: {}}", "{id: settled, on: a, trend: {of: load, value: per_core, below: 1, for: 15m}}"
    )
    hosts = "{a: {}, b: {}, controller: {history: {load: 0.4}}}"
    seen = spoil(fleet, hosts, f'{{a: {{tools: {{cat: [{{match: "*boot_id", stdout: "{SECOND}\\n"}}]}}}}}}')
    assert outcomes(seen) == {"load": "PASS", "settled": "BLOCKED"}
    assert "not yet: 0 s of 15 min (1 run)" in find(seen, "settled").reason
    assert "the host was started since" in find(seen, "settled").reason


@pytest.mark.parametrize("text", ["System is going down.\\n", "", "cat: Permission denied\\n", "0a1b2c3d\\n"])
def test_05_other_output_is_not_taken_for_a_new_boot_id(text: str) -> None:
    """It is no boot id at all: nothing is bound to it, and nobody says that the host has rebooted."""
    fleet = load(*REACHED, "{id: boot, on: a, boot: {}}", "{id: web, on: a, systemd_unit: web}")
    seen = spoil(fleet, UNITS, f'{{a: {{tools: {{cat: [{{match: "*boot_id", stdout: "{text}"}}]}}}}}}')
    assert (find(seen, "a-login").outcome, find(seen, "web").held_by) == (Outcome.BLOCKED, "a-login")
    for check in ("a-login", "boot", "web"):
        assert "not a boot id" in find(seen, check).reason
    assert "restarted" not in str(reds(seen))
    assert seen.hosts[0].condition is HostCondition.BOOTED_UNKNOWN


def test_06_a_scrape_that_is_up_says_nothing_of_a_target_that_answers_403() -> None:
    """The exporter's job is up and passes; the route itself is asked too, and is BLOCKED."""
    fleet = load(
        "{id: scrape, on: a, prometheus_targets: [probe]}", "{id: route, on: b, http: 'http://192.0.2.2:8080/'}"
    )
    hosts = "{a: {http: {9090: {prometheus: {jobs: {probe: up}}}}}, b: {http: {8080: {paths: {/: 200}}}}}"
    seen = spoil(fleet, hosts, "{b: {http: {8080: {paths: {/: 403}}}}}")
    assert outcomes(seen) == {"scrape": "PASS", "route": "BLOCKED"}
    assert find(seen, "route").reason == "expected status 200, saw 403"


def test_07_a_textfile_that_is_exported_for_ever_is_too_old() -> None:
    """Its values are as good as on the day that cron died; its age is not."""
    fleet = load("{id: backup, on: a, report: {path: /t/b.prom, max_age: 900, require: {failed: '== 0'}}}")
    hosts = '{a: {files: {/t/b.prom: {content: "failed 0\\n", age: 60}}}, b: {}}'
    seen = spoil(fleet, hosts, "{a: {files: {/t/b.prom: {age: 518400}}}}")
    assert find(seen, "backup").reason == "expected /t/b.prom at most 900 s old, saw 518400 s old"
    assert find(seen, "backup").outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("changes", "red"),
    [
        ("{jobs: {node: {up: 1, age: 7200}}}", "targets"),
        ("{rules: {HostDown: {age: 7200}}}", "rules"),
        ("{queries: {ingested: 0}}", "ingests"),
    ],
)
def test_08_a_watchdog_that_fires_says_nothing_of_a_store_without_data(changes: str, red: str) -> None:
    """The alert is active and passes; the last scrape, the last evaluation and the rate of samples are judged."""
    fleet = load(
        "{id: watchdog, on: a, alertmanager: {require_alerts: [Watchdog]}}",
        "{id: targets, on: a, prometheus_targets: [node]}",
        "{id: rules, on: a, prometheus_rules: [HostDown]}",
        "{id: ingests, on: a, prometheus_query: ingested, expect: value > 0.0}",
    )
    server = "{jobs: {node: {up: 1}}, rules: {HostDown: {}}, queries: {ingested: 120}}"
    watchdog = "{alertmanager: {alerts: {Watchdog: active}}}"
    hosts = f"{{a: {{http: {{9093: {watchdog}, 9090: {{prometheus: {server}}}}}}}, b: {{}}}}"
    seen = spoil(fleet, hosts, f"{{a: {{http: {{9090: {{prometheus: {changes}}}}}}}}}")
    assert find(seen, "watchdog").outcome is Outcome.PASS
    assert list(reds(seen)) == [red]


def test_09_results_of_six_days_ago_are_stale_whoever_shows_them() -> None:
    """The same transcript, judged six days later, proves nothing any more."""
    fleet = load("{id: web, on: a, systemd_unit: web}", "{id: other, on: b, systemd_unit: web}")
    assert look(fleet, UNITS).result is Result.GREEN
    seen = look(fleet, UNITS, later=6 * 86400)
    assert (seen.result, seen.passed) == (Result.BLOCKED, 0)
    assert find(seen, "web").cause is Cause.STALE
    assert find(seen, "web").reason == "stale: seen 518400 s ago, at most 900 s allowed"


def test_09_a_report_of_six_days_ago_is_stale_however_good() -> None:
    """The file can be read and says that all is well; it was written by a job that no longer runs."""
    fleet = load("{id: backup, on: a, report: {path: /b, rows: {members: [a], word: fresh, zero: [failed]}}}")
    report = "a 3/3 fresh failed=0\\ncore_blockers=0\\n"
    hosts = f'{{a: {{files: {{/b: {{content: "{report}"}}}}}}, b: {{}}}}'
    seen = spoil(fleet, hosts, "{a: {files: {/b: {age: 518400}}}}")
    assert find(seen, "backup").reason == "expected /b at most 3600 s old, saw 518400 s old"
