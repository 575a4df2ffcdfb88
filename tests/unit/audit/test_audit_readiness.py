"""What an audit for readiness finds: what stands beside the baseline does not agree with it."""

from typing import Any

import pytest

from blackstart.audit.prometheus_rules import name_metrics
from blackstart.audit.rules import READINESS_RULES, RULES, audit
from blackstart.baseline.rule_files import read_readiness
from blackstart.checks.prometheus.prometheus_rules import PrometheusRules
from blackstart.model.audit import AuditFinding, PackFile, Readiness, Surroundings
from blackstart.model.metrics import Figure, FigureMetric, MetricTable
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Verdict
from blackstart.testing.builders import make_check, make_fleet

SCRIPT = '#!/bin/sh\nexec blackstart check . --view v "$@"\n'
RULE = """\
groups:
  - name: g
    rules:
      - {record: x_ready, expr: min(x_passed) or vector(0)}
      - {alert: XDown, expr: x_ready == 0, labels: {severity: critical}, annotations: {summary: It is down.}}
"""
FILES = {"scripts/go.sh": (SCRIPT, True), "rules/x.rules.yml": (RULE, False), "README.md": ("`scripts/go.sh`", False)}


def make_ready(**fields: Any) -> Any:
    """Make a fleet with a metric, and a check that wants an alert loaded."""
    chosen: dict[str, Any] = {
        "metrics": MetricTable(
            metrics=(FigureMetric(name="x_passed", help="h", figure=Figure.PASSED),), recorded=("x_ready",)
        ),
    }
    check = make_check("rules", spec=PrometheusRules(require=("XDown", "Other")))
    return make_fleet(check, **{**chosen, **fields})


def read(files: dict[str, tuple[str, bool]], live: dict[str, tuple[Verdict, ...]] | None = None) -> Readiness:
    """Read files beside a baseline."""
    beside = {name: PackFile(text=text, executable=executable) for name, (text, executable) in files.items()}
    found = read_readiness(beside, {"check"})
    return Readiness(
        files=found.files,
        rules=found.rules,
        broken=found.broken,
        commands=found.commands,
        live=live,
    )


def find(rule: str, readiness: Readiness, fleet: Any = None) -> list[AuditFinding]:
    """Return what a rule found."""
    chosen = make_ready() if fleet is None else fleet
    return list(audit(chosen, Surroundings(readiness=readiness), "packs/x", (rule,)).findings)


def say(findings: list[AuditFinding]) -> list[tuple[str, str]]:
    """Return outcome and subject of each."""
    return [(finding.outcome, finding.about) for finding in findings]


def test_without_readiness_only_the_other_rules_are_applied() -> None:
    """And with it, both, in the order of the tables."""
    plain = audit(make_ready(), Surroundings(), "packs/x")
    assert {finding.rule for finding in plain.findings} == set(RULES)
    ready = audit(make_ready(), Surroundings(readiness=Readiness()), "packs/x")
    assert {finding.rule for finding in ready.findings} == set(RULES | READINESS_RULES)


def test_a_metric_that_must_be_recorded_is_recorded_once() -> None:
    """Not at all, or twice, blocks."""
    assert say(find("metrics", read(FILES))) == [(Outcome.PASS, "x_ready")]
    assert say(find("metrics", read({}))) == [(Outcome.BLOCKED, "x_ready")]
    twice = read({**FILES, "rules/y.rules.yml": (RULE, False)})
    assert say(find("metrics", twice)) == [(Outcome.BLOCKED, "x_ready")]
    assert say(find("metrics", read(FILES), make_fleet(make_check("c")))) == [(Outcome.PASS, "")]


def test_a_rule_of_unknown_metrics_or_an_alert_without_severity_blocks() -> None:
    """Each names its file and line."""
    assert say(find("rules", read(FILES))) == [(Outcome.PASS, "x_ready"), (Outcome.PASS, "XDown")]
    text = RULE.replace("x_passed", "x_pased").replace("severity: critical", "team: x").replace("summary", "about")
    first, second = find("rules", read({"rules/x.rules.yml": (text, False)}))
    assert (first.outcome, first.place) == (Outcome.BLOCKED, "packs/x/rules/x.rules.yml:4")
    assert "'x_pased' is no metric" in first.message
    assert second.message == "it has no label `severity`; it has no annotation `summary`"


