"""Whole runs in which one host misbehaves: collected, judged, and nothing counted that was not seen."""

import asyncio
import time

import pytest
from integration.real_sshd import SshHost, SshNet
from integration.transports.reaching import Reach, look, wait_for, wait_until_empty

from blackstart.checks.host.clock import Clock
from blackstart.checks.host.command import Command
from blackstart.checks.host.load import Load
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.collect.collector import Collector
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Kind
from blackstart.model.outcome import Outcome, Result
from blackstart.model.reply import Cause, Gap
from blackstart.model.scorecard import RunSpan
from blackstart.testing.builders import make_check, make_fleet
from blackstart.verdicts.scorecard import judge

NO_SYSTEMD = """\
echo "System has not been booted with systemd as init system (PID 1). Can't operate." >&2
echo "Failed to connect to bus: Host is down" >&2
exit 1"""
REFUSED_SUDO = "echo 'sudo: a password is required' >&2; exit 1"
ONE_HOUR_ON = """exec /bin/date -d '+1 hour' "$@" """
BOOT_ID = "/proc/sys/kernel/random/boot_id"


class Case:
    """A tool's misbehaviour on host `bad`, the check that meets it, and what must come of it."""

    def __init__(self, tool: str, script: str, spec: Kind, cause: Cause | None) -> None:
        """Note it; `cause` is None where the check reads its answer and finds it wrong."""
        self.tool = tool
        self.script = script
        self.spec = spec
        self.cause = cause


QUICK = Command(argv=("uptime",), limit=0.5)
CASES = {
    "hangs": Case("uptime", "exec sleep 1000", QUICK, Cause.TIME_LIMIT),
    "hangs and ignores TERM": Case("uptime", "trap '' TERM; while :; do sleep 1; done", QUICK, Cause.TIME_LIMIT),
    "prints a gigabyte": Case("nproc", "head -c 1000000000 /dev/zero", Load(), Cause.TOO_LARGE),
    "prints binary": Case("id", "head -c 1000 /dev/urandom; echo", SshLogin(), Cause.UNREADABLE),
    "prints nothing": Case("id", "exit 0", SshLogin(), Cause.UNREADABLE),
    "prints a marker": Case("id", r"printf '\n%032d-1 0\nroot\n' 0", SshLogin(), Cause.UNREADABLE),
    "is missing": Case("nproc", "echo '/bin/sh: 1: nproc: not found' >&2; exit 127", Load(), Cause.TOOL_MISSING),
    "needs a password": Case("sudo", REFUSED_SUDO, Command(argv=("id",), sudo=True), Cause.PRIVILEGE_REFUSED),
    "has no systemd": Case("systemctl", NO_SYSTEMD, SystemdUnit(unit="nginx"), Cause.UNREADABLE),
    "has its clock an hour off": Case("date", ONE_HOUR_ON, Clock(), None),
}


