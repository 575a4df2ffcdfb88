"""Evidence is bound to the boot it was seen under, and an odd answer is no evidence."""

import msgspec
import pytest

from blackstart.checks.host.command import Command, CommandReading
from blackstart.checks.spec import Spec
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome, Result
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import HostCondition, RunSpan, Scorecard
from blackstart.testing.kinds import StatusKind
from blackstart.verdicts.judge import compare_all
from blackstart.verdicts.scorecard import judge

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n")
OTHER = CommandReply(stdout="ffffffff-0000-4000-8000-0123456789ab\n")
FINE = CommandReply(stdout="")
DOWN = Gap(cause=Cause.NO_ROUTE)


def make_fleet(*checks: Check) -> Fleet:
    """Make a fleet of host `a` and the checks."""
    return Fleet(name="one", hosts={"a": Host(id="a", address="a")}, phases=(Phase(id="P0"),), checks=checks)


def make_check(name: str, place: str = "a", proves: Proof | None = None, expect: str = "") -> Check:
    """Make a check of host `a`."""
    spec = StatusKind(question=name, proves=proves)
    return Check(id=name, phase="P0", host="a", place=place, spec=spec, expect=expect)


def judge_fleet(fleet: Fleet, replies: dict[str, Reply | Gap], first: Reply | Gap, last: Reply | Gap) -> Scorecard:
    """Judge the replies to the checks, by their ids, between two boot ids."""
    exchanges = [
        Exchange(place=check.place, request=check.spec.request, reply=replies[check.id])
        for check in fleet.checks
        if isinstance(check.spec, StatusKind) and check.id in replies
    ]
    exchanges.append(Exchange(place="a", request=FIRST_BOOT_ID, reply=first))
    exchanges.append(Exchange(place="a", request=LAST_BOOT_ID, reply=last))
    return judge(fleet, Transcript(exchanges), RunSpan(), now=10.0)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (BOOT, OTHER, "restarted during the run"),
        (BOOT, DOWN, "not confirmed at the end"),
        (CommandReply(stdout="Welcome to a!\n"), BOOT, "not a boot id"),
        (HttpReply(status=200), BOOT, "not a command's reply"),
        (CommandReply(stdout=BOOT.stdout, exit_code=1), BOOT, "not a boot id"),
    ],
)
def test_evidence_that_is_bound_to_no_boot_is_stale(first: Reply, last: Reply | Gap, words: str) -> None:
    """A host that was restarted in the middle has shown nothing that may be relied on."""
    scorecard = judge_fleet(make_fleet(make_check("c")), {"c": FINE}, first, last)
    verdict = scorecard.verdicts[0]
    assert (verdict.outcome, verdict.cause) == (Outcome.BLOCKED, Cause.STALE)
    assert words in verdict.reason


def test_an_expectation_that_cannot_be_evaluated_is_unreadable() -> None:
    """It is not taken for false, nor for true."""
    fleet = make_fleet(make_check("c", expect="status / 0 == 1"))
    verdict = judge_fleet(fleet, {"c": FINE}, BOOT, BOOT).verdicts[0]
    assert (verdict.outcome, verdict.cause) == (Outcome.BLOCKED, Cause.UNREADABLE)
    assert verdict.reading == {"status": 0}


def test_a_host_that_does_not_answer_is_one_red_line() -> None:
    """Ping is the root; the port, the login, what is asked there and its routes are held by it."""
    checks = [
        make_check("http", CONTROLLER),
        make_check("unit"),
        make_check("login", proves=Proof.LOGIN),
        make_check("port", CONTROLLER, Proof.PORT),
        make_check("ping", CONTROLLER, Proof.PING),
    ]
    replies: dict[str, Reply | Gap] = {check.id: DOWN for check in checks}
    replies["ping"] = CommandReply(stdout="", exit_code=1)
    scorecard = judge_fleet(make_fleet(*checks), replies, DOWN, DOWN)
    assert scorecard.first_blocked == "ping"
    assert {verdict.check: verdict.held_by for verdict in scorecard.verdicts} == {
        "http": "ping",
        "unit": "ping",
        "login": "ping",
        "port": "ping",
        "ping": None,
    }
    assert scorecard.hosts[0].condition is HostCondition.UNREACHABLE
    assert scorecard.result is Result.BLOCKED


def test_without_a_check_of_the_way_the_first_of_its_kind_is_the_root() -> None:
    """The same failure to log in is told once."""
    scorecard = judge_fleet(make_fleet(make_check("c"), make_check("d")), {"c": DOWN, "d": DOWN}, DOWN, DOWN)
    assert [verdict.held_by for verdict in scorecard.verdicts] == [None, "c"]


def test_a_check_about_nothing_but_the_controller_has_an_address() -> None:
    """The controller is this machine."""
    check = Check(id="c", phase="P0", host=CONTROLLER, place=CONTROLLER, spec=StatusKind(question="c"))
    scorecard = judge_fleet(make_fleet(check), {"c": FINE}, DOWN, DOWN)
    assert scorecard.verdicts[0].outcome is Outcome.PASS
    assert make_fleet(check).target(check).address == "127.0.0.1"


@pytest.mark.no_cover
def test_a_chain_of_needs_may_be_long() -> None:
    """Two thousand checks, each needing the next one, end at one root."""
    chain = [
        Check(
            id=f"c{n}",
            phase="P0",
            host="a",
            place="a",
            spec=StatusKind(question=f"c{n}"),
            needs=(f"c{n + 1}",) if n < 1999 else (),
        )
        for n in range(2000)
    ]
    failed: dict[str, Reply | Gap] = {check.id: CommandReply(stdout="", exit_code=1) for check in chain}
    scorecard = judge_fleet(make_fleet(*chain), failed, BOOT, BOOT)
    assert (scorecard.blocked, scorecard.held, scorecard.first_blocked) == (1, 1999, "c1999")


