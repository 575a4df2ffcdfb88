"""One root cause is one red line, and no true one is hidden."""

from typing import Any

import pytest

from blackstart.checks.host.clock import Clock
from blackstart.checks.network.arp import Arp
from blackstart.checks.network.http import Http
from blackstart.checks.network.ping import Ping
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.network.tcp import Tcp
from blackstart.checks.systemd.systemd_state import SystemdState
from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import CONTROLLER, HttpRequest, RunCommand
from blackstart.model.scorecard import Verdict
from blackstart.testing.builders import make_check, make_fleet, make_verdict
from blackstart.verdicts.explain import explain
from blackstart.verdicts.judge import BootBinding, conclude_gap
from blackstart.verdicts.tool import find_tool

LAYERS = (Phase(id="P0"), Phase(id="P1", needs=("P0",)), Phase(id="P2", needs=("P1",)))
OPEN = BootBinding(boot_id="0a1b2c3d-0000-4000-8000-0123456789ab")
SHUT = BootBinding(problem="boot id not seen: connection refused")


def blocked(check: Check, cause: Cause | None = None, **fields: Any) -> Verdict:
    """Make the check's failure: a gap where it has a cause, and else a bad reading."""
    return make_verdict(check, Outcome.BLOCKED, str(cause or "expected this, saw that"), cause=cause, **fields)


def find_held(fleet: Fleet, *failed: Verdict, shut: str = "") -> dict[str, str | None]:
    """Return what is not PASS, and what holds it; the hosts named in `shut` cannot be logged in to."""
    verdicts = {check.id: make_verdict(check) for check in fleet.checks} | {one.check: one for one in failed}
    explained = explain(fleet, verdicts, {host: SHUT if host in shut else OPEN for host in fleet.hosts})
    return {name: one.held_by for name, one in explained.items() if one.outcome is not Outcome.PASS}


def test_a_failed_unit_is_the_line_of_the_check_about_it() -> None:
    """The system's state comes first in the pack, is degraded by that unit, and says nothing more."""
    state, unit = make_check("state", spec=SystemdState()), make_check("nginx")
    fleet = make_fleet(state, unit)
    assert find_held(fleet, blocked(state, units=("nginx.service",)), blocked(unit)) == {
        "state": "nginx",
        "nginx": None,
    }


def test_a_check_of_a_unit_that_needs_the_state_is_still_its_line() -> None:
    """The need would make a circle of the two; the one that is about the unit is the cause."""
    state, unit = make_check("state", spec=SystemdState()), make_check("nginx", needs=("state",))
    for fleet in (make_fleet(state, unit), make_fleet(unit, state)):
        held = find_held(fleet, blocked(state, units=("nginx.service",)), blocked(unit))
        assert held == {"state": "nginx", "nginx": None}


def test_a_unit_that_no_check_is_about_stays_a_line_of_its_own() -> None:
    """Beside another that has one; the state says which of the two is told elsewhere."""
    state, unit = make_check("state", spec=SystemdState()), make_check("nginx", needs=("state",))
    other = make_check("far-nginx", host="b")
    fleet = make_fleet(state, unit, other)
    failed = blocked(state, units=("report.service", "nginx.service"))
    assert find_held(fleet, failed, blocked(unit)) == {"state": None, "nginx": None}
    verdicts = {"state": failed, "nginx": blocked(unit), "far-nginx": blocked(other)}
    told = explain(fleet, verdicts, {"a": OPEN, "b": OPEN})["state"]
    assert told.reason.endswith("(told: nginx.service by nginx)")


def test_a_warning_about_units_is_not_held() -> None:
    """Without its evidence it would be a warning again, and less evidence must not make it better."""
    state, unit = make_check("state", spec=SystemdState()), make_check("nginx")
    warned = make_verdict(state, Outcome.WARN, units=("nginx.service",))
    assert find_held(make_fleet(state, unit), warned, blocked(unit)) == {"state": None, "nginx": None}