def make_pair(spec: Kind) -> Fleet:
    """Make a fleet of a bad and a good host with the same checks; those beside the bad one are quick."""
    return make_fleet(
        *(
            make_check(f"{host}-{name}", host=host, spec=check)
            for host in ("bad", "good")
            for name, check in (("case", spec if host == "bad" else SshLogin()), ("beside", Command(argv=("uname",))))
        )
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_gap_is_typed_and_nothing_else_suffers(net: SshNet, reach: Reach, case: Case) -> None:
    """The check is BLOCKED for its cause; its neighbours and the other host pass; nothing is left."""
    net.add("good")
    host = net.add("bad")
    host.tool(case.tool, case.script)
    places = {name: reach(name) for name in ("bad", "good")}
    scorecard, _ = await look(make_pair(case.spec), places)
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    assert (verdicts["bad-case"].outcome, verdicts["bad-case"].cause) == (Outcome.BLOCKED, case.cause), scorecard
    others = {name: verdict.outcome for name, verdict in verdicts.items() if name != "bad-case"}
    assert others == dict.fromkeys(others, Outcome.PASS), scorecard
    assert scorecard.result is Result.BLOCKED
    await places["bad"].close()
    assert not await wait_until_empty(host, 1.5)


async def test_reboot_in_the_middle_of_a_run(net: SshNet, reach: Reach) -> None:
    """Evidence from a host whose boot id changed is stale, all of it; the other host's is not."""
    net.add("good")
    host = net.add("bad")
    other = f"test -e {host.folder}/once && set -- {host.folder}/boot_id; : >{host.folder}/once"
    (host.folder / "boot_id").write_text("11111111-2222-4333-8444-555555555555\n")
    host.tool("cat", f'case $1 in {BOOT_ID}) {other};; esac; exec /bin/cat "$@"')
    scorecard, _ = await look(make_pair(SshLogin()), {name: reach(name) for name in ("bad", "good")})
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    assert {verdicts["bad-case"].cause, verdicts["bad-beside"].cause} == {Cause.STALE}
    assert "restarted" in verdicts["bad-case"].reason
    assert {verdicts["good-case"].outcome, verdicts["good-beside"].outcome} == {Outcome.PASS}
    assert scorecard.result is Result.BLOCKED


async def test_connection_cut_in_mid_run(net: SshNet, reach: Reach) -> None:
    """A run over a connection that is cut ends; what ran then is a gap, the rest is asked again."""
    net.add("good")
    host = net.add("bad")
    host.tool("uptime", f": >{host.folder}/started; exec sleep 1000")
    fleet = make_pair(Command(argv=("uptime",), limit=20))
    run = asyncio.ensure_future(look(fleet, {name: reach(name) for name in ("bad", "good")}))
    await wait_for((host.folder / "started").exists)
    host.cut()
    scorecard, _ = await run
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    assert verdicts["bad-case"].cause is Cause.CONNECTION_LOST
    passed = {name for name, verdict in verdicts.items() if verdict.outcome is Outcome.PASS}
    assert passed == {"bad-beside", "good-case", "good-beside"}


async def test_interrupted_run(net: SshNet, reach: Reach) -> None:
    """Cut short, a run keeps what was seen, is not green, and leaves nothing behind within a second."""
    hosts = [net.add(name) for name in ("bad", "good")]
    hosts[0].tool("uptime", f": >{hosts[0].folder}/started; trap '' TERM; while :; do sleep 1; done")
    fleet = make_pair(Command(argv=("uptime",), limit=60))
    places = {name: reach(name) for name in ("bad", "good")}
    collector = Collector(fleet, places)
    task = asyncio.ensure_future(collector.collect())
    await wait_for((hosts[0].folder / "started").exists)
    await wait_for(lambda: len(collector.exchanges) >= 5)
    task.cancel()
    await asyncio.wait([task])
    stopped = time.monotonic()
    await asyncio.gather(*(place.close() for place in places.values()))
    await all_gone(hosts)
    assert time.monotonic() - stopped < 1.7
    now = time.time()
    scorecard = judge(fleet, Transcript(collector.exchanges), RunSpan(ended=now, interrupted=True), now=now)
    verdicts = {verdict.check: verdict for verdict in scorecard.verdicts}
    assert verdicts["good-case"].outcome is Outcome.PASS
    assert verdicts["bad-case"].cause is Cause.INTERRUPTED
    assert scorecard.result is Result.BLOCKED


async def all_gone(hosts: list[SshHost]) -> None:
    """Wait until nothing runs on any of the hosts."""
    for host in hosts:
        assert not await wait_until_empty(host, 1.5)


async def test_fleet_of_bad_hosts(net: SshNet, reach: Reach) -> None:
    """Every misbehaviour at once, one host each: the run takes as long as the slowest of them."""
    checks: list[Check] = []
    for number, (name, case) in enumerate(CASES.items()):
        net.add(f"h{number}").tool(case.tool, case.script)
        checks.append(make_check(name, host=f"h{number}", spec=case.spec))
    fleet = make_fleet(*checks)
    started = time.monotonic()
    scorecard, collector = await look(fleet, {host: reach(host) for host in fleet.hosts})
    assert time.monotonic() - started < 40  # one after the other they would take minutes
    assert {verdict.check: verdict.cause for verdict in scorecard.verdicts} == {
        name: case.cause for name, case in CASES.items()
    }
    assert not [verdict for verdict in scorecard.verdicts if verdict.outcome is Outcome.PASS]
    assert len([item for item in collector.exchanges if not isinstance(item.reply, Gap)]) >= 2 * len(CASES)
