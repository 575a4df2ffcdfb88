"""A run to its summary, and the summary's file read again."""

import msgspec
import pytest
from gates_pack import SOURCES, load_gated, make_summary

from blackstart.baseline.load import load_baseline
from blackstart.baseline.summary_file import SummaryFileError, read_dispatch, read_summary
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.declarations import guard_declarations
from blackstart.gates.open_gates import find_open_gates, list_unmet
from blackstart.gates.summary import list_views, summarise, widen
from blackstart.model.fleet import Fleet
from blackstart.model.gates import Condition
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.model.summary import Summary
from blackstart.render.gates import list_languages, name_line, write_declarations, write_dispatch, write_summary
from blackstart.testing.builders import make_scorecard, make_verdict
from blackstart.verdicts.claims import declare
from blackstart.verdicts.view import narrow

QUICK = SOURCES["summary.yml"].replace("views: [registry]", "views: [registry]\nquick: quick")


def judge(fleet: Fleet, *verdicts: Verdict, missing: object = 0, **fields: object) -> Scorecard:
    """Make the scorecard of a run that read so many missing markers."""
    escrow = make_verdict(fleet.checks[1], reading={"missing": missing})
    named = {verdict.check for verdict in verdicts}
    every = (*verdicts, *(() if "escrow" in named else (escrow,)))
    scorecard = make_scorecard(fleet, *every, **fields)  # type: ignore[arg-type]  # fields of a scorecard
    assert fleet.claims is not None
    return declare(fleet, fleet.claims, scorecard)


def look_at_registry(fleet: Fleet, outcome: Outcome = Outcome.PASS) -> dict[str, Scorecard]:
    """Make the scorecard of the view."""
    view = narrow(fleet, "registry")
    scorecard = make_scorecard(view, make_verdict(view.checks[0], outcome))
    word = "REGISTRY_UP." if outcome is Outcome.PASS else "VIEW_BLOCKED"
    return {"registry": msgspec.structs.replace(scorecard, level=word)}


def test_all_is_well(fleet: Fleet) -> None:
    """Every way in which a line is got."""
    values = summarise(fleet, judge(fleet), look_at_registry(fleet)).values
    assert {key: values[key] for key in list(values)[9:]} == {
        "RESULT_WORD": "GREEN",
        "PASSED": "2",
        "BOUNDARY": "0",
        "FIRST": "none",
        "SERVED": "1",
        "MISSING": "0",
        "ACCEPTED": "1",
        "REGISTRY": "REGISTRY_UP.",
        "ACTIONS": "0",
        "NEXT": "none",
    }
    assert values["ALLOWED"] == "SERVED,COMPLETE"
    assert values["JUDGED"] == "1970-01-01T00:16:40Z"


def test_what_fails_opens_gates(fleet: Fleet) -> None:
    """The service, the markers and the view, each by its line."""
    nginx, escrow = fleet.checks
    scorecard = judge(
        fleet,
        make_verdict(nginx, Outcome.BLOCKED, "dead"),
        make_verdict(escrow, Outcome.WARN, reading={"missing": 2}, warns_as=WarningClass.BOUNDARY),
    )
    values = summarise(fleet, scorecard, look_at_registry(fleet, Outcome.BLOCKED)).values
    assert values["NEXT"] == "escrow_evidence,registry_export"
    assert (values["SERVED"], values["MISSING"], values["ACCEPTED"]) == ("0", "2", "0")
    assert (values["FIRST"], values["BOUNDARY"], values["REGISTRY"]) == ("nginx", "1", "VIEW_BLOCKED")


@pytest.mark.parametrize("quick", [True, False])
def test_quick_check_counts_the_run(*, quick: bool) -> None:
    """By the figures of its view where the pack has one."""
    fleet = load_gated(summary=QUICK) if quick else load_gated()
    escrow = make_verdict(fleet.checks[1], Outcome.WARN, reading={"missing": 1}, warns_as=WarningClass.BOUNDARY)
    values = summarise(fleet, judge(fleet, escrow), look_at_registry(fleet)).values
    assert (values["PASSED"], values["BOUNDARY"], values["MISSING"]) == ("1", "1", "1")


def test_a_failure_that_was_explained_is_a_warning_in_every_line() -> None:
    """The word, the figures and the lines agree: nothing is blocked in one and not in another."""
    summary = QUICK.replace("needs: {claims: [SERVED]}", "needs: {checks: {service: nginx}}")
    fleet = load_gated(summary=summary)
    fields = {"warns_as": WarningClass.EVIDENCE, "explained_by": "escrow"}
    warming = make_verdict(fleet.checks[0], Outcome.WARN, "502; escrow answers", **fields)
    values = summarise(fleet, judge(fleet, warming), look_at_registry(fleet)).values
    assert (values["FIRST"], values["PASSED"], values["SERVED"]) == ("none", "1", "1")