@pytest.mark.parametrize(
    ("expr", "names"),
    [
        ('sum by (a, b) (rate(m_total{l="x}y"}[5m])) > 0', ["m_total"]),
        ("a:b:c and on (fleet) n == bool 1 or vector(0)", ["a:b:c", "n"]),
        ("time() - t_seconds > 1800 offset 5m", ["t_seconds"]),
        ("absent(blackstart_run_info) or m1e3 > 1e3", ["blackstart_run_info", "m1e3"]),
    ],
)
def test_metrics_are_told_from_functions_labels_and_texts(expr: str, names: list[str]) -> None:
    """As PromQL has them."""
    assert list(name_metrics(expr)) == names


def test_an_alert_that_a_check_wants_is_here_or_of_another_file() -> None:
    """What is named nearly as one of the pack's is meant for it, and can never be loaded."""
    assert say(find("alerts", read(FILES))) == [(Outcome.PASS, "XDown"), (Outcome.PASS, "Other")]
    other = make_fleet(make_check("rules", spec=PrometheusRules(require=("ColdStartBlokced",))))
    renamed = read({**FILES, "rules/x.rules.yml": (RULE.replace("XDown", "ColdStartBlocked"), False)})
    (missed,) = find("alerts", renamed, other)
    assert (missed.outcome, missed.message) == (
        Outcome.BLOCKED,
        "'rules' wants it loaded; did you mean 'ColdStartBlocked'?",
    )
    assert say(find("alerts", read(FILES), make_fleet(make_check("c")))) == [(Outcome.PASS, "")]


@pytest.mark.parametrize(
    ("text", "executable", "message"),
    [
        (SCRIPT, False, "it may not be executed"),
        ("exec blackstart check .\n", True, "nothing says what runs it"),
        ("#!/bin/sh\nexec true\n", True, "it calls no command of Blackstart"),
        ("#!/bin/sh\nexec blackstart chek .\n", True, "there is no command chek"),
        (SCRIPT, True, "there is no view v"),
        ('#!/usr/bin/env python3\nos.execvp("blackstart", ["blackstart", "chek"])\n', True, "there is no command chek"),
        ("#!/bin/sh\nblackstart check .; scripts/gone.sh\n", True, "there is no scripts/gone.sh"),
    ],
)
def test_a_script_that_cannot_run_blocks(text: str, executable: bool, message: str) -> None:  # noqa: FBT001  # a case
    """Nobody finds that out on the night it is needed."""
    found = find("scripts", read({"scripts/go.sh": (text, executable)}))
    assert message in [finding.message for finding in found if finding.outcome is Outcome.BLOCKED]


def test_a_document_names_what_there_is_and_every_script() -> None:
    """What is gone blocks; a script nobody is told of is a warning."""
    assert say(find("documents", read(FILES))) == [(Outcome.PASS, "README.md")]
    found = find("documents", read({**FILES, "README.md": ("Run scripts/gone.sh.", False)}))
    assert say(found) == [(Outcome.BLOCKED, "README.md"), (Outcome.WARN, "scripts/go.sh")]
    assert found[0].place == "packs/x/README.md:1"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rules/x.rules.yml", "groups: []\n", "no list of groups"),
        ("rules/x.rules.yml", "- x\n", "expected a mapping"),
        ("rules/x.rules.yml", "groups: [x]\n", "key 'groups': expected a mapping"),
        ("rules/x.rules.yml", "groups: [{name: g, rules: [{expr: x}]}]\n", "one of `alert` and `record`"),
        ("rules/x.rules.yml", "groups: [{name: g, rules: [{alert: x}]}]\n", "key 'expr' is missing"),
    ],
)
def test_a_file_that_cannot_be_read_blocks(name: str, text: str, message: str) -> None:
    """With its place."""
    found = find("files", read({name: (text, False)}))
    assert found[0].outcome is Outcome.BLOCKED
    assert message in found[0].message
    assert found[0].place.startswith(f"packs/x/{name}:")


def see(outcome: Outcome) -> Verdict:
    """Make a verdict of the check that there is."""
    return Verdict(check="rules", phase="P0", host="h", kind="k", outcome=outcome, reason="it is not loaded")


def test_what_the_hosts_say_counts_and_that_they_were_not_asked_warns() -> None:
    """HELD is no better than BLOCKED."""
    assert say(find("live", read(FILES))) == [(Outcome.WARN, "live")]
    for outcome in Outcome:
        ((came_to, about),) = say(find("live", read(FILES, {"v": (see(outcome),)})))
        assert (came_to, about) == (Outcome.BLOCKED if outcome is Outcome.HELD else outcome, "rules")