def test_a_unit_held_by_its_own_cause_passes_that_on() -> None:
    """The state is held by the root, not by what the root holds."""
    disk, unit = make_check("disk", spec=Ping()), make_check("nginx", needs=("disk",))
    state = make_check("state", spec=SystemdState())
    held = find_held(
        make_fleet(state, disk, unit), blocked(state, units=("nginx.service",)), blocked(disk), blocked(unit)
    )
    assert held == {"state": "disk", "disk": None, "nginx": "disk"}


def test_what_gives_no_answer_is_held_by_the_layer_below_on_its_host() -> None:
    """A gateway that is down holds what is looked at through it; a bad answer stays a line of its own."""
    gateway = make_check("gateway", phase="P0")
    far = make_check("far", phase="P0", host="b")
    silent = make_check("silent", phase="P2", place=CONTROLLER, spec=Http(url="http://a/"))
    wrong = make_check("wrong", phase="P2", place=CONTROLLER, spec=Http(url="http://a/x"))
    elsewhere = make_check("elsewhere", phase="P2", host="c", place=CONTROLLER, spec=Http(url="http://c/"))
    fleet = make_fleet(gateway, far, silent, wrong, elsewhere, phases=LAYERS)
    failed = [blocked(gateway), blocked(silent, Cause.REFUSED), blocked(wrong), blocked(elsewhere, Cause.REFUSED)]
    assert find_held(fleet, *failed) == {"gateway": None, "silent": "gateway", "wrong": None, "elsewhere": None}


def test_the_nearest_layer_below_is_the_cause() -> None:
    """Of two failures on the host the one that stands last below."""
    disk, unit = make_check("disk", phase="P0"), make_check("unit", phase="P1", spec=SystemdUnit(unit="nginx"))
    page = make_check("page", phase="P2", spec=Http(url="http://127.0.0.1/"))
    fleet = make_fleet(disk, unit, page, phases=LAYERS)
    held = find_held(fleet, blocked(disk), blocked(unit), blocked(page, Cause.REFUSED))
    assert held == {"disk": None, "unit": None, "page": "unit"}


def test_a_layer_below_does_not_explain_a_missing_tool() -> None:
    """That is about the asking, and stays."""
    disk = make_check("disk", phase="P0")
    page = make_check("page", phase="P1", spec=Http(url="http://127.0.0.1/"))
    fleet = make_fleet(disk, page, phases=LAYERS)
    assert find_held(fleet, blocked(disk), blocked(page, Cause.TOOL_MISSING)) == {"disk": None, "page": None}


def test_a_router_that_is_down_holds_what_is_silent_behind_it() -> None:
    """It is no host of the fleet; another route that fails does not hold a third one."""
    on_controller = {"host": CONTROLLER, "place": CONTROLLER}
    router = make_check("router", phase="P0", spec=Ping(address="192.0.2.1"), **on_controller)
    first = make_check("first", phase="P1", spec=Http(url="https://one.example/"), **on_controller)
    last = make_check("last", phase="P2", spec=Http(url="https://two.example/"), **on_controller)
    fleet = make_fleet(router, first, last, phases=LAYERS)
    gone = (blocked(first, Cause.CONNECT_TIMED_OUT), blocked(last, Cause.CONNECT_TIMED_OUT))
    assert find_held(fleet, blocked(router), *gone) == {"router": None, "first": "router", "last": "router"}
    assert find_held(fleet, *gone) == {"first": None, "last": None}


def test_one_service_that_does_not_answer_on_a_host_says_nothing_of_another() -> None:
    """What curl says on a host that lets one in is about that service alone."""
    one = make_check("one", spec=Http(url="http://one.example/"))
    two = make_check("two", spec=Http(url="http://two.example/"))
    for cause in (Cause.NAME_UNKNOWN, Cause.CONNECTION_LOST, Cause.REFUSED):
        assert find_held(make_fleet(one, two), blocked(one, cause), blocked(two, cause)) == {"one": None, "two": None}


def test_a_host_that_cannot_be_logged_in_to_is_one_line() -> None:
    """Whatever each of its questions ended in: refused, lost, or read before it was restarted."""
    checks = [make_check(name) for name in ("one", "two", "three")]
    causes = (Cause.REFUSED, Cause.STALE, Cause.CONNECTION_LOST)
    failed = [blocked(check, cause) for check, cause in zip(checks, causes, strict=True)]
    assert find_held(make_fleet(*checks), *failed, shut="a") == {"one": None, "two": "one", "three": "one"}


