"""What is made of a rehearsal says so in every format; what is made of the fleet itself says nothing of it."""

import msgspec
import pytest
from gates_pack import load_gated, make_summary

from blackstart.baseline.summary_file import SummaryFileError, bind
from blackstart.model.claims import Missing, MissingKind
from blackstart.model.fleet import Fleet
from blackstart.model.gates import DeclarationAnswer
from blackstart.model.outcome import Result
from blackstart.model.quick import QuickAnswer
from blackstart.render import junit, markdown, prometheus, summary, terminal
from blackstart.render.gates import list_reasons, list_source
from blackstart.render.quick import show_quick
from blackstart.render.style import Style
from blackstart.testing.builders import make_check, make_fleet, make_scorecard

REHEARSED = "drill:120-down"
FORMATS = {
    "junit": junit.render,
    "markdown": markdown.render,
    "prometheus": prometheus.render,
    "summary": summary.render,
    "terminal": terminal.render,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_rehearsal(name: str) -> None:
    """And its scenario; a run of the fleet itself has no such word."""
    fleet = make_fleet(make_check("web"))
    real = make_scorecard(fleet)
    rehearsed = msgspec.structs.replace(real, origin=REHEARSED)
    assert "120-down" in FORMATS[name](fleet, rehearsed, Style())
    assert "120-down" not in FORMATS[name](fleet, real, Style())


def test_a_quick_check_names_the_rehearsal() -> None:
    """Before its counts."""
    answer = QuickAnswer(
        fleet="small",
        origin=REHEARSED,
        result=Result.GREEN,
        word="GREEN",
        passed=1,
        warned=0,
        blocked=0,
        held=0,
        warnings={},
        parts=(),
        softened=(),
        causes=(),
        first_blocked=None,
        interrupted=False,
    )
    assert "ORIGIN=drill:120-down" in show_quick(answer, Style())


def test_what_is_made_of_a_summary_names_the_rehearsal() -> None:
    """Its source is the first that is said."""
    fleet = load_gated().rehearsed(REHEARSED)
    rehearsed = make_summary(fleet, ORIGIN=REHEARSED)
    assert next(iter(list_source(rehearsed))) == ("ORIGIN", REHEARSED)
    assert "ORIGIN" not in dict(list_source(make_summary(load_gated())))


def test_a_summary_of_a_rehearsal_is_refused_for_the_fleet() -> None:
    """And says how to read it again."""
    real: Fleet = load_gated()
    rehearsed = make_summary(real, ORIGIN=REHEARSED)
    with pytest.raises(SummaryFileError, match="made in a drill"):
        bind(dict(rehearsed.values), "summary.txt", real)


def test_an_untimely_summary_is_a_reason() -> None:
    """Beside whatever else is missing."""
    answer = DeclarationAnswer(name="SERVED", untimely="stale by a day")
    assert list(list_reasons(answer, "en")) == ["the summary does not count now: stale by a day"]


def test_everything_that_stands_against_a_statement_is_told() -> None:
    """Open gates, and what it asks for that is forbidden itself, each by its name."""
    missing = (Missing(kind=MissingKind.CHECK, name="nginx", wanted="PASS", seen="BLOCKED"),)
    answer = DeclarationAnswer(name="COMPLETE", gates=("escrow_evidence",), behind=("SERVED",), missing=missing)
    assert list(list_reasons(answer, "en")) == [
        "gate escrow_evidence is open",
        "SERVED is forbidden",
        "nginx is BLOCKED, wanted PASS",
    ]
