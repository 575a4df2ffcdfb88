"""JUnit XML for CI: a suite for the run and for each phase, a case for each check.

CI tools know passed, failed, error and skipped, and show a passed case's text nowhere. So
only PASS is passed. BLOCKED is a `failure`. HELD is an `error`: it counts as badly as
BLOCKED, but what to mend is another case. WARN is `skipped` with its reason: shown as not
passed, without turning the job red, as exit status 1 (warnings only) leaves it to the
pipeline. A phase held by another, a run that was cut short and a run without a PASS have
cases of their own, since all of their checks' cases may be green.

Times are in seconds. A check's is what its answers took, by the transcript, and a phase's the
sum of these; the run's is from its begin to its end, which is less, as checks are made at once.
"""

import html

import msgspec

from blackstart.model.fleet import Check, Fleet
from blackstart.model.origin import is_drill
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import PhaseState, Scorecard, Verdict
from blackstart.render.language import ENGLISH
from blackstart.render.style import Style
from blackstart.render.wording import describe_counts, describe_interruption, find_next, find_why, plain, say

TAGS = {Outcome.BLOCKED: "failure", Outcome.HELD: "error", Outcome.WARN: "skipped", Outcome.NOT_ASKED: "skipped"}


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return the document; it is well-formed whatever the hosts said."""
    checks = fleet.by_id
    took = max(0.0, scorecard.span.ended - scorecard.span.started)
    suites = [make_suite("run", make_run_cases(scorecard, took), took)]
    states = {state.phase: state for state in scorecard.phases}
    for phase in dict.fromkeys((*states, *(verdict.phase for verdict in scorecard.verdicts))):
        verdicts = [verdict for verdict in scorecard.verdicts if verdict.phase == phase]
        own = [make_case(verdict, checks[verdict.check]) for verdict in verdicts]
        suites.append(make_suite(phase, own + make_phase_cases(states.get(phase)), sum(map(find_time, verdicts))))
    body = "\n".join([*write_origin(scorecard), *suites])
    head = f"<testsuites name={quote(scorecard.fleet)} time={quote_time(took)}>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n</testsuites>\n'


def find_time(verdict: Verdict) -> float:
    """Return how long a check's answers took, in seconds; 0 where nobody counted."""
    return 0.0 if verdict.took is msgspec.UNSET else verdict.took


def write_origin(scorecard: Scorecard) -> list[str]:
    """Return the property that tells a rehearsal; a run of the fleet itself has none."""
    if not is_drill(scorecard.origin):
        return []
    return [f'  <properties>\n    <property name="origin" value={quote(scorecard.origin)}/>\n  </properties>']


def make_run_cases(scorecard: Scorecard, took: float) -> list[str]:
    """Return the run's own cases: its result, and whether it was cut short."""
    counts = describe_counts(scorecard)
    tag = {Result.GREEN: None, Result.DEGRADED: "skipped"}.get(scorecard.result, "failure")
    name = "result" if scorecard.view is None else f"result of view {scorecard.view.name}"
    cases = [write_case("run", name, took, tag, scorecard.result, counts)]
    interruption = describe_interruption(scorecard)
    if interruption:
        cases.append(write_case("run", "complete", 0.0, "error", "INTERRUPTED", interruption))
    return cases


def make_phase_cases(state: PhaseState | None) -> list[str]:
    """Return a case for a phase that another one holds, whatever its own checks came to; a view may have none."""
    if state is None or state.held_by is None:
        return []
    return [write_case(state.phase, "released", 0.0, "error", Result.HELD, f"held by {state.held_by}")]


def make_case(verdict: Verdict, check: Check) -> str:
    """Return a check's case; why it matters and what to do stand in its text."""
    held = f"held by {verdict.held_by}: " if verdict.held_by else ""
    warns = f"{verdict.warns_as}: " if verdict.warns_as else ""
    texts = {"why": say(find_why(verdict, check), ENGLISH), "next": say(find_next(verdict, check), ENGLISH)}
    text = "\n".join(f"{name}: {text}" for name, text in texts.items() if text)
    name = f"{verdict.check} on {verdict.host}"
    tag = TAGS.get(verdict.outcome)
    return write_case(
        verdict.phase, name, find_time(verdict), tag, verdict.outcome, f"{held}{warns}{verdict.reason}", text
    )


def write_case(  # noqa: PLR0913, PLR0917  # a case's parts
    group: str, name: str, took: float, tag: str | None, kind: str, message: str, text: str = ""
) -> str:
    """Return a test case; without a tag it is passed."""
    head = f"    <testcase classname={quote(group)} name={quote(name)} time={quote_time(took)}"
    if tag is None:
        return f"{head}/>"
    said = quote(f"{kind}: {message}")
    return f"{head}>\n      <{tag} type={quote(kind)} message={said}>{html.escape(text)}</{tag}>\n    </testcase>"


def make_suite(name: str, cases: list[str], took: float) -> str:
    """Return a suite with the counts CI tools read off its head."""
    counts = {tag: sum(f"      <{tag} " in case for case in cases) for tag in ("failure", "error", "skipped")}
    head = (
        f"  <testsuite name={quote(name)} tests={quote(str(len(cases)))} failures={quote(str(counts['failure']))}"
        f" errors={quote(str(counts['error']))} skipped={quote(str(counts['skipped']))} time={quote_time(took)}>"
    )
    return "\n".join([head, *cases, "  </testsuite>"])


def quote_time(seconds: float) -> str:
    """Return seconds as the value of an attribute."""
    return f'"{seconds:.3f}"'


def quote(text: str) -> str:
    """Return an attribute's value in its quotes."""
    return f'"{html.escape(plain(text))}"'
