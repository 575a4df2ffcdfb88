"""What waivers do: a finding stands as it is, for a time, by somebody's name; and nothing else does."""

import pytest
from unit.audit.test_audit_rules import accept, make_hosts, make_rungs, make_two

from blackstart.audit.rules import READINESS_RULES, RULES, audit
from blackstart.model.audit import AuditReport, PackFile, Readiness, Surroundings, Waiver, Waivers, is_waivable
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result
from blackstart.testing.builders import make_check, make_fleet

TEXTS = ("texts:a-x:why+next:warn", "texts:b-x:why+next:warn")


def make_plain(*commands: tuple[str, ...]) -> Fleet:
    """Make a fleet with two checks of one entry that say nothing, and with commands of its own."""
    checks = tuple(make_check(f"{host}-x", host=host) for host in ("a", "b"))
    origins = dict.fromkeys(("a-x", "b-x"), "phases/p0.yml:7")
    return make_two(*checks, origins=origins, read_only_commands=commands)


def look(*keys: str, until: str = "2026-12-31", fleet: Fleet | None = None, only: tuple[str, ...] = ()) -> AuditReport:
    """Audit on 2026-12-31 with waivers of these findings."""
    entries = tuple(Waiver(finding=key, by="Mei", note="n", until=until, place="x/audit.yml:2") for key in keys)
    waivers = Waivers(entries=entries, today="2026-12-31")
    chosen = make_plain() if fleet is None else fleet
    return audit(chosen, accept(chosen), "packs/x", only, waivers)


def say(report: AuditReport, rule: str) -> list[tuple[str, str]]:
    """Return outcome and subject of a rule's findings."""
    return [(finding.outcome, finding.about) for finding in report.findings if finding.rule == rule]


def test_a_waived_finding_stays_in_the_list_and_counts_for_nothing() -> None:
    """Through the last day; that the waivers hold is said."""
    report = look(*TEXTS)
    assert say(report, "texts") == [("WAIVED", "a-x"), ("WAIVED", "b-x")]
    assert say(report, "waivers") == [(Outcome.PASS, "")]
    assert [finding.waived.by for finding in report.findings if finding.waived] == ["Mei"] * 2
    assert report.result is Result.GREEN


def test_a_waiver_covers_nothing_beside_what_it_names() -> None:
    """Another host of the same entry was not looked at by anybody."""
    report = look(TEXTS[0])
    assert say(report, "texts") == [("WAIVED", "a-x"), (Outcome.WARN, "b-x")]
    assert report.result is Result.DEGRADED


@pytest.mark.parametrize("outcome", ["warn", "blocked"])
def test_what_becomes_worse_is_another_finding(outcome: str) -> None:
    """A host that nobody looks at blocks; a waiver of a warning about it is of nothing."""
    fleet = make_fleet(*make_rungs("a"), hosts=make_hosts("a", "b"))
    key = f"unlooked:host:b:{outcome}"
    found = say(look(key, fleet=fleet), "waivers")
    assert found == ([(Outcome.PASS, "")] if outcome == "blocked" else [(Outcome.WARN, key)])


def test_an_expired_waiver_is_a_finding_and_waives_nothing() -> None:
    """What it was for counts again."""
    report = look(*TEXTS, until="2026-12-30")
    assert say(report, "texts") == [(Outcome.WARN, "a-x, b-x")]
    assert say(report, "waivers") == [(Outcome.WARN, key) for key in TEXTS]
    assert {finding.place for finding in report.findings if finding.rule == "waivers"} == {"x/audit.yml:2"}


def test_a_waiver_of_nothing_is_a_finding() -> None:
    """But where its rule is not applied, nothing is known of it."""
    assert say(look("texts:gone:why:warn"), "waivers") == [(Outcome.WARN, "texts:gone:why:warn")]
    assert say(look("texts:gone:why:warn", only=("ties",)), "waivers") == []
    assert say(look("live:live:warn"), "waivers") == []


def test_commands_that_block_are_never_waived() -> None:
    """No consent lets them run; a prefix that only warns is noted by who looked."""
    fleet = make_plain(("bash",), ("qm", "status"))
    keys = ("commands:fleet:read_only_commands:bash:blocked", "commands:fleet:read_only_commands:qm status:warn")
    found = [finding for finding in look(*keys, fleet=fleet).findings if finding.rule == "commands"]
    assert [(finding.outcome, len(finding.keys)) for finding in found] == [(Outcome.BLOCKED, 0), ("WAIVED", 1)]
    assert look(*keys, fleet=fleet).result is Result.BLOCKED


@pytest.mark.parametrize("rule", [*RULES, *READINESS_RULES, "waivers"])
def test_what_may_be_waived(rule: str) -> None:
    """Not what nobody could read, accepted, or saw on hosts, nor a waiver; and a PASS needs none."""
    assert is_waivable(rule, "warn") is (rule not in {"files", "live", "lock", "waivers"})
    assert is_waivable(rule, "blocked") is (rule not in {"files", "live", "lock", "waivers", "commands"})
    assert not is_waivable(rule, "pass")


def test_what_stands_beside_a_baseline_may_be_waived_too() -> None:
    """By the same key."""
    waiver = Waiver(
        finding="documents:README.md:there is no scripts/x.sh:blocked", by="Mei", note="n", until="2026-12-31"
    )
    waivers = Waivers(entries=(waiver,), today="2026-12-01")
    beside = Readiness(files={"README.md": PackFile(text="Run scripts/x.sh.", executable=False)})
    report = audit(make_two(), Surroundings(readiness=beside), "packs/x", ("documents",), waivers)
    assert say(report, "documents") == [("WAIVED", "README.md")]