def test_a_clock_that_nobody_could_ask_is_held_by_the_login() -> None:
    """It stands first in the pack, and comes before what rests on it, but not before the way to the host."""
    clock, login, disk = make_check("clock", spec=Clock()), make_check("login", spec=SshLogin()), make_check("disk")
    failed = [blocked(check, Cause.AUTH_REFUSED) for check in (clock, login, disk)]
    held = find_held(make_fleet(clock, login, disk), *failed, shut="a")
    assert held == {"clock": "login", "login": None, "disk": "login"}


def test_a_host_behind_a_jump_host_that_is_down_is_held_by_it() -> None:
    """By its rungs, or by the first that could not be asked there; a jump host that is well holds nothing."""
    inner = [make_check("in-ping", host="b", place=CONTROLLER, spec=Ping()), make_check("in", host="b")]
    jump = make_check("jump", spec=SshLogin())
    plain = make_check("jump", spec=SystemdUnit(unit="ssh"))
    for first in (jump, plain):
        for fleet in (make_fleet(*inner, first), make_fleet(first, *inner)):
            failed = (blocked(inner[0]), blocked(inner[1], Cause.CONNECTION_LOST), blocked(first, Cause.REFUSED))
            verdicts = {one.check: one for one in failed}
            behind = BootBinding(problem="x", cause=Cause.CONNECTION_LOST, via=("bastion", "host-a.example", "b"))
            held = explain(fleet, verdicts, {"a": SHUT, "b": behind})
            assert {name: one.held_by for name, one in held.items()} == {"in-ping": "jump", "in": "jump", "jump": None}
            well = explain(fleet, verdicts | {"jump": make_verdict(first)}, {"a": OPEN, "b": behind})
            assert well["in-ping"].held_by is None


def test_ping_explains_nothing_of_a_host_that_lets_one_in() -> None:
    """A firewall that drops echo requests breaks no service and no name."""
    ping = make_check("ping", place=CONTROLLER, spec=Ping())
    inside = make_check("inside", spec=Http(url="http://one.example/"))
    outside = make_check("outside", place=CONTROLLER, spec=Http(url="http://a/"))
    login = make_check("login", spec=SshLogin(user="ops"))
    fleet = make_fleet(ping, login, inside, outside)
    failed = [blocked(ping), blocked(login), blocked(inside, Cause.NAME_UNKNOWN), blocked(outside, Cause.REFUSED)]
    assert find_held(fleet, *failed) == {"ping": None, "login": None, "inside": None, "outside": None}


def test_a_rung_asked_from_a_host_that_is_down_is_held_by_it() -> None:
    """Nobody could look from there."""
    login = make_check("login", spec=SshLogin())
    ping = make_check("ping", host="b", place="a", spec=Ping())
    failed = (blocked(login, Cause.REFUSED), blocked(ping, Cause.REFUSED))
    for fleet in (make_fleet(login, ping), make_fleet(ping, login)):
        assert find_held(fleet, *failed, shut="ab") == {"login": None, "ping": "login"}


@pytest.mark.parametrize(
    ("port", "page", "held_by"),
    [
        (Cause.CONNECT_TIMED_OUT, Cause.CONNECT_TIMED_OUT, "port"),
        (Cause.CONNECT_TIMED_OUT, Cause.NO_ROUTE, "port"),
        (Cause.CONNECT_TIMED_OUT, Cause.REFUSED, None),
        (Cause.CONNECT_TIMED_OUT, Cause.NAME_UNKNOWN, None),
        (Cause.NAME_UNKNOWN, Cause.NAME_UNKNOWN, "port"),
        (Cause.REFUSED, Cause.CONNECT_TIMED_OUT, None),
    ],
)
def test_a_port_that_refuses_is_no_host_that_is_silent(port: Cause, page: Cause, held_by: str | None) -> None:
    """A host that is away lets all its ports time out; a refusal is an answer."""
    first = make_check("port", place=CONTROLLER, spec=Tcp())
    second = make_check("page", place=CONTROLLER, spec=Http(url="http://a/"))
    held = find_held(make_fleet(first, second), blocked(first, port), blocked(second, page))
    assert held == {"port": None, "page": held_by}


