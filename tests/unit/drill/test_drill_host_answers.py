"""The few facts of a host answer what the kinds ask, in the form that they read."""

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind
from blackstart.drill.addresses import AddressTable, HostAddress
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer, Container, DiskUse, HostFile, HostFixtures, MemoryUse, UnitFixture
from blackstart.drill.host_answers import answer_question, list_boot_ids
from blackstart.drill.host_files import write_stat
from blackstart.drill.questions import Place, list_generated, put_questions
from blackstart.drill.reachability import answer_reachability
from blackstart.drill.short_forms import LogLine
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.reply import Cause, Gap
from blackstart.model.request import CONTROLLER, HttpRequest, RunCommand, TcpConnect
from blackstart.verdicts.replay import observe

NOW = 1_000_000_000.0
ADDRESSES = AddressTable(
    hosts={
        "110": HostAddress(host="110", address="127.5.6.110", known_as=("192.0.2.110",)),
        "120": HostAddress(host="120", address="127.5.6.120"),
    },
    closed=("127.5.6.254", 9),
)
REACHED = {"110": HostFixtures(), "120": HostFixtures(down="blackhole")}


def make_place(fixtures: HostFixtures, host: str = "110") -> Place:
    """Make the place `host`; only the controller is asked for the reachability of others."""
    facts = Facts(host=host, user="wooo", now=NOW, fixtures=fixtures)

    def reach(argv: tuple[str, ...]) -> Answer | None:
        return answer_reachability(argv, ADDRESSES, REACHED)

    return Place(facts=facts, reach=reach, found={}, programs=set())


def make_check(kind: str, params: dict[str, Any]) -> Check:
    """Make a check of 110."""
    found = find_kind(kind)
    place = "110" if found.asked_from == "host" else CONTROLLER
    return Check(id=kind, phase="P0", host="110", place=place, spec=msgspec.convert(params, found))


def ask(kind: str, params: dict[str, Any], fixtures: HostFixtures) -> list[str] | Gap:
    """Return what is seen in findings that do not hold, or the gap."""
    check = make_check(kind, params)
    target = Host(id="110", address="127.5.6.110").target
    seen = observe(check, target, make_place(fixtures, check.place).answer)
    if isinstance(seen.outcome, Gap):
        return seen.outcome
    return [finding.seen for finding in check.spec.findings(seen.outcome) if not finding.holds]


UNITS = HostFixtures(
    units={
        "nginx": "active",
        "cron": "failed",
        "old": "missing",
        "docker": UnitFixture(active="activating", enabled="disabled", restarts=7, more={"MemoryMax": "infinity"}),
    }
)
CONTAINERS = HostFixtures(containers={"db": Container(health="unhealthy", restarts=3, up_for=30), "web": "exited"})
TALKING = HostFixtures(
    containers={"talks": Container(logs=(LogLine(text="works", age=60), LogLine(text="worked", age=86400)))}
)
FULL = HostFixtures(
    disks={"/": DiskUse(used=0.95), "/srv": DiskUse(options="ro,relatime", inodes_used=0.99)},
    memory=MemoryUse(available=160_000, swap_free=0),
    load=(9, 9, 1),
    cpus=4,
    up_for=60,
    files={
        "/a": HostFile(content="a", owner="ops", mode="600", age=7200),
        "/b": "other",
        "/d": HostFile(kind="directory"),
        "/gone": HostFile(error="No such file or directory"),
        "/shut": HostFile(error="Permission denied"),
        "/m.prom": "up 1\n",
    },
)
WELL = HostFixtures()
CRON = HostFixtures(
    tools={"crontab": (Answer(exit_code=1, stderr="no crontab for wooo\n"),)},
    files={"/etc/cron.d/a": HostFile(content="@daily root a\n")},
)


