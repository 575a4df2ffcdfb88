"""Formats that programs read are read by those programs' own rules."""

import json
import shutil
import subprocess
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.model.view import RESERVED_KEYS
from blackstart.render.style import Style
from blackstart.render.table import find_renderer
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict

Shown = tuple[Fleet, Scorecard]


def show(name: str, shown: Shown) -> str:
    """Return the run in that format."""
    return find_renderer(name)(*shown, Style())


def read_junit(shown: Shown) -> ET.Element:
    """Parse the JUnit text."""
    return ET.fromstring(show("junit", shown))  # noqa: S314  # our own text


def test_json_is_sorted_and_the_same_again(shown: Shown) -> None:
    """Keys are in order, and nothing depends on chance."""
    text = show("json", shown)
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert text == show("json", shown)


def test_json_has_every_text(make_shown: Callable[[str], Shown]) -> None:
    """Both languages of a check's texts are there."""
    texts = json.loads(show("json", make_shown("blocked")))["texts"]["120-ping"]
    assert set(texts["why"]) == {"en", "zh-TW"}


def test_summary_is_read_by_a_shell(shown: Shown) -> None:
    """A shell takes every line as an assignment and runs nothing of it."""
    text = show("summary", shown)
    keys = [line.partition("=")[0] for line in text.splitlines()]
    assert len(keys) == len(set(keys))
    script = f'set -eu\n{text}printf "%s|%s" "$RESULT" "$FLEET"'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == f"{shown[1].result}|{shown[1].fleet.strip()}"
    assert not done.stderr


def test_summary_hides_no_phase_behind_another(make_shown: Callable[[str], Shown]) -> None:
    """Ids that make the same key are numbered."""
    lines = show("summary", make_shown("hostile")).splitlines()
    assert "PHASE_P_0=BLOCKED" in lines
    assert "PHASE_P_0_2=HELD" in lines


def test_junit_passes_only_what_passed(shown: Shown) -> None:
    """Of all check cases, those without a child are the PASS ones; a suite's head counts right."""
    root, scorecard = read_junit(shown), shown[1]
    cases = [case for case in root.iter("testcase") if " on " in (case.get("name") or "")]
    assert sum(len(case) == 0 for case in cases) == scorecard.passed
    assert len(cases) == len(scorecard.verdicts)
    for suite in root:
        heads = [int(suite.get(name, "")) for name in ("tests", "failures", "errors", "skipped")]
        found = [len(suite.findall(f"testcase{path}")) for path in ("", "/failure", "/error", "/skipped")]
        assert heads == found


def test_junit_is_green_only_for_a_green_run(case: str, shown: Shown) -> None:
    """A run that is not GREEN has a case that is not passed, even with no check at all."""
    root = read_junit(shown)
    bad = [case for case in root.iter("testcase") if len(case)]
    assert bool(bad) is (case != "healthy")


def test_junit_shows_a_phase_that_another_one_holds() -> None:
    """All checks of the phase passed, and still it is not released."""
    checks = (make_check("down"), make_check("fine", phase="P1"))
    fleet = make_fleet(*checks, phases=(Phase(id="P0"), Phase(id="P1", needs=("P0",))))
    root = read_junit((fleet, make_scorecard(fleet, make_verdict(checks[0], Outcome.BLOCKED, "down"))))
    released = root.find("testsuite[@name='P1']/testcase[@name='released']/error")
    assert released is not None
    assert released.get("message") == "HELD: held by P0"


def test_junit_has_the_time_of_each_case_and_suite() -> None:
    """In seconds: a phase's is the sum of its checks', the run's from its begin to its end."""
    checks = (make_check("slow"), make_check("quick"), make_check("uncounted", phase="P1"))
    fleet = make_fleet(*checks)
    verdicts = (make_verdict(checks[0], took=1.5), make_verdict(checks[1], Outcome.BLOCKED, took=0.0625))
    root = read_junit((fleet, make_scorecard(fleet, *verdicts, span=RunSpan(started=10.0, ended=11.75))))
    times = {element.get("name"): element.get("time") for element in root.iter() if element.tag.startswith("test")}
    assert times == {
        "small": "1.750",
        "run": "1.750",
        "result": "1.750",
        "P0": "1.562",
        "slow on a": "1.500",
        "quick on a": "0.062",
        "P1": "0.000",
        "uncounted on a": "0.000",
    }
    back = read_junit((fleet, make_scorecard(fleet, *verdicts, span=RunSpan(started=10.0, ended=9.0))))
    assert back.get("time") == "0.000"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (Debian: prometheus) is not installed")
def test_metrics_are_clean_for_promtool(shown: Shown) -> None:
    """Promtool parses the text and has nothing to say of it."""
    done = subprocess.run(
        ["promtool", "check", "metrics"],
        input=show("prometheus", shown),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_metrics_keep_the_time_to_the_second() -> None:
    """A Unix time is not rounded."""
    fleet = make_fleet(make_check("web"))
    text = show("prometheus", (fleet, make_scorecard(fleet, judged=1782478445.25)))
    assert 'blackstart_run_judged_timestamp_seconds{fleet="small"} 1782478445.25\n' in text


def test_each_state_is_one_of_its_words(shown: Shown) -> None:
    """Each check, phase and host has exactly one word that is 1."""
    fleet, scorecard = shown
    lines = show("prometheus", (fleet, scorecard)).splitlines()
    for family, count in (
        ("check_outcome", len(scorecard.verdicts)),
        ("phase_result", len(scorecard.phases)),
        ("host_condition", len(scorecard.hosts)),
    ):
        assert sum(line.startswith(f"blackstart_{family}{{") and line.endswith(" 1") for line in lines) == count


def test_no_line_of_a_view_may_have_a_key_every_summary_has(make_shown: Callable[[str], Shown]) -> None:
    """The keys are the ones a pack is refused; those of hosts and phases are numbered."""
    lines = show("summary", make_shown("view")).splitlines()
    own = {line.partition("=")[0] for line in lines} - {"PHASE_P0", "HOST_A", "HOST_A_2", "UNITS", "LATEST", "EMPTY"}
    assert own | {"SUMMARY_SHA256"} == RESERVED_KEYS  # a summary's file ends with that line


def test_every_check_of_a_view_is_a_case(make_shown: Callable[[str], Shown]) -> None:
    """Also those of a phase that is not looked at whole, and so has no state."""
    root = read_junit(make_shown("view"))
    assert {case.get("name") for case in root.iter("testcase")} >= {"units on a", "disk on a", "result of view hygiene"}
