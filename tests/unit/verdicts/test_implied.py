"""What every run looks at without a pack's asking: clocks, this machine's network, and that it was whole."""

from typing import Any

import msgspec
import pytest

from blackstart.baseline.implied import imply
from blackstart.checks.data.sql import Sql
from blackstart.checks.files.file_stat import FileStat
from blackstart.checks.history.run_whole import RunWhole
from blackstart.checks.host.clock import Clock
from blackstart.checks.host.wall_clock import WallClock
from blackstart.checks.network.ping import Ping
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.network.uplink import Uplink, UplinkReading
from blackstart.checks.spec import Spec
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.kind import Reading, Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, Reply, UnreadableReplyError
from blackstart.model.request import CONTROLLER, Request, RunCommand
from blackstart.model.scorecard import HostCondition, RunSpan, Scorecard
from blackstart.render.json import render as render_json
from blackstart.render.style import Style
from blackstart.render.terminal import render as render_terminal
from blackstart.testing.builders import make_check, make_fleet
from blackstart.verdicts.replay import converse
from blackstart.verdicts.scorecard import judge

NOW = 1_700_000_000.0
BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=NOW)
DATE = RunCommand(argv=("date", "+%s.%N"))
LOGIN = RunCommand(argv=("id", "-un"))
LINKS, ROUTES, ROUTES_6 = (
    RunCommand(argv=("ip", "-o", *family, what, "show"))
    for what, family in (("link", ()), ("route", ()), ("route", ("-6",)))
)
UP = "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500\n"
DOWN = "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n2: eth0@if9: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500\n"
ASKED_AS = "asked_as,read_only,recovery,powers\nblackstart,t,f,none\n"
Answers = dict[tuple[str, Request], Reply | Gap]


def build(*checks: Any, **fields: Any) -> Fleet:
    """Make a fleet with what every run looks at."""
    fleet = make_fleet(*checks, **fields)
    return msgspec.structs.replace(fleet, implied=imply(fleet))


def look(fleet: Fleet, answers: Answers, *, interrupted: bool = False) -> Scorecard:
    """Judge what was seen, with boot ids of every host unless they are given."""
    seen: Answers = {(host, one): BOOT for host in fleet.hosts for one in (FIRST_BOOT_ID, LAST_BOOT_ID)}
    exchanges = [
        Exchange(place=place, request=request, reply=reply) for (place, request), reply in {**seen, **answers}.items()
    ]
    return judge(fleet, Transcript(exchanges), RunSpan(started=NOW, ended=NOW, interrupted=interrupted), now=NOW)


def say(text: str, elapsed: float = 0.0) -> CommandReply:
    """Make a command's answer of now."""
    return CommandReply(stdout=text, at=NOW, elapsed=elapsed)


def tell(scorecard: Scorecard) -> dict[str, str | None]:
    """Return what is not PASS, and what holds it."""
    return {one.check: one.held_by for one in scorecard.verdicts if one.outcome is not Outcome.PASS}


@pytest.mark.parametrize(
    ("told", "elapsed", "red"),
    [
        (f"{NOW + 2:.9f}\n", 0.1, False),
        (f"{NOW + 300:.9f}\n", 0.1, True),
        (f"{NOW - 300:.9f}\n", 0.1, True),
        (f"{NOW + 5:.9f}\n", 9.0, False),
        (f"{NOW:.0f}.N\n", 0.1, False),
        (f"{NOW:.0f}.%N\n", 0.1, False),
        (f"{NOW:.0f}\n", 0.1, False),
        (f"{NOW + 60:.0f}.N\n", 0.1, True),
        ("1.5\n", 0.1, True),
    ],
)
def test_a_clock_that_is_off_is_a_finding_of_any_run(told: str, elapsed: float, *, red: bool) -> None:
    """No pack asked for it; one that is right is not told of, and a slow answer makes none wrong."""
    fleet = build(make_check("login", spec=SshLogin()))
    scorecard = look(fleet, {("a", LOGIN): say("ops\n"), ("a", DATE): say(told, elapsed)})
    assert tell(scorecard) == ({"clock@a": None} if red else {})
    assert (scorecard.blocked, scorecard.passed) == (int(red), 1)
    if red:
        assert scorecard.first_blocked == "clock@a"
        assert "On a `timedatectl`" in render_terminal(fleet, scorecard, Style())
        assert "clock@a" in render_json(fleet, scorecard, Style())


