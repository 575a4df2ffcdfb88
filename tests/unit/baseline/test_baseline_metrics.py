"""The file metrics.yml: read, refused, and shown."""

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import Fleet
from blackstart.model.metrics import MetricTable
from blackstart.model.outcome import Result
from blackstart.model.scorecard import RunSpan, Scorecard, ViewState
from blackstart.render.prometheus import render
from blackstart.render.style import Style

FLEET = "name: small\nhosts: {here: {connection: local}}\n"
PHASE = "phase: P0\nchecks:\n  - {id: up, on: here, command: {argv: [uname]}}\n"
CLAIMS = """\
states:
  UP: {says: It is up., needs: {checks: [up]}}
never:
  WRITE: {says: To write., approval: Its owner.}
"""
METRICS = r"""
metrics:
  - {metric: x_passed, run: passed, help: 'Passed, as C:\x.'}
  - {metric: x_complete, run: complete, help: Whole.}
  - {metric: x_up, claims: UP, help: Up.}
  - metric: x_result
    label: result
    words: {green: good, degraded: fair, blocked: bad, interrupted: cut}
    help: Result.
recorded: [x_ready]
"""


def load(metrics: str | None, claims: str = CLAIMS) -> Fleet:
    """Load a pack with the file."""
    sources = {"fleet.yml": FLEET, "phases/p0.yml": PHASE, "recovery.yml": claims}
    return load_baseline(sources if metrics is None else {**sources, "metrics.yml": metrics}, "packs/x")


def make(result: Result = Result.GREEN, *, cut: bool = False, view: ViewState | None = None) -> Scorecard:
    """Make a scorecard by which UP may be said if it is GREEN."""
    allowed = ("UP",) if result is Result.GREEN and not cut else ()
    return Scorecard(
        fleet="small",
        result=result,
        level="B0",
        passed=3,
        warned=0,
        blocked=0,
        held=0,
        span=RunSpan(interrupted=cut),
        allowed=allowed,
        view=view,
    )


def show(fleet: Fleet, scorecard: Scorecard) -> list[str]:
    """Return the lines of the pack's own metrics."""
    return [line for line in render(fleet, scorecard, Style()).splitlines() if line.startswith("x_")]


def test_metrics_of_a_run_are_shown_by_the_packs_names() -> None:
    """Figures, claims, and one series for each word."""
    fleet = load(METRICS)
    assert fleet.metrics is not None
    assert fleet.metrics.recorded == ("x_ready",)
    assert show(fleet, make()) == [
        'x_passed{fleet="small"} 3',
        'x_complete{fleet="small"} 1',
        'x_up{fleet="small"} 1',
        'x_result{fleet="small",result="good"} 1',
        'x_result{fleet="small",result="fair"} 0',
        'x_result{fleet="small",result="bad"} 0',
        'x_result{fleet="small",result="cut"} 0',
    ]
    assert r"# HELP x_passed Passed, as C:\\x." in render(fleet, make(), Style())


def test_a_run_that_was_cut_short_is_no_green_one() -> None:
    """Whatever its result."""
    lines = show(load(METRICS), make(cut=True))
    assert 'x_complete{fleet="small"} 0' in lines
    assert 'x_up{fleet="small"} 0' in lines
    assert [line for line in lines if line.startswith("x_result") and line.endswith(" 1")] == [
        'x_result{fleet="small",result="cut"} 1'
    ]


def test_a_view_is_no_run_of_the_fleet_and_a_pack_may_have_none() -> None:
    """So neither shows any."""
    assert show(load(METRICS), make(view=ViewState(name="v"))) == []
    assert load(None).metrics is None
    assert show(load(None), make()) == []


def test_every_claim_needs_to_be_allowed() -> None:
    """Of a table without claims, none can be."""
    assert 'x_up{fleet="small"} 0' in show(load(METRICS), make(Result.BLOCKED))
    assert load("metrics: []\n").metrics == MetricTable()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- x\n", "expected a mapping"),
        ("recorded: [x]\n", "key 'metrics' is missing"),
        ("metrics: {x: 1}\n", "a list of `- metric: NAME` entries"),
        ("metrics: [x]\n", "expected a mapping, found text 'x'; as `- {metric: NAME"),
        ("metrics: [{metric: x}]\n", "key 'help' is missing"),
        ("metrics: [{help: x, run: passed}]\n", "key 'metric' is missing"),
        ("metrics: [{metric: x, help: h}]\n", "one of `run`, `claims`, `label`"),
        ("metrics: [{metric: x, help: h, run: passed, claims: UP}]\n", "`run` and `claims` stand together; keep one"),
        ("metrics: [{metric: x, help: h, run: pased}]\n", "did you mean 'passed'?"),
        ("metrics: [{metric: 'x y', help: h, run: passed}]\n", "'x y' is no"),
        ("metrics: [{metric: blackstart_x, help: h, run: passed}]\n", "no name that begins with blackstart_"),
        ("metrics: [{metric: x, help: h, run: passed}]\nrecorded: [x]\n", "stands twice, first in line 1"),
        ("metrics: [{metric: x, help: h, claims: [UPP]}]\n", "did you mean 'UP'?"),
        ("metrics: [{metric: x, help: h, claims: WRITE}]\n", "that evidence allows"),
        ("metrics: [{metric: x, help: h, claims: []}]\n", "key 'claims': an empty list demands nothing"),
        ("metrics: [{metric: x, help: h, label: r}]\n", "key 'words' is missing; give each result its word"),
        ("metrics: [{metric: x, help: h, label: r, words: {green: g}}]\n", "key 'blocked' is missing"),
        (
            "metrics: [{metric: x, help: h, label: fleet, words: {green: g, degraded: g, blocked: b}}]\n",
            "label 'fleet' is every metric's",
        ),
        (
            "metrics: [{metric: x, help: h, label: r, words: {green: g, degraded: g, blocked: b, interrupted: i}}]\n",
            "two results have one word",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str) -> None:
    """As of every file."""
    with pytest.raises(BaselineError, match=r"packs/x/metrics\.yml") as raised:
        load(text)
    assert message in str(raised.value)
