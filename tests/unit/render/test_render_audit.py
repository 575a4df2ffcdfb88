"""An audit's report: what is wrong first, with its place."""

import json
from pathlib import Path

import pytest
from wcwidth import wcswidth

from blackstart.model.audit import WAIVED, AuditFinding, AuditReport, Waiver
from blackstart.model.outcome import Outcome, Result
from blackstart.render.audit import AUDIT_FORMATS
from blackstart.render.style import Style

FINDINGS = (
    AuditFinding(rule="rungs", outcome=Outcome.PASS, message="every host has checks that tell whether it is reachable"),
    AuditFinding(
        rule="texts",
        outcome=Outcome.WARN,
        about="磁碟, db",
        message="it has no next \x1b[2J" + " and so on" * 12,
        mend="say what to do",
        place="packs/x/phases/p0.yml:3",
    ),
    AuditFinding(
        rule="route",
        outcome=Outcome.BLOCKED,
        about="120",
        message="reached through 110",
        mend="do not",
        keys=("route:host:120:110:blocked",),
    ),
    AuditFinding(
        rule="names",
        outcome=WAIVED,
        about="web",
        message="'web.internal' needs a name service",
        mend="give its number",
        place="packs/x/fleet.yml:3",
        keys=("names:host:web:web.internal:warn",),
        waived=Waiver(
            finding="names:host:web:web.internal:warn",
            by="Mei \x1b[2J",
            note="the new address comes with the move",
            until="2026-12-31",
            place="packs/x/audit.yml:2",
        ),
    ),
)
REPORT = AuditReport(fleet="small", digest="d", result=Result.BLOCKED, findings=FINDINGS)


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("audit.terminal", Style()),
        ("audit.json", Style()),
        ("audit.zh-TW.terminal", Style(language="zh-TW", color=True, width=60)),
    ],
)
def test_report_is_shown_as_stored(name: str, style: Style, expected: Path) -> None:
    """The text is the stored one, to the byte."""
    assert AUDIT_FORMATS[name.rpartition(".")[2]](REPORT, style) == (expected / f"{name}.txt").read_text()


def test_no_line_is_wider_than_the_terminal() -> None:
    """But for a place, which is for copying."""
    text = AUDIT_FORMATS["terminal"](REPORT, Style(width=40))
    assert [line for line in text.splitlines() if wcswidth(line) > 40 and not (".yml" in line or "key " in line)] == []


def test_json_is_sorted_and_counts() -> None:
    """A program reads counts without counting."""
    text = AUDIT_FORMATS["json"](REPORT, Style())
    document = json.loads(text)
    assert text == json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert document["counts"] == {"BLOCKED": 1, "PASS": 1, "WAIVED": 1, "WARN": 1}