def test_what_rests_on_a_wrong_clock_is_held_by_it() -> None:
    """An age, and what a database reckons with its own time; not what has no time in it."""
    old = make_check("age", spec=FileStat(path="/b", max_age=600.0))
    mode = make_check("mode", spec=FileStat(path="/b", mode="600"))
    query = "SELECT current_date - max(day) AS behind FROM daily"
    late = make_check("late", spec=Sql(query=query, container="db"), expect="behind <= 2")
    count = make_check("count", spec=Sql(query="SELECT count(*) AS n FROM daily", container="db"), expect="n > 0")
    fleet = build(old, mode, late, count)
    answers: Answers = {("a", DATE): say(f"{NOW:.9f}\n")}
    for spec in (old.spec, mode.spec, late.spec, count.spec):
        assert isinstance(spec, Spec)
        answers |= find_answers(spec)
    assert tell(look(fleet, answers)) == {}
    assert tell(look(fleet, {**answers, ("a", DATE): say(f"{NOW + 300:.9f}\n")})) == {
        "age": "clock@a",
        "late": "clock@a",
        "clock@a": None,
    }
    unknown = look(fleet, {**answers, ("a", DATE): Gap(cause=Cause.TIME_LIMIT)})
    assert tell(unknown) == {"age": "clock@a", "late": "clock@a", "clock@a": None}


def find_answers(spec: Spec) -> Answers:
    """Return a good answer to the one question of a kind; psql tells first who asks."""
    request = next(spec.steps(Target(host="a", address="a")))
    text = f"8180|root|0|root|0|600|0|{NOW - 60:.0f}\n"
    if isinstance(spec, Sql):
        text = ASKED_AS + ("behind\n1\n" if "behind" in spec.query else "n\n1\n")
    return {("a", request): say(text)}


def test_a_clock_check_of_the_packs_own_is_told_alone() -> None:
    """The pack's own words come with it; where it only warns, the finding stays."""
    own = make_check("time", spec=Clock())
    wrong: Answers = {("a", DATE): say(f"{NOW + 300:.9f}\n")}
    assert tell(look(build(own), wrong)) == {"time": None}
    mild = msgspec.structs.replace(own, otherwise=Outcome.WARN)
    assert tell(look(build(mild), wrong)) == {"time": None, "clock@a": None}


def test_the_clock_of_a_host_that_is_away_is_no_finding() -> None:
    """It is told that it is away, and that is all."""
    fleet = build(make_check("login", spec=SshLogin()))
    refused = Gap(cause=Cause.REFUSED)
    away: Answers = {("a", one): refused for one in (FIRST_BOOT_ID, LAST_BOOT_ID, LOGIN, DATE)}
    assert tell(look(fleet, away)) == {"login": None}


def blind(links: str, routes: str) -> Answers:
    """Make what is seen from here when no host is: links and routes."""
    gone = Gap(cause=Cause.NO_ROUTE, detail="Network is unreachable")
    seen: Answers = {(host, one): gone for host in "ab" for one in (FIRST_BOOT_ID, LAST_BOOT_ID, LOGIN, DATE)}
    return {
        **seen,
        (CONTROLLER, LINKS): say(links),
        (CONTROLLER, ROUTES): say(routes),
        (CONTROLLER, ROUTES_6): say("fe80::/64 dev eth0 proto kernel metric 256\n"),
    }


def test_a_controller_without_a_network_is_one_cause_and_says_nothing_of_hosts() -> None:
    """Ping and login of each are held by it; none is called unreachable."""
    checks = [make_check(f"{host}-ping", host=host, place=CONTROLLER, spec=Ping()) for host in "ab"]
    checks += [make_check(f"{host}-login", host=host, spec=SshLogin()) for host in "ab"]
    checks.append(make_check("local", host=CONTROLLER, place=CONTROLLER, spec=FileStat(path="/b")))
    fleet = build(*checks)
    scorecard = look(fleet, blind(DOWN, "192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2 linkdown\n"))
    up = "uplink@controller"
    expected = {up: None, "a-ping": up, "b-ping": up, "a-login": up, "b-login": up, "local": None}
    assert tell(scorecard) == expected
    assert scorecard.first_blocked == up
    assert {state.condition for state in scorecard.hosts} == {HostCondition.POWERED_UNKNOWN}
    with_network = look(fleet, blind(UP, "default via 192.0.2.1 dev eth0\n"))
    assert up not in tell(with_network)