@pytest.mark.parametrize(
    ("kind", "params", "fixtures", "seen"),
    [
        ("systemd_unit", {"unit": "nginx", "enabled": True}, UNITS, []),
        ("systemd_unit", {"unit": "cron.service"}, UNITS, ["failed (failed)"]),
        ("systemd_unit", {"unit": "old"}, UNITS, ["unit not-found"]),
        ("systemd_unit", {"unit": "never-declared"}, UNITS, ["unit not-found"]),
        ("systemd_unit", {"unit": "docker", "enabled": True}, UNITS, ["activating (start-pre)", "disabled"]),
        ("systemd_unit", {"unit": "dock*", "state": "any", "properties": {"MemoryMax": "infinity"}}, UNITS, []),
        (
            "systemd_unit",
            {"unit": "no*", "state": "any", "properties": {"MemoryMax": 1}},
            UNITS,
            ["no unit matches"],
        ),
        ("systemd_state", {"explained": ["cron.service"]}, UNITS, []),
        ("systemd_state", {}, UNITS, ["degraded, failed: cron.service"]),
        ("systemd_state", {}, HostFixtures(units={"nginx": "active"}), []),
        ("systemd_state", {"optional": True}, WELL, []),
        (
            "docker_container",
            {"container": "db", "max_restarts": 2, "min_uptime": 60},
            CONTAINERS,
            ["unhealthy", "3", "30 s"],
        ),
        ("docker_container", {"container": "web"}, CONTAINERS, ["exited (exit 0)"]),
        ("docker_container", {"container": "gone"}, CONTAINERS, ["no such container"]),
        ("docker_container", {"container": "talks", "pattern": "work"}, TALKING, []),
        ("journal", {"container": "talks", "since": "1h", "patterns": ["work"]}, TALKING, ["1: work; newest: works"]),
        (
            "file_digest",
            {"directory": "/", "names": ["a", "d2", "gone"], "sudo": True},
            FULL,
            ["no such file", "no such file"],
        ),
        ("disk", {}, WELL, []),
        ("disk", {"path": "/var/lib"}, FULL, ["95.0%"]),
        ("disk", {"path": "/srv/x"}, FULL, ["99.0%"]),
        ("mounts", {"present": ["/srv", "/opt"], "writable": ["/srv"]}, FULL, ["read-only", "not mounted"]),
        ("memory", {}, WELL, []),
        ("memory", {}, FULL, ["1.0%", "100.0%"]),
        ("load", {}, WELL, []),
        ("load", {}, FULL, ["2.25 (9 on 4)"]),
        ("boot", {"up_for": 120}, WELL, []),
        ("boot", {"up_for": 120}, FULL, ["60 s"]),
        ("ssh_login", {"user": "wooo"}, WELL, []),
        ("file_stat", {"path": "/a", "mode": "644", "max_age": 60}, FULL, ["600", "7200 s old"]),
        ("file_stat", {"path": "/d", "type": "directory", "owner": "root"}, FULL, []),
        ("file_stat", {"path": "/gone"}, FULL, ["no such file"]),
        ("file_digest", {"path": "/a", "same_as": "/a2"}, HostFixtures(files={"/a": "x", "/a2": "x"}), []),
        ("file_digest", {"path": "/a", "sha256": sha256(b"a").hexdigest(), "sudo": True}, FULL, []),
        ("cron_entries", {"files": ["/etc/cron.d/a"], "require": ["b"]}, CRON, ["none of 1 entries"]),
        ("report", {"path": "/m.prom", "require": {"up": "== 1"}, "max_age": 600}, FULL, []),
        ("ping", {}, WELL, []),
        ("ping", {"address": "127.5.6.120"}, WELL, ["0 of 2 answered"]),
        ("ping", {"address": "192.0.2.99"}, WELL, ["0 of 2 answered"]),
        ("arp", {"address": "192.0.2.110"}, WELL, []),
        ("arp", {"address": "127.5.6.120"}, WELL, ["neighbour FAILED"]),
    ],
)
def test_facts_come_out_of_kinds_as_they_were_put_in(
    kind: str, params: dict[str, Any], fixtures: HostFixtures, seen: list[str]
) -> None:
    """The kind's own code asks and reads; nothing but the facts is between."""
    assert ask(kind, params, fixtures) == seen


