"""Whole fleets: raised fast, several at once, and judged by the product as their pack expects."""

import asyncio
import re
import time
from pathlib import Path

import pytest
from integration.drill.drilling import make_fleet, raise_hosts, run, ssh

from blackstart.app.connections import Connections
from blackstart.app.loading import load_pack
from blackstart.app.looking import look
from blackstart.app.places import open_places
from blackstart.drill.address_block import NoBlockError, reserve_block
from blackstart.drill.fixtures import Answer, Endpoint, Fixtures, HostFixtures
from blackstart.drill.fleet import Drill, raise_fleet
from blackstart.drill.reading import list_scenarios, read_fixtures, read_scenario
from blackstart.drill.scenario import Scenario
from blackstart.model.fleet import Fleet, Host
from blackstart.model.outcome import Result
from blackstart.model.scorecard import Scorecard

PACK = Path(__file__).parent / "pack"


async def check(drill: Drill) -> Scorecard:
    """Check the drilled fleet with the product itself, once."""
    connections = Connections(
        ssh_config=str(drill.ssh_config),
        address_book=drill.address_book,
        ca_file=str(drill.ca_file),
        controller_path=str(drill.controller_path),
    )
    async with open_places(drill.fleet, connections) as places:
        return (await look(drill.fleet, places, lambda *_: None)).scorecard


async def test_the_healthy_pack_is_green(tmp_path: Path) -> None:
    """Every question has its fixture, and the run leaves nothing behind."""
    now = time.time()
    async with raise_fleet(load_pack(str(PACK)), read_fixtures(PACK / "drill", now), tmp_path, now=now) as drill:
        scorecard = await check(drill)
        assert drill.unanswered() == []
        assert drill.running() == []
    assert [v for v in scorecard.verdicts if v.outcome != "PASS"] == []
    assert scorecard.result is Result.GREEN
    assert scorecard.passed == 15


@pytest.mark.parametrize("name", list_scenarios(PACK / "drill"))
async def test_a_scenario_comes_to_what_it_expects(tmp_path: Path, name: str) -> None:
    """With the first thing to fix, and no other cause beside it."""
    now = time.time()
    scenario = read_scenario(PACK / "drill", name, now)
    async with raise_fleet(load_pack(str(PACK)), scenario.fixtures, tmp_path, now=now) as drill:
        scorecard = await check(drill)
        assert drill.unanswered() == []
    assert differences(scorecard, scenario) == []


def differences(scorecard: Scorecard, scenario: Scenario) -> list[str]:
    """Return in what a run is not as the scenario expects."""
    expect = scenario.expect
    outcomes = {verdict.check: verdict.outcome for verdict in scorecard.verdicts}
    said = " ".join(verdict.reason for verdict in scorecard.verdicts)
    pairs = [
        (expect.result, scorecard.result),
        (expect.blocked, scorecard.blocked),
        (expect.held, scorecard.held),
        (expect.first_blocked, scorecard.first_blocked),
        *((outcome, outcomes[check]) for check, outcome in expect.checks.items()),
        *((word, word if word in said else said) for word in expect.words),
    ]
    return [f"expected {wanted}, got {got}" for wanted, got in pairs if wanted is not None and got != wanted]


async def test_four_hosts_can_be_logged_in_to_as_soon_as_they_are_up(tmp_path: Path) -> None:
    """Nothing is waited for: `raise_fleet` returns when they are ready."""
    hosts = {str(number): HostFixtures(http={9090: Endpoint(paths={"/": 200})}) for number in (110, 120, 121, 188)}
    fleet = make_fleet(*hosts)
    async with raise_fleet(fleet, Fixtures(hosts=hosts), tmp_path / "drill", now=time.time()) as drill:
        ran = await asyncio.gather(*(ssh(drill, host, "echo $BLACKSTART_DRILL_HOST") for host in hosts))
    assert [one.stdout.decode().strip() for one in ran] == list(hosts)


async def test_several_drills_are_up_at_once(tmp_path: Path) -> None:
    """Each with addresses of its own."""
    host = {"h110": HostFixtures(tools={"uptime": (Answer(stdout="up"),)})}
    other = {"h110": HostFixtures(tools={"uptime": (Answer(stdout="down"),)})}
    async with raise_hosts(tmp_path / "1", **host) as first, raise_hosts(tmp_path / "2", **other) as second:
        ran = await asyncio.gather(ssh(first, "110", "uptime"), ssh(second, "110", "uptime"))
        assert first.fleet.hosts["110"].address != second.fleet.hosts["110"].address
    assert [one.stdout for one in ran] == [b"up", b"down"]


async def test_the_fleet_is_the_same_but_for_its_places(tmp_path: Path) -> None:
    """Users and roles stay, this machine is looked at as one that needs no login, last octets are kept."""
    hosts = {
        "110": Host(id="110", address="192.0.2.110", user="ops", port=2022, roles=("db",)),
        "here": Host(id="here", address="localhost", connection="local"),
    }
    fleet = Fleet(name="a", hosts=hosts)
    here = {"here": HostFixtures(ports={5432: "open"})}
    async with raise_fleet(fleet, Fixtures(hosts=here), tmp_path, now=time.time()) as drill:
        moved = drill.fleet.hosts
        names = await ssh(drill, "110", "id -un; echo $USER")
        places = [drill.address_book[place] for place in (("192.0.2.110", 2022), ("localhost", 5432))]
    assert (moved["110"].user, moved["110"].roles, moved["here"].connection) == ("ops", ("db",), "local")
    assert re.fullmatch(r"127\.\d+\.\d+\.110", moved["110"].address)
    assert names.stdout.split()[-1] == b"ops"
    assert places == [(moved["110"].address, moved["110"].port), (moved["here"].address, 5432)]


async def test_every_name_of_a_host_leads_ssh_to_the_drill(tmp_path: Path) -> None:
    """Its id and its real address too, so that the real host is never reached by mistake."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        for name in ("110", "192.0.2.110"):
            ran = await run("ssh", "-F", str(drill.ssh_config), name, "echo $BLACKSTART_DRILL_HOST")
            assert ran.stdout == b"110\n"


async def test_the_controller_has_its_own_tools(tmp_path: Path) -> None:
    """To come first in PATH where the product runs commands on this machine."""
    controller = HostFixtures(
        tools={"ip": (Answer(match="-s neigh show *", stdout="192.0.2.1 dev eth0  used 9/9/6probes 6 FAILED\n"),)}
    )
    async with raise_hosts(tmp_path, h110=HostFixtures(), controller=controller) as drill:
        ran = await run(str(drill.controller_path / "ip"), "-s", "neigh", "show", "192.0.2.1")
        none = await run(str(drill.controller_path / "ip"), "link")
        assert drill.unanswered() == ["controller: ip link"]
    assert (ran.stdout, none.status) == (b"192.0.2.1 dev eth0  used 9/9/6probes 6 FAILED\n", 127)


def test_a_block_is_held_by_one_drill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none left, it says so."""
    monkeypatch.setattr("blackstart.drill.address_block.random.randint", lambda least, _most: least)
    with reserve_block() as block:
        assert block == (1, 0)
        with pytest.raises(NoBlockError), reserve_block():
            pass
    with reserve_block() as again:
        assert again == block
