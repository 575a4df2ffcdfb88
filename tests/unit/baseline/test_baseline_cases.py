"""`why` and `next` by case: read with every error, and chosen by what a run came to."""

import pytest
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from blackstart.audit.texts import list_texts
from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.request import CONTROLLER
from blackstart.testing.builders import make_verdict
from blackstart.verdicts.advise import advise

PHASE = """\
phase: P0
checks:
  - {id: other, on: a, boot: {}}
  - id: "{host}-load"
    on: [a]
    load: {}
    next: %s
"""
CASES = """
      - when: per_core > 4.0
        text: {en: "Much too much on {host}.", zh-TW: 太多}
      - failed: other
        text: Look at the boot first.
      - passed: [other]
        when: load1 > 1.0
        text: It has just begun.
      - text: Look at {host}.
"""


def load(advice: str) -> tuple[Fleet | None, list[str]]:
    """Return the fleet, or its problems."""
    sources = {"fleet.yml": "name: x\nhosts: {a: {address: 192.0.2.1}}\n", "phases/p0.yml": PHASE % advice}
    try:
        return load_baseline(sources, "p"), []
    except BaselineError as error:
        return None, [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    ("reading", "other", "text"),
    [
        ({"per_core": 5.0, "load1": 0.0}, Outcome.BLOCKED, "Much too much on a."),
        ({"per_core": 1.5, "load1": 0.0}, Outcome.HELD, "Look at the boot first."),
        ({"per_core": 1.5, "load1": 2.0}, Outcome.PASS, "It has just begun."),
        ({"per_core": 1.5, "load1": 0.5}, Outcome.PASS, "Look at a."),
        ({"per_core": "no number"}, Outcome.PASS, "Look at a."),
        (None, Outcome.PASS, "Look at a."),
    ],
)
def test_the_first_case_that_holds_is_said(reading: dict[str, object] | None, other: Outcome, text: str) -> None:
    """By what was read, and by what other checks came to; without either the last."""
    fleet, problems = load(CASES)
    assert fleet is not None, problems
    checks = fleet.by_id
    verdicts = {
        "other": make_verdict(checks["other"], other),
        "a-load": make_verdict(checks["a-load"], Outcome.BLOCKED, reading=reading),
    }
    said = advise(checks, verdicts)["a-load"]
    assert (said.next or checks["a-load"].next)["en"] == text
    assert not said.why


def test_what_passed_says_nothing_of_it() -> None:
    """There is nothing to do."""
    fleet, _ = load(CASES)
    assert fleet is not None
    passed = {name: make_verdict(check) for name, check in fleet.by_id.items() if name in ("other", "a-load")}
    assert advise(fleet.by_id, passed) == passed


def test_every_case_is_a_text_of_the_pack() -> None:
    """So an audit sees that one is not translated."""
    fleet, _ = load(CASES)
    assert fleet is not None
    assert sum(about == "a-load" for about, _, _ in list_texts(fleet)) == 5


@pytest.mark.parametrize(
    ("advice", "words"),
    [
        ("[{text: a}, {text: b}]", "the last case, and no other"),
        ("[{when: per_core > 1.0, text: a}]", "the last case, and no other"),
        ("[]", "the last case, and no other"),
        ("[{when: per_cor > 1.0, text: a}, {text: b}]", "the reading has no 'per_cor'"),
        ("[{when: 'per_core >', text: a}, {text: b}]", "not CEL"),
        ("[{failed: othr, text: a}, {text: b}]", "did you mean 'other'"),
        ("[{when: per_core > 1.0}, {text: b}]", "key 'text' is missing"),
        ("[a, {text: b}]", "expected a mapping, found text 'a'; as `- {when: "),
        ("[{text: b, unless: other}]", "unknown key 'unless'"),
    ],
)
def test_a_case_that_could_never_hold_is_refused(advice: str, words: str) -> None:
    """With its line, when the pack is loaded."""
    _, problems = load(advice)
    assert any(words in problem for problem in problems), problems


OF_THE_TOOL = [
    "Without `ping` on the controller nobody can tell; of a itself nothing is said.",
    "Install `ping` on the controller, or put its folder into PATH: `command -v ping` must find it.",
]


@pytest.mark.parametrize(
    ("place", "host", "tool", "fits"),
    [
        (CONTROLLER, "a", "ping", True),
        ("a", "a", "ping", False),
        (CONTROLLER, CONTROLLER, "ping", False),
        (CONTROLLER, "a", UNSET, False),
    ],
)
def test_a_program_that_the_controller_lacks_sends_nobody_to_the_host(
    place: str,
    host: str,
    tool: str | UnsetType,
    fits: bool,  # noqa: FBT001  # a case
) -> None:
    """Its own words are about a host that does not answer; what is to be mended is the controller."""
    fleet, problems = load("Look at the console of {host}.")
    assert fleet is not None, problems
    check = replace(fleet.by_id["a-load"], place=place, host=host)
    verdict = replace(make_verdict(check, Outcome.BLOCKED), cause=Cause.TOOL_MISSING, tool=tool)
    advised = advise({check.id: check}, {check.id: verdict})[check.id]
    said = (advised.why or {}, advised.next or {})
    assert [text.get("en") for text in said] == (OF_THE_TOOL if fits else [None, None])