@pytest.mark.parametrize(
    ("host", "links", "routes", "leads"),
    [
        ("198.51.100.7", UP, "default via 192.0.2.1 dev eth0 \n", True),
        ("192.0.2.7", UP, "192.0.2.0/24 dev eth0 proto kernel scope link\n", True),
        ("198.51.100.7", UP, "192.0.2.0/24 dev eth0 proto kernel scope link\n", False),
        ("web.example", UP, "192.0.2.0/24 dev eth0 proto kernel scope link\n", True),
        ("web.example", UP, "", False),
        ("192.0.2.7", DOWN, "default via 192.0.2.1 dev eth0 \n", False),
        ("192.0.2.7", UP, "unreachable default dev lo metric 4294967295\n", False),
        ("192.0.2.7", UP, "192.0.2.7 via 192.0.2.1 dev eth0\n", True),
        ("2001:db8::1", UP, "2001:db8::/64 dev eth0 proto kernel metric 256\n", True),
        ("2001:db8::1", UP, "fe80::/64 dev eth0 proto kernel metric 256\n", False),
    ],
)
def test_a_network_leads_to_a_host_or_not(host: str, links: str, routes: str, *, leads: bool) -> None:
    """By a route over a link that is up; where a name leads nobody knows."""
    spec = Uplink(hosts=(host,))
    replies: dict[Request, Reply | Gap] = {LINKS: say(links), ROUTES: say(routes), ROUTES_6: say("")}
    reading = converse(spec.steps(Target(host="a", address="a")), replies.__getitem__)
    assert isinstance(reading, UplinkReading)
    assert [finding.holds for finding in spec.findings(reading)] == [leads]


@pytest.mark.parametrize(("links", "routes"), [("what?\n", ""), (UP, "\n"), (UP, "nowhere dev eth0\n")])
def test_what_ip_says_otherwise_is_unreadable(links: str, routes: str) -> None:
    """Then nothing is said of the network."""
    replies: dict[Request, Reply | Gap] = {LINKS: say(links), ROUTES: say(routes), ROUTES_6: say("")}
    with pytest.raises(UnreadableReplyError):
        converse(Uplink().steps(Target(host="a", address="a")), replies.__getitem__)


def test_a_run_that_was_cut_short_makes_no_host_red() -> None:
    """What was not asked, cut off, or not confirmed by a last boot id is held by that; what was seen bad stays."""
    asked = make_check("asked", spec=SshLogin())
    wrong = make_check("wrong", host="b", spec=SshLogin(user="root"))
    cut = make_check("cut", spec=FileStat(path="/b"), otherwise=Outcome.WARN)
    fleet = build(asked, wrong, cut)
    answers: Answers = {
        ("a", LOGIN): say("ops\n"),
        ("a", LAST_BOOT_ID): Gap(cause=Cause.NOT_ASKED),
        ("b", LOGIN): say("ops\n"),
        ("b", DATE): say(f"{NOW:.9f}\n"),
    }
    scorecard = look(fleet, answers, interrupted=True)
    run = "run@controller"
    assert tell(scorecard) == {"asked": run, "wrong": None, "cut": run, run: None}
    assert scorecard.first_blocked == "wrong"
    assert "interrupted" in scorecard.verdicts[-1].reason
    assert "2 checks" in scorecard.verdicts[-1].reason


def test_a_run_cut_short_after_all_was_seen_has_nothing_open() -> None:
    """The interruption is told of by the run itself."""
    answers: Answers = {("a", LOGIN): say("ops\n"), ("a", DATE): say(f"{NOW:.9f}\n")}
    assert tell(look(build(make_check("login", spec=SshLogin())), answers, interrupted=True)) == {}


def test_ids_that_a_pack_has_given_are_left_to_it() -> None:
    """And no clock is asked for on hosts that nobody logs in to, or that are this machine."""
    fleet = make_fleet(make_check("clock@a"))
    assert [check.id for check in imply(fleet).checks] == ["uplink@controller", "implied-clock@a", "run@controller"]
    for change in ({"login": "none"}, {"connection": "local"}):
        hosts = {"a": msgspec.structs.replace(fleet.hosts["a"], **change)}
        assert imply(msgspec.structs.replace(fleet, hosts=hosts)).clocks == ()
    assert isinstance(imply(fleet).clocks[0].spec, WallClock)


def test_the_run_itself_is_asked_nothing() -> None:
    """That it was cut short is known without a question."""
    nothing: dict[Request, Reply | Gap] = {}
    assert converse(RunWhole().steps(Target(host=CONTROLLER, address="")), nothing.__getitem__) == Reading()