def test_run_without_claims_is_summarised_too() -> None:
    """By its quick check, and without any statement."""
    claims = {name: text for name, text in SOURCES.items() if name != "recovery.yml"}
    summary = QUICK.replace("needs: {claims: [SERVED]}", "needs: {checks: [nginx]}")
    fleet = load_baseline({**claims, "summary.yml": summary}, "packs/small")
    escrow = make_verdict(fleet.checks[1], reading={"missing": 0})
    summarised = summarise(fleet, make_scorecard(fleet, escrow), look_at_registry(fleet))
    assert summarised.values["SERVED"] == "1"
    assert guard_declarations(fleet, summarised) == ()


def test_run_cut_short_allows_and_clears_nothing(fleet: Fleet) -> None:
    """However green it was until then."""
    span = RunSpan(started=1000.0, ended=1001.0, interrupted=True)
    summary = summarise(fleet, judge(fleet, span=span), look_at_registry(fleet))
    assert (summary.values["INTERRUPTED"], summary.values["SERVED"]) == ("1", "0")
    assert summary.values["NEXT"] == "escrow_evidence,registry_export"
    assert not any(answer.allowed for answer in guard_declarations(fleet, summary))


def test_line_end_in_a_reading_makes_no_line(fleet: Fleet) -> None:
    """What a host says cannot write a key of its own."""
    summary = summarise(fleet, judge(fleet, missing="0\nACTIONS=1"), look_at_registry(fleet))
    assert summary.values["MISSING"] == "0\\nACTIONS=1"
    assert read_summary(write_summary(summary), "s.txt", fleet) == summary


def test_collection_is_widened_by_the_views(fleet: Fleet) -> None:
    """Once for all; a fleet without a summary is not."""
    assert [check.id for check in widen(fleet).checks] == ["nginx", "escrow", "registry"]
    bare = msgspec.structs.replace(fleet, summary=None, gates=None)
    assert [check.id for check in widen(bare).checks] == ["nginx", "escrow"]
    assert list_views(bare) == ()
    assert len(summarise(bare, judge(fleet), {}).values) == 9


def test_edited_gates_contradict(fleet: Fleet) -> None:
    """A summary that names fewer gates than its lines open."""
    warned = make_verdict(fleet.checks[1], Outcome.WARN, reading={"missing": 1}, warns_as=WarningClass.BOUNDARY)
    summary = summarise(fleet, judge(fleet, warned), look_at_registry(fleet))
    assert find_contradictions(fleet, summary) == ()
    edited = Summary(values={**summary.values, "NEXT": "none"})
    assert find_contradictions(fleet, edited) == ("NEXT",)


def test_dispatch_is_read_again(fleet: Fleet, summary: Summary) -> None:
    """The summary in it is the one it was made of; every constant is 0."""
    assert fleet.gates is not None
    text = write_dispatch(find_open_gates(fleet.gates, summary), summary)
    assert read_dispatch(text, "d.txt", fleet) == summary
    assert "NEXT_GATE_COUNT=2\nP0_GATE_COUNT=1\nNEXT_REQUIRED_GATES=escrow_evidence,registry_export\n" in text
    assert "DISPATCH_AUTHORIZED=0\nREQUEST_SENT_COUNT=0\nOWNER_RESPONSE_ACCEPTED=0\nHOST_WRITE_AUTHORIZED=0\n" in text
    assert "SECRET_VALUE_COLLECTION_ALLOWED=0\nRUNTIME_GATE=0\n" in text
    assert "GATE_1_FORBIDDEN_ACTIONS=read_secret,write_marker\n" in text
    assert "GATE_2_FORBIDDEN_DECLARATIONS=COMPLETE\n" in text


def test_languages_of_a_dispatch_are_those_of_the_pack() -> None:
    """English first, whatever it has beside."""
    phase = SOURCES["phases/p0.yml"].replace(
        "vault_password: Where it is kept.", "vault_password: {zh-TW: 保管位置。, en: x}"
    )
    table = load_gated(phases_p0=phase).gates
    assert table is not None
    assert list_languages(table) == ("en", "zh-TW")