def test_a_kind_without_steps_is_a_fault_of_its_author() -> None:
    """The base of all kinds asks nothing and judges nothing."""
    with pytest.raises(TypeError, match="Spec has no steps for a"):
        Spec().steps(Host(id="a", address="a").target)
    assert not Spec().columns()


def test_an_address_that_is_no_host_may_be_pinged() -> None:
    """Such as a virtual one: the check is on the controller, and stands on no host's ladder."""
    check = Check(
        id="vip", phase="P0", host=CONTROLLER, place=CONTROLLER, spec=StatusKind(question="vip", proves=Proof.PING)
    )
    replies: dict[str, Reply | Gap] = {"vip": CommandReply(stdout="", exit_code=1)}
    scorecard = judge_fleet(make_fleet(check), replies, BOOT, BOOT)
    assert scorecard.first_blocked == "vip"


def test_two_ports_refused_from_the_controller_are_two_causes() -> None:
    """The same gap on the network says nothing of another address."""
    fleet = make_fleet(make_check("c", CONTROLLER), make_check("d", CONTROLLER))
    refused = Gap(cause=Cause.REFUSED)
    scorecard = judge_fleet(fleet, {"c": refused, "d": refused}, BOOT, BOOT)
    assert [verdict.held_by for verdict in scorecard.verdicts] == [None, None]


@pytest.mark.parametrize(("at", "outcome"), [(10.0, Outcome.PASS), (11.0, Outcome.PASS), (11.5, Outcome.BLOCKED)])
def test_evidence_of_the_future_is_stale(at: float, outcome: Outcome) -> None:
    """Where a clock was put back during the run, nobody knows when it was seen; a second is no such thing."""
    seen: dict[str, Reply | Gap] = {"c": CommandReply(stdout="", at=at)}
    verdict = judge_fleet(make_fleet(make_check("c")), seen, BOOT, BOOT).verdicts[0]
    assert verdict.outcome is outcome
    assert ("a clock was put back" in verdict.reason) == (outcome is Outcome.BLOCKED)


@pytest.mark.parametrize(
    ("interrupted", "host", "level"),
    [(False, "a", "FULL_STACK_GREEN"), (True, "a", "NOT_READY"), (False, "b", "NOT_READY")],
)
def test_no_word_on_the_fleet_is_had_from_a_part_of_a_run(*, interrupted: bool, host: str, level: str) -> None:
    """Cut short, whatever it saw; or where only views look at the hosts there are."""
    ready = Check(id="c", phase="P0", host="a", place="a", spec=StatusKind(question="c", proves=Proof.READY))
    other = msgspec.structs.replace(ready, host=CONTROLLER, place=CONTROLLER)
    later = msgspec.structs.replace(ready, id="later")
    always = ready if host == "a" else other
    fleet = msgspec.structs.replace(make_fleet(always), checks_on_demand=(later,))
    exchanges = [Exchange(place=always.place, request=StatusKind(question="c").request, reply=FINE)]
    exchanges += [Exchange(place="a", request=request, reply=BOOT) for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    found = judge(fleet, Transcript(exchanges), RunSpan(interrupted=interrupted), now=10.0)
    assert (found.result, found.level) == (Result.GREEN, level)


def test_what_is_read_on_another_host_proves_nothing_of_this_one() -> None:
    """A check on a that is asked from b tells of b's inside; of a there is no word."""
    check = make_check("c", "b", Proof.READY)
    fleet = msgspec.structs.replace(make_fleet(check), hosts={name: Host(id=name, address=name) for name in "ab"})
    bound = [
        Exchange(place=host, request=request, reply=BOOT) for host in "ab" for request in (FIRST_BOOT_ID, LAST_BOOT_ID)
    ]
    asked = Exchange(place="b", request=StatusKind(question="c").request, reply=FINE)
    scorecard = judge(fleet, Transcript([asked, *bound]), RunSpan(), now=10.0)
    assert [verdict.outcome for verdict in scorecard.verdicts] == [Outcome.PASS]
    assert [state.condition for state in scorecard.hosts] == [HostCondition.BOOTED, HostCondition.BOOTED]


def test_a_check_tells_how_long_its_answers_took() -> None:
    """By the transcript: a gap took its time too, and what was not asked took none."""
    checks = [make_check("seen"), make_check("away"), make_check("unasked")]
    replies: dict[str, Reply | Gap] = {
        "seen": CommandReply(stdout="", elapsed=0.1),
        "away": Gap(cause=Cause.TIME_LIMIT, elapsed=0.2),
    }
    scorecard = judge_fleet(make_fleet(*checks), replies, BOOT, BOOT)
    assert [verdict.took for verdict in scorecard.verdicts] == [0.1, 0.2, 0.0]


def test_what_a_reading_is_compared_with_may_be_nothing() -> None:
    """A gap is compared with nothing, and an expectation that cannot be evaluated says why."""
    check = Check(id="x", phase="P0", host="a", place="a", spec=Command(argv=("id",)), expect='lines[5] == "x"')
    gap = Gap(cause=Cause.REFUSED)
    assert compare_all(check, gap) is gap
    said = compare_all(check, CommandReading(exit_code=0, stdout="", text="", stderr="", lines=()))
    assert isinstance(said, str)
    assert said
