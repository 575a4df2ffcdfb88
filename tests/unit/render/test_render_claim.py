"""Whether something may be said: the answer first, then each thing that is missing with its place."""

import json
from pathlib import Path

import msgspec
import pytest
from wcwidth import wcswidth

from blackstart.model.causes import RootCause
from blackstart.model.claims import ClaimAnswer, ClaimReport, Missing, MissingKind, StatementKind
from blackstart.render.claim import CLAIM_FORMATS, spell_age
from blackstart.render.style import Style

MISSING = (
    Missing(kind=MissingKind.RUN, name="small", wanted="begun 900 s ago at most", seen="begun 4000 s ago: stale"),
    Missing(
        kind=MissingKind.CHECK,
        name="escrow-markers",
        host="110",
        wanted="PASS",
        seen="WARN",
        reason="5 missing \x1b[2J" + " and so on" * 12,
        through="B5_DR_COMPLETE",
        source="phases/7.yml:3",
        next={"en": "Ask the owner.", "zh-TW": "詢問擁有者。"},
    ),
)
ANSWERS = (
    ClaimAnswer(
        name="SERVICE_READY",
        kind=StatementKind.STATE,
        allowed=True,
        says={"en": "The services answer.", "zh-TW": "服務可用。"},
        missing=(),
        age=20.0,
        max_age=900.0,
    ),
    ClaimAnswer(
        name="DR_COMPLETE",
        kind=StatementKind.CLAIM,
        allowed=False,
        says={"en": "Disaster recovery is complete."},
        missing=MISSING,
        age=4000.0,
        max_age=900.0,
    ),
)
REPORT = ClaimReport(fleet="small", digest="d", run="runs/1", now=5000.0, answers=ANSWERS)


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("claim.list.terminal", Style()),
        ("claim.terminal", Style(details=True)),
        ("claim.json", Style()),
        ("claim.zh-TW.terminal", Style(details=True, language="zh-TW", color=True, width=60)),
    ],
)
def test_report_is_shown_as_stored(name: str, style: Style, expected: Path) -> None:
    """The text is the stored one, to the byte."""
    assert CLAIM_FORMATS[name.rpartition(".")[2]](REPORT, style) == (expected / f"{name}.txt").read_text()


@pytest.mark.parametrize("details", [True, False])
def test_no_line_is_wider_than_the_terminal(*, details: bool) -> None:
    """Nor ends in a space, nor lets a host act on the terminal."""
    text = CLAIM_FORMATS["terminal"](REPORT, Style(width=50, details=details))
    assert [line for line in text.splitlines() if wcswidth(line) > 50 or line != line.rstrip()] == []
    assert "\x1b" not in text


def test_json_has_every_missing_piece() -> None:
    """With the run it is from."""
    document = json.loads(CLAIM_FORMATS["json"](REPORT, Style()))
    assert (document["format_version"], document["run"]) == (1, "runs/1")
    assert [answer["allowed"] for answer in document["answers"]] == [True, False]
    assert document["answers"][1]["missing"][1]["source"] == "phases/7.yml:3"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-2.0, "-2 s"), (0.4, "0.4 s"), (59.0, "59 s"), (90.0, "1.5 min"), (7200.0, "2 h"), (864000.0, "10 d")],
)
def test_an_age_is_said_in_its_greatest_unit(seconds: float, said: str) -> None:
    """Three digits are enough."""
    assert spell_age(seconds) == said


def test_root_causes_stand_below_what_is_missing() -> None:
    """Each with why it matters and what to do next."""
    cause = RootCause(
        name="escrow-markers",
        host="110",
        phase="P2",
        outcome="WARN",
        reason="saw 5",
        why={"en": "Nothing else opens the backups."},
        next={"en": "Ask the owner."},
    )
    answer = msgspec.structs.replace(ANSWERS[-1], causes=(cause,))
    shown = CLAIM_FORMATS["terminal"](msgspec.structs.replace(REPORT, answers=(answer,)), Style(details=True))
    assert "\n\nroot causes\n  escrow-markers  WARN: saw 5\n" in shown
    assert "why  Nothing else opens the backups.\n" in shown
    assert "next  Ask the owner.\n" in shown