def test_declarations_name_what_is_missing(fleet: Fleet) -> None:
    """Gates, lines that are not there or empty, claims and people."""
    summary = make_summary(fleet, MISSING="", ALLOWED="none")
    values = {key: value for key, value in summary.values.items() if key != "SERVED"}
    text = write_declarations(guard_declarations(fleet, Summary(values=values)), Summary(values=values))
    assert "ALLOWED_DECLARATIONS=none\n" in text
    assert "gate escrow_evidence is open; SERVED is forbidden; the run does not allow it" in text
    assert "`blackstart claim COMPLETE` names each check that it lacks" in text
    assert "no evidence allows it: The owner" in text
    well = make_summary(fleet)
    assert "ALLOWED_SERVED='It serves.'\n" in write_declarations(guard_declarations(fleet, well), well)


def test_lines_bear_the_packs_prefix(fleet: Fleet) -> None:
    """Where it has one."""
    assert name_line(fleet, "X") == "SMALL_X"
    assert name_line(msgspec.structs.replace(fleet, gates=None), "X") == "X"
    assert guard_declarations(msgspec.structs.replace(fleet, gates=None, claims=None), Summary()) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "MISSING=0\n", "s.txt:21: MISSING stands twice"),
        (lambda text: text + "A=b c\n", "s.txt:21: no line KEY=VALUE"),
        (lambda text: text + "A='b\n", "s.txt:21: no line KEY=VALUE"),
        (lambda text: text + "A=$(id)\n", "s.txt:21: no line KEY=VALUE"),
        (lambda text: text + "a line\n", "s.txt:21: no line KEY=VALUE"),
        (lambda text: text + "A='\x1b'\n", "s.txt:21: no line KEY=VALUE"),
        (lambda text: text.replace("FLEET=small", "FLEET=other"), "FLEET is other, and the pack's is small"),
        (lambda text: text.replace("FLEET=small\n", ""), "FLEET is missing"),
        (lambda text: text.replace("BASELINE_DIGEST=", "BASELINE_DIGEST=0"), "BASELINE_DIGEST is 0"),
        (lambda text: text.replace("INTERRUPTED=0\n", ""), "INTERRUPTED is missing"),
        (lambda text: text.replace("\n", "\r\n"), "s.txt:1: no line KEY=VALUE as a shell reads it; keep its line ends"),
        (lambda text: "\ufeff" + text, "s.txt:1: no line KEY=VALUE"),
        (lambda text: text.replace("SERVED=1", "SERVED = 1"), "s.txt:14: no line KEY=VALUE"),
        (lambda text: text.replace("SERVED=1", "SERVED=1 "), "s.txt:14: no line KEY=VALUE"),
        (lambda text: text.replace("SERVED=1", " SERVED=1"), "s.txt:14: no line KEY=VALUE"),
        (lambda text: text.replace("SERVED=1", "SERVED='1'"), "s.txt:14: no line KEY=VALUE"),
        (lambda text: text.replace("\nSERVED=1", "\nSERVED=0"), "SUMMARY_SHA256 is not of the lines before it"),
        (lambda text: text + "MORE=1\n", "SUMMARY_SHA256 is not of the lines before it"),
        (
            lambda text: "".join(reversed(text.splitlines(keepends=True))),
            "SUMMARY_SHA256 is not of the lines before it",
        ),
        (lambda text: text[:-10], "SUMMARY_SHA256 is not of the lines before it"),
        (lambda text: text.partition("SUMMARY_SHA256")[0], "SUMMARY_SHA256 is missing, so it is not whole"),
        (lambda text: text[: len(text) // 2], "is not whole"),
        (lambda _: "", "FLEET is missing"),
        (lambda _: "\0" * 40, "s.txt:1: no line KEY=VALUE"),
        (lambda text: text + "\n" * (1 << 20), "more than 1048576 signs"),
    ],
)
def test_wrong_summary_file_is_refused(fleet: Fleet, change: object, said: str) -> None:
    """With its line and the mend."""
    text = write_summary(make_summary(fleet))
    with pytest.raises(SummaryFileError) as caught:
        read_summary(change(text), "s.txt", fleet)  # type: ignore[operator]  # a function of the text
    assert said in str(caught.value)


@pytest.mark.parametrize("told", ["", "unknown"])
def test_no_gate_is_cleared_by_what_tells_nothing(fleet: Fleet, told: str) -> None:
    """Even one whose pack takes that for an answer."""
    summary = make_summary(fleet, MISSING=told)
    asked = Condition(key="MISSING", values=(told, "0"))
    assert [unmet.seen for unmet in list_unmet((asked,), summary)] == [told]
    assert list(list_unmet((asked,), make_summary(fleet, MISSING="0"))) == []