@pytest.mark.parametrize(
    ("kind", "params", "cause"),
    [
        ("file_stat", {"path": "/shut"}, Cause.UNREADABLE),
        ("file_digest", {"path": "/gone", "sha256": "0" * 64}, Cause.UNREADABLE),
        ("cron_entries", {"files": ["/etc/cron.d/shut"], "require": ["a"]}, Cause.TOOL_MISSING),
        ("docker_container", {"container": "db"}, Cause.TOOL_MISSING),
        ("file_stat", {"path": "/never-declared"}, Cause.TOOL_MISSING),
        ("http", {"url": "http://127.0.0.1/"}, Cause.NOT_ASKED),
    ],
)
def test_what_is_not_known_is_no_answer(kind: str, params: dict[str, Any], cause: Cause) -> None:
    """Nothing undeclared reads as fine."""
    answer = ask(kind, params, FULL)
    assert isinstance(answer, Gap)
    assert answer.cause is cause


def test_declared_answers_go_first_and_need_no_facts() -> None:
    """A fixture can say what no fact can."""
    place = make_place(HostFixtures(tools={"nproc": (Answer(sequence=(Answer(stdout="7\n"), Answer())),)}))
    assert place.answer(RunCommand(argv=("nproc",))).stdout == "7\n"  # type: ignore[union-attr]  # a Gap has none and fails
    assert place.found == {}
    assert place.programs == {"nproc"}


def test_every_question_of_a_fleet_is_found() -> None:
    """Also those that come second, after a first answer was read; their answers are exact."""
    checks = (make_check("boot", {}), make_check("disk", {"path": "/"}))
    fleet = Fleet(
        name="a", hosts={"110": Host(id="110", address="127.5.6.110")}, phases=(Phase(id="P0"),), checks=checks
    )
    place = make_place(WELL)
    put_questions(fleet, {"110": place})
    generated = list_generated(place.found)
    assert place.programs == {"cat", "grep", "who", "last", "df"}
    assert [answer.match for answer in generated["df"]] == ["-P -T -k -- /", "-P -T -i -- /"]


def test_a_host_that_is_asked_for_a_network_needs_its_tools() -> None:
    """A host asks with curl and nc; the controller connects by itself."""
    host, controller = make_place(WELL), make_place(WELL, CONTROLLER)
    for place in (host, controller):
        place.answer(HttpRequest(url="http://127.0.0.1/"))
        place.answer(TcpConnect(address="127.0.0.1", port=22))
    assert host.programs == {"curl", "nc"}
    assert controller.programs == set()


def test_boot_ids_are_declared_or_the_hosts_own() -> None:
    """The same in every drill, different between hosts; a list is told in turn."""
    first, second = (list_boot_ids(Facts(host=host, user="", now=NOW, fixtures=WELL)) for host in ("110", "120"))
    assert first != second
    one = Facts(host="110", user="", now=NOW, fixtures=HostFixtures(boot_id="a"))
    two = Facts(host="110", user="", now=NOW, fixtures=HostFixtures(boot_id=("a", "b")))
    assert (list_boot_ids(one), list_boot_ids(two)) == (("a",), ("a", "b"))


MARKED = HostFixtures(files={"/m/a": HostFile(content="x", owner="ops"), "/m/b": HostFile(content="x", owner="100000")})
MARKERS = {"directory": "/m", "names": ["a", "b"]}


@pytest.mark.parametrize(
    ("names", "seen"),
    [
        (["a", "b"], []),
        (["a", "c"], ["1 missing: c"]),
        (["c", "d"], ["2 missing: c, d"]),
    ],
)
def test_several_files_are_told_in_one_answer(names: list[str], seen: list[str]) -> None:
    """Those that are not declared are not there."""
    assert ask("marker_files", {**MARKERS, "names": names}, MARKED) == seen


def test_a_host_that_declares_no_file_has_no_answer_for_several() -> None:
    """So that a forgotten fixture is not taken for an absence."""
    gap = ask("marker_files", MARKERS, HostFixtures())
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.TOOL_MISSING


def test_a_number_is_an_account_without_a_name() -> None:
    """As an owner behind a user namespace is."""
    assert write_stat("%U %u %G", HostFile(owner="100000"), NOW) == "UNKNOWN 100000 root"


@pytest.mark.parametrize("argv", [("systemctl", "cat", "nginx"), ("stat", "/a"), ("uname", "-a")])
def test_other_questions_have_no_answer_from_facts(argv: tuple[str, ...]) -> None:
    """They need a fixture of their own."""
    assert answer_question(argv, Facts(host="110", user="", now=NOW, fixtures=UNITS)) is None