def test_a_program_that_is_missing_refused_or_hanging_is_one_line_a_place() -> None:
    """The same program, on the same place, in the same way."""
    checks = [make_check(name) for name in ("one", "two", "three", "four")]
    far = make_check("far", host="b")
    fleet = make_fleet(*checks, far)
    failed = [blocked(check, Cause.TIME_LIMIT, tool="systemctl") for check in (*checks[:2], far)]
    failed += [blocked(checks[2], Cause.PRIVILEGE_REFUSED, tool="sudo"), blocked(checks[3], Cause.TIME_LIMIT)]
    assert find_held(fleet, *failed) == {"one": None, "two": "one", "three": None, "four": None, "far": None}


def test_what_a_program_says_that_cannot_be_read_is_one_line_where_it_is_the_same() -> None:
    """`Failed to connect to bus` for each unit is one cause; a property that is not there is another."""
    checks = [make_check(name) for name in ("one", "two", "three")]
    said = ("exit 1: Failed to connect to bus", "exit 1: Failed to connect to bus", "printed no NRestarts")
    failed = [
        make_verdict(check, Outcome.BLOCKED, reason, cause=Cause.UNREADABLE, tool="systemctl")
        for check, reason in zip(checks, said, strict=True)
    ]
    assert find_held(make_fleet(*checks), *failed) == {"one": None, "two": "one", "three": None}


@pytest.mark.parametrize(
    ("argv", "sudo", "cause", "tool"),
    [
        (("ip", "neigh"), False, Cause.TOOL_MISSING, "ip"),
        (("systemctl", "show"), False, Cause.TIME_LIMIT, "systemctl"),
        (("systemctl", "show"), True, Cause.TIME_LIMIT, "sudo"),
        (("cat", "/x"), True, Cause.PRIVILEGE_REFUSED, "sudo"),
        (("docker", "exec", "db", "true"), False, Cause.TIME_LIMIT, None),
        (("docker", "ps"), False, Cause.UNREADABLE, "docker"),
        (("k3s", "kubectl", "get", "nodes"), False, Cause.TIME_LIMIT, "k3s"),
        (("cat", "/x"), False, Cause.TIME_LIMIT, None),
        (("cat", "/x"), False, Cause.UNREADABLE, None),
    ],
)
def test_the_program_that_a_gap_is_about(argv: tuple[str, ...], cause: Cause, tool: str | None, *, sudo: bool) -> None:
    """A tool that is missing or refused; one that asks a service of the host; sudo where it lets nothing pass."""
    request = RunCommand(argv=argv, sudo=sudo)
    assert find_tool(request, Gap(cause=cause), "a", Transcript()) == tool


def test_sudo_that_lets_something_pass_is_not_the_cause() -> None:
    """Then it is this one command that is refused, or hangs."""
    passed = Exchange(place="a", request=RunCommand(argv=("id",), sudo=True), reply=CommandReply(stdout="root\n"))
    request = RunCommand(argv=("cat", "/x"), sudo=True)
    transcript = Transcript([passed])
    assert find_tool(request, Gap(cause=Cause.PRIVILEGE_REFUSED), "a", transcript) == "cat"
    assert find_tool(request, Gap(cause=Cause.PRIVILEGE_REFUSED), "b", transcript) == "sudo"
    assert find_tool(HttpRequest(url="http://a/"), Gap(cause=Cause.TIME_LIMIT), "a", transcript) is None


def test_a_tool_missing_here_is_said_of_this_machine() -> None:
    """Not of the host that the check is about."""
    check = make_check("link", place=CONTROLLER, spec=Arp())
    missing = Gap(cause=Cause.TOOL_MISSING, detail="ip: No such file or directory")
    assert conclude_gap(check, missing, "ip").reason == "on controller: `ip` is missing"
    refused = Gap(cause=Cause.PRIVILEGE_REFUSED, detail="ip: Permission denied")
    assert conclude_gap(check, refused, "ip").reason == "on controller: privilege refused: ip: Permission denied"
