"""A host's state says no more than was seen, and no less."""

import pytest

from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Result
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard
from blackstart.testing.kinds import StatusKind
from blackstart.verdicts.scorecard import find_level, judge

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n")
YES, NO = CommandReply(stdout=""), CommandReply(stdout="", exit_code=1)
REFUSED, TOOL_MISSING = Gap(cause=Cause.REFUSED), Gap(cause=Cause.TOOL_MISSING)
OUTSIDE = (Proof.PING, Proof.LINK, Proof.PORT)


def judge_host(seen: dict[Proof, Reply | Gap], boot: Reply | Gap, host: Host | None = None) -> Scorecard:
    """Judge host `a` by what its checks saw, one for each proof, and the boot id at both ends."""
    host = host or Host(id="a", address="a")
    checks = [
        Check(
            id=proof.name.lower(),
            phase="P0",
            host="a",
            place=CONTROLLER if proof in OUTSIDE else "a",
            spec=StatusKind(question=proof.name, proves=proof),
        )
        for proof in seen
    ]
    fleet = Fleet(name="one", hosts={"a": host}, phases=(Phase(id="P0"),), checks=tuple(checks))
    exchanges = [
        Exchange(place=check.place, request=StatusKind(question=proof.name).request, reply=reply)
        for check, (proof, reply) in zip(checks, seen.items(), strict=True)
    ]
    exchanges += [Exchange(place="a", request=request, reply=boot) for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    return judge(fleet, Transcript(exchanges), RunSpan(), now=1.0)


@pytest.mark.parametrize(
    ("ping", "link", "login", "condition"),
    [
        (NO, NO, REFUSED, HostCondition.UNREACHABLE),
        (NO, TOOL_MISSING, REFUSED, HostCondition.POWERED_UNKNOWN),
        (NO, Gap(cause=Cause.UNREADABLE), REFUSED, HostCondition.POWERED_UNKNOWN),
        (TOOL_MISSING, NO, REFUSED, HostCondition.POWERED_UNKNOWN),
        (NO, NO, Gap(cause=Cause.INTERRUPTED), HostCondition.POWERED_UNKNOWN),
        (NO, NO, TOOL_MISSING, HostCondition.POWERED_UNKNOWN),
        (NO, YES, REFUSED, HostCondition.POWERED),
        (NO, NO, Gap(cause=Cause.HOST_KEY_CHANGED), HostCondition.BOOTED_UNKNOWN),
        (NO, NO, Gap(cause=Cause.LOGIN_HUNG), HostCondition.BOOTED_UNKNOWN),
        (YES, YES, Gap(cause=Cause.LOGIN_CLOSED), HostCondition.BOOTED),
        (YES, NO, REFUSED, HostCondition.BOOTED_UNKNOWN),
    ],
)
def test_unreachable_is_said_only_where_everything_was_looked_at(
    ping: Reply | Gap, link: Reply | Gap, login: Reply | Gap, condition: HostCondition
) -> None:
    """A tool that is missing on this machine shows nothing of a host; a host that speaks SSH is not away."""
    scorecard = judge_host({Proof.PING: ping, Proof.LINK: link, Proof.LOGIN: login}, login)
    assert scorecard.hosts[0].condition is condition


def test_a_host_without_a_check_of_its_link_may_be_unreachable() -> None:
    """Ping and login tell of it, as on another network, where there is no ARP."""
    assert judge_host({Proof.PING: NO, Proof.LOGIN: REFUSED}, REFUSED).hosts[0].condition is HostCondition.UNREACHABLE


SWITCH = Host(id="a", address="a", login="none")


@pytest.mark.parametrize(
    ("seen", "condition", "level"),
    [
        ({Proof.PING: YES}, HostCondition.POWERED, "FULL_STACK_GREEN"),
        ({Proof.LINK: YES}, HostCondition.POWERED, "FULL_STACK_GREEN"),
        ({Proof.PING: NO}, HostCondition.UNREACHABLE, "HOST_UNREACHABLE"),
        ({Proof.PING: NO, Proof.LINK: TOOL_MISSING}, HostCondition.POWERED_UNKNOWN, "HOST_POWERED_UNKNOWN"),
        ({Proof.PING: TOOL_MISSING}, HostCondition.POWERED_UNKNOWN, "HOST_POWERED_UNKNOWN"),
    ],
)
def test_a_host_that_nobody_logs_in_to_has_power_or_not(
    seen: dict[Proof, Reply | Gap], condition: HostCondition, level: str
) -> None:
    """A switch that answers ping is as far as it can come, and does not keep the fleet from its level."""
    scorecard = judge_host(seen, Gap(cause=Cause.NOT_ASKED), SWITCH)
    assert scorecard.hosts[0].condition is condition
    assert scorecard.level == level


def test_the_level_is_that_of_the_hosts_one_logs_in_to() -> None:
    """A switch with power lifts no host, and one without it is not passed over."""
    hosts = (HostState(host="a", condition=HostCondition.READY), HostState(host="sw", condition=HostCondition.POWERED))
    assert find_level(Result.GREEN, hosts, {"sw"}) == "FULL_STACK_GREEN"
    assert find_level(Result.GREEN, hosts) == "HOST_POWERED"
    away = (hosts[0], HostState(host="sw", condition=HostCondition.UNREACHABLE))
    assert find_level(Result.BLOCKED, away, {"sw"}) == "HOST_UNREACHABLE"


@pytest.mark.parametrize(
    ("asked", "reply", "condition"),
    [
        (("docker",), NO, HostCondition.DEGRADED),
        (("docker",), TOOL_MISSING, HostCondition.BOOTED),
        (("docker",), YES, HostCondition.READY),
        (("docker", "not-in-this-view"), YES, HostCondition.BOOTED),
    ],
)
def test_a_host_is_ready_by_what_its_role_asks_for(
    asked: tuple[str, ...], reply: Reply | Gap, condition: HostCondition
) -> None:
    """Beside what every host must show: without docker one whose role it is carries nothing."""
    host = Host(id="a", address="a", ready=asked)
    ready = Check(id="state", phase="P0", host="a", place="a", spec=StatusKind(question="s", proves=Proof.READY))
    docker = Check(id="docker", phase="P0", host="a", place="a", spec=StatusKind(question="d"))
    for checks in ((ready, docker), (docker,)):
        fleet = Fleet(name="one", hosts={"a": host}, phases=(Phase(id="P0"),), checks=checks)
        exchanges = [
            Exchange(place="a", request=StatusKind(question="s").request, reply=YES),
            Exchange(place="a", request=StatusKind(question="d").request, reply=reply),
            *(Exchange(place="a", request=request, reply=BOOT) for request in (FIRST_BOOT_ID, LAST_BOOT_ID)),
        ]
        scorecard = judge(fleet, Transcript(exchanges), RunSpan(), now=1.0)
        assert scorecard.hosts[0].condition is condition
