"""What explains a failure never lets less or worse evidence help: pages that need each other, and their witnesses."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blackstart.checks.network.http import Http
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Check, ExplainedIf, Fleet, Phase
from blackstart.model.outcome import RANK, Outcome, Result, WarningClass
from blackstart.model.reply import Cause, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.verdicts.scorecard import judge

NOW = 100.0
PAGES = 4
THOROUGH = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
GOOD = HttpReply(status=200, at=NOW)
Answers = tuple[Reply | Gap, ...]
bad = st.sampled_from([HttpReply(status=status, at=NOW) for status in (500, 503)])
refused = st.just(Gap(cause=Cause.REFUSED, at=NOW))
silence = st.sampled_from([Gap(cause=cause, at=NOW) for cause in (Cause.TIME_LIMIT, Cause.NOT_ASKED)])
GREENER = (Result.BLOCKED, Result.DEGRADED, Result.GREEN)
CLASSES = tuple(WarningClass)


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Make pages of which some need earlier ones, some are explained, and some may only warn."""
    names = [f"p{number}" for number in range(PAGES)]
    checks = [
        Check(
            id=name,
            phase="P0",
            host=CONTROLLER,
            place=CONTROLLER,
            spec=Http(url=f"http://{name}/"),
            otherwise=draw(st.sampled_from([Outcome.BLOCKED, Outcome.BLOCKED, Outcome.WARN])),
            needs=tuple(draw(st.sets(st.sampled_from(names[:number]), max_size=1))) if number else (),
            explained_by=draw(st.sampled_from([None, *(other for other in names if other != name)])),
            explained_if=draw(st.sampled_from(ExplainedIf)),
        )
        for number, name in enumerate(names)
    ]
    return Fleet(name="pages", phases=(Phase(id="P0"),), checks=tuple(checks))


def see(fleet: Fleet, answers: Answers) -> Scorecard:
    """Judge the answers."""
    pairs = zip(fleet.checks, answers, strict=True)
    exchanges = [
        Exchange(place=CONTROLLER, request=next(check.spec.steps(fleet.target(check))), reply=reply)
        for check, reply in pairs
    ]
    return judge(fleet, Transcript(exchanges), RunSpan(started=NOW, ended=NOW), now=NOW)


@st.composite
def answers_of(draw: st.DrawFn) -> Answers:
    """Answer all pages well but for one to three, since of many faults hardly ever all are explained."""
    answers: list[Reply | Gap] = [GOOD] * PAGES
    for number in draw(st.sets(st.integers(0, PAGES - 1), min_size=1, max_size=3)):
        answers[number] = draw(bad | refused | silence)
    return tuple(answers)


@st.composite
def worsened(draw: st.DrawFn, answers: Answers) -> Answers:
    """Make an answer or two worse: a good one bad, any one silence; a port that refuses says more than silence."""
    worse = list(answers)
    for number in draw(st.sets(st.integers(0, PAGES - 1), min_size=1, max_size=2)):
        worse[number] = draw(bad | refused | silence if answers[number] == GOOD else silence)
    return tuple(worse)


def rank(scorecard: Scorecard) -> dict[str, tuple[int, int]]:
    """Return how bad each check is: its outcome, and a warning's class."""
    return {
        verdict.check: (
            RANK[verdict.outcome],
            CLASSES[::-1].index(verdict.warns_as) if verdict.outcome is Outcome.WARN and verdict.warns_as else 0,
        )
        for verdict in scorecard.verdicts
    }


@THOROUGH
@given(st.data())
def test_less_or_worse_evidence_of_any_check_never_helps(data: st.DataObject) -> None:
    """Of the one that fails, of what it needs, and of the witness: result, checks and classes stay or get worse."""
    fleet = data.draw(fleets())
    answers = data.draw(answers_of())
    before, after = see(fleet, answers), see(fleet, data.draw(worsened(answers)))
    assert GREENER.index(after.result) <= GREENER.index(before.result)
    worse = rank(after)
    assert all(worse[name] >= was for name, was in rank(before).items())


@given(st.data())
def test_a_run_has_explained_failures_or_blockers_and_never_both(data: st.DataObject) -> None:
    """And each witness passed."""
    fleet = data.draw(fleets())
    seen = see(fleet, data.draw(answers_of()))
    outcomes = {verdict.check: verdict.outcome for verdict in seen.verdicts}
    witnesses = {verdict.explained_by for verdict in seen.verdicts if verdict.explained_by}
    assert {outcomes[name] for name in witnesses} <= {Outcome.PASS}
    assert not (witnesses and (seen.blocked or seen.held))
