"""Alert rules and the alert chain against a real Prometheus and Alertmanager."""

from pathlib import Path

from integration.kinds.looking import conclude
from integration.kinds.servers import find_tool, run

from blackstart.checks.prometheus.alert_post import AlertPost
from blackstart.checks.prometheus.prometheus_rules import PrometheusRules
from blackstart.checks.prometheus.rule_parity import RuleParity
from blackstart.model.outcome import Outcome, WarningClass

ALERTS = "/api/v2/alerts"


async def test_rules_in_the_file_are_those_loaded(monitoring: tuple[str, Path]) -> None:
    """The file is taken by promtool, and the names read out of it are those the server has."""
    url, rules = monitoring
    run(find_tool("promtool"), "check", "rules", str(rules))
    verdict = await conclude(RuleParity(files=(str(rules),), loaded_from="alerts.yml", url=url))
    assert verdict.outcome is Outcome.PASS, verdict.reason
    assert verdict.reading is not None
    assert verdict.reading["in_files"] == ("DiskFull", "HostDown")


async def test_file_newer_than_the_server_is_drift(monitoring: tuple[str, Path], tmp_path: Path) -> None:
    """One alert added to the file and one taken out are both named."""
    url, rules = monitoring
    newer = tmp_path / "alerts.yml"
    newer.write_text(rules.read_text().replace("HostDown", "HostLost"))
    verdict = await conclude(RuleParity(files=(str(newer),), url=url))
    assert verdict.outcome is Outcome.BLOCKED
    assert "not loaded: HostLost" in verdict.reason
    assert "not there: HostDown" in verdict.reason


async def test_alert_without_its_label_breaks_the_contract(monitoring: tuple[str, Path]) -> None:
    """The alert that has no severity is named; the recording rule needs none."""
    verdict = await conclude(PrometheusRules(require=("HostDown",), labels=("severity",), url=monitoring[0]))
    assert verdict.outcome is Outcome.BLOCKED
    assert "DiskFull: severity" in verdict.reason


async def test_alert_arrives_at_the_alertmanager(alerting: str) -> None:
    """The alert of this run is seen among the Alertmanager's alerts."""
    spec = AlertPost(url=alerting + ALERTS, arrives_at=alerting + ALERTS, pause=0.1)
    verdict = await conclude(spec, may_post_alerts=True)
    assert verdict.outcome is Outcome.PASS, verdict.reason
    assert verdict.reading is not None
    assert verdict.reading["state"] == "active"


async def test_alert_arrives_at_the_last_receiver(alerting: str, receiver: str) -> None:
    """The alert of this run went through the Alertmanager to where it sends."""
    spec = AlertPost(url=alerting + ALERTS, arrives_at=f"{receiver}/posted", looks=20, pause=0.1)
    verdict = await conclude(spec, may_post_alerts=True)
    assert verdict.outcome is Outcome.PASS, verdict.reason


async def test_alert_of_an_earlier_run_does_not_count(alerting: str, receiver: str) -> None:
    """What an Alertmanager holds from before is not what was sent now to a server that drops it."""
    spec = AlertPost(url=receiver, arrives_at=alerting + ALERTS, looks=2, pause=0.1)
    verdict = await conclude(spec, may_post_alerts=True)
    assert verdict.outcome is Outcome.BLOCKED
    assert "no such alert after 2 looks" in verdict.reason


async def test_without_the_alert_test_the_chain_is_not_proven(alerting: str) -> None:
    """Nothing is sent, and the check warns."""
    spec = AlertPost(url=alerting + ALERTS, arrives_at=alerting + ALERTS)
    verdict = await conclude(spec)
    assert verdict.outcome is Outcome.WARN
    assert verdict.warns_as is WarningClass.EVIDENCE
