"""A failure that a better witness explains is a warning on evidence, or all blockers stay hard (runbook v1.76)."""

import msgspec
import pytest

from blackstart.checks.network.http import Http
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, ExplainedIf, Fleet
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.testing.builders import make_check, make_fleet
from blackstart.testing.kinds import StatusKind
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.soften import find_own_reason

NOW = 100.0
UNAVAILABLE = ExplainedIf.UNAVAILABLE
Answers = dict[str, Reply | Gap]


def web(name: str, **fields: object) -> Check:
    """Make a check of a page, asked from here."""
    return make_check(name, host=CONTROLLER, spec=Http(url=f"http://{name}/"), **fields)


def page(status: int, at: float = NOW) -> HttpReply:
    """Make an answer."""
    return HttpReply(status=status, at=at)


def gap(cause: Cause) -> Gap:
    """Make a gap."""
    return Gap(cause=cause, at=NOW)


def fleet(*others: Check, explained_if: ExplainedIf = UNAVAILABLE, **fields: object) -> Fleet:
    """Make a fleet whose `api` is explained by its public `route`, with others beside."""
    api = web("api", explained_by="route", explained_if=explained_if, **fields)
    return make_fleet(api, *others, web("route", needs=("api",)))


def see(about: Fleet, **answers: Reply | Gap) -> Scorecard:
    """Judge a run in which all pages answer 200 but for these."""
    exchanges: list[Exchange] = []
    for check in about.checks:
        request = next(check.spec.steps(about.target(check)))
        good = page(200) if isinstance(check.spec, Http) else CommandReply(stdout="", at=NOW)
        exchanges.append(Exchange(place=check.place, request=request, reply=answers.get(check.id, good)))
    boot = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=NOW)
    for host in about.hosts:
        exchanges += [Exchange(place=host, request=one, reply=boot) for one in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    return judge(about, Transcript(exchanges), RunSpan(started=NOW, ended=NOW), now=NOW)


def find(scorecard: Scorecard, name: str) -> Verdict:
    """Return one verdict."""
    return next(verdict for verdict in scorecard.verdicts if verdict.check == name)


@pytest.mark.parametrize("answer", [page(502), page(503), page(504), gap(Cause.REFUSED)], ids=str)
def test_an_api_that_is_not_there_just_now_is_a_warning_on_evidence_while_its_route_answers(
    answer: Reply | Gap,
) -> None:
    """In the verdict, the counts, the phase and the result; the witness is named."""
    seen = see(fleet(), api=answer)
    verdict = find(seen, "api")
    assert (verdict.outcome, verdict.warns_as, verdict.explained_by) == (Outcome.WARN, WarningClass.EVIDENCE, "route")
    assert verdict.reason == f"{find_own_reason(verdict)}; route answers"
    assert (seen.result, seen.warned, seen.blocked, seen.held, seen.first_blocked) == (Result.DEGRADED, 1, 0, 0, None)
    assert [state.result for state in seen.phases] == [Result.DEGRADED]


@pytest.mark.parametrize(
    "answer",
    [
        *(page(500), page(404), page(503, at=-10000.0)),
        *map(gap, (Cause.TIME_LIMIT, Cause.CONNECT_TIMED_OUT, Cause.NOT_ASKED, Cause.UNREADABLE, Cause.STALE)),
    ],
    ids=str,
)
def test_a_wrong_answer_an_old_one_and_silence_stay_hard(answer: Reply | Gap) -> None:
    """A fault is one, and what was not seen never helps."""
    seen = see(fleet(), api=answer)
    assert (seen.result, find(seen, "api").outcome, seen.first_blocked) == (Result.BLOCKED, Outcome.BLOCKED, "api")


@pytest.mark.parametrize("answer", [page(500), page(503), gap(Cause.TIME_LIMIT)], ids=str)
def test_every_failure_is_explained_where_the_pack_names_no_sort(answer: Reply | Gap) -> None:
    """Also a missing answer: it is no better than a wrong one."""
    seen = see(fleet(explained_if=ExplainedIf.FAILED), api=answer)
    assert (seen.result, find(seen, "api").explained_by) == (Result.DEGRADED, "route")


@pytest.mark.parametrize("answer", [page(500), page(503), gap(Cause.REFUSED), gap(Cause.NOT_ASKED)], ids=str)
def test_a_route_that_fails_too_explains_nothing(answer: Reply | Gap) -> None:
    """It is held by what it needs, as ever."""
    seen = see(fleet(), api=page(503), route=answer)
    outcomes = [verdict.outcome for verdict in seen.verdicts]
    assert (seen.result, outcomes) == (Result.BLOCKED, [Outcome.BLOCKED, Outcome.HELD])


def test_any_other_blocker_keeps_all_of_them_hard() -> None:
    """Runbook v1.76."""
    seen = see(fleet(web("shop")), api=page(503), shop=page(500))
    assert (seen.blocked, seen.warned, seen.first_blocked) == (2, 0, "api")


def test_what_the_softened_blocker_held_is_softened_with_it_where_it_says_not_now_too() -> None:
    """The alert webhook of an API that is being replaced."""
    about = fleet(web("webhook", needs=("api",)))
    seen = see(about, api=page(503), webhook=page(503))
    assert [verdict.outcome for verdict in seen.verdicts] == [Outcome.WARN, Outcome.WARN, Outcome.PASS]
    assert find(seen, "webhook").explained_by == "route"
    assert find(see(about, webhook=page(503)), "webhook").outcome is Outcome.WARN


@pytest.mark.parametrize("answer", [page(500), gap(Cause.TIME_LIMIT)], ids=str)
def test_a_fault_behind_the_softened_blocker_keeps_both_hard(answer: Reply | Gap) -> None:
    """Alone it is a blocker, so a second failure cannot make it less than one."""
    about = fleet(web("webhook", needs=("api",)))
    assert see(about, webhook=answer).result is Result.BLOCKED
    seen = see(about, api=page(503), webhook=answer)
    assert [verdict.outcome for verdict in seen.verdicts] == [Outcome.BLOCKED, Outcome.HELD, Outcome.PASS]


def test_a_warning_that_was_held_is_its_own_again() -> None:
    """With its own class, neither better nor worse than where nothing held it."""
    job = make_check("job", spec=StatusKind(question="job"), otherwise=Outcome.WARN, needs=("api",))
    failed = CommandReply(stdout="", exit_code=1, at=NOW)
    alone = find(see(fleet(job), job=failed), "job")
    assert (alone.outcome, alone.warns_as) == (Outcome.WARN, WarningClass.SERVICE)
    assert find(see(fleet(job), job=failed, api=page(503)), "job") == alone


def test_a_route_that_answered_on_a_later_try_is_a_witness_too() -> None:
    """It met its expectation and doubts only the reading; one that merely may warn is none."""
    api, other = fleet().checks[0], web("other")
    tried = web("route", needs=("api",), prefer="status == 201", warns_as=WarningClass.EVIDENCE)
    seen = see(make_fleet(api, tried, other), api=page(503))
    assert [verdict.outcome for verdict in seen.verdicts] == [Outcome.WARN, Outcome.WARN, Outcome.PASS]
    assert (seen.result, find(seen, "api").explained_by) == (Result.DEGRADED, "route")
    lax = msgspec.structs.replace(tried, otherwise=Outcome.WARN)
    assert see(make_fleet(api, lax, other), api=page(503), route=page(500)).result is Result.BLOCKED
    service = msgspec.structs.replace(tried, warns_as=WarningClass.SERVICE)
    assert see(make_fleet(api, service, other), api=page(503)).result is Result.BLOCKED


def test_a_refused_login_is_no_word_of_the_service() -> None:
    """A page that a host asks for: its own port may refuse, the way to the host may not."""
    inside = make_check("inside", spec=Http(url="http://inside/"), explained_by="route", explained_if=UNAVAILABLE)
    about = make_fleet(inside, web("route"))
    assert see(about, inside=gap(Cause.REFUSED)).result is Result.DEGRADED
    request = next(inside.spec.steps(about.target(inside)))
    refused = [Exchange(place="a", request=one, reply=gap(Cause.REFUSED)) for one in (request, FIRST_BOOT_ID)]
    route = about.checks[1]
    good = Exchange(place=CONTROLLER, request=next(route.spec.steps(about.target(route))), reply=page(200))
    seen = judge(about, Transcript([*refused, good]), RunSpan(started=NOW, ended=NOW), now=NOW)
    assert (seen.result, find(seen, "inside").outcome) == (Result.BLOCKED, Outcome.BLOCKED)


def test_a_witness_that_the_run_has_not_explains_nothing() -> None:
    """As in a fleet that was narrowed by hand."""
    about = msgspec.structs.replace(fleet(), checks=fleet().checks[:1])
    assert see(about, api=page(503)).result is Result.BLOCKED


def test_needs_that_lead_back_are_walked_once() -> None:
    """A needs what needs it: both are asked about, and nothing loops."""
    first = web("first", needs=("api", "second"))
    about = fleet(first, web("second", needs=("first", "api")))
    assert see(about, api=page(503), first=page(503), second=page(502)).warned == 3
