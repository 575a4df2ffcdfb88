"""Simulated tools answer in a real shell, and never let this machine answer in their place."""

import asyncio
import shlex
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from integration.drill.drilling import raise_hosts, run, ssh

from blackstart.app.connections import Connections
from blackstart.app.places import open_places
from blackstart.drill.fixtures import Answer, Certificate, Endpoint, Fixtures, HostFile, HostFixtures, Response
from blackstart.drill.fleet import raise_fleet
from blackstart.drill.shims import ShimFolders, write_shim
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import RunCommand

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
AWKWARD = 'a\'b "c" $HOME `id` \\n %s\n\n*?[x] \t~ # ;| é\n'


def tools(**answers: Answer | tuple[Answer, ...]) -> HostFixtures:
    """Return a host with these tools."""
    return HostFixtures(
        tools={name: answer if isinstance(answer, tuple) else (answer,) for name, answer in answers.items()}
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, stdout=WORDS, stderr=WORDS, code=st.integers(0, 255))
def test_any_text_is_matched_and_printed(tmp_path: Path, words: str, stdout: str, stderr: str, code: int) -> None:
    """Quotes, dollars, backquotes, line ends: byte for byte, by a real sh."""
    exact = "".join("?" if letter in "*?" else letter for letter in words)
    answer = Answer(match=exact, stdout=stdout, stderr=stderr, exit_code=code)
    folders = ShimFolders(
        host="a", files=str(tmp_path), counters=str(tmp_path), unanswered=str(tmp_path / "unanswered")
    )
    (tmp_path / "tool").write_bytes(write_shim("tool", [answer], folders).script.encode())
    ran = subprocess.run(["/bin/sh", tmp_path / "tool", words], capture_output=True, check=False)  # our own script
    assert (ran.stdout, ran.stderr, ran.returncode) == (stdout.encode(), stderr.encode(), code)


async def test_awkward_text_survives_the_whole_way(tmp_path: Path) -> None:
    """Over SSH, through the session's shell and the tool."""
    async with raise_hosts(tmp_path, h110=tools(psql=Answer(match=f"-c {AWKWARD}", stdout=AWKWARD))) as drill:
        ran = await ssh(drill, "110", f"psql -c {shlex.quote(AWKWARD)}")
        assert (ran.stdout.decode(), drill.unanswered()) == (AWKWARD, [])


async def test_the_first_answer_that_fits_is_given(tmp_path: Path) -> None:
    """By the whole command line; real addresses also fit by the drilled ones."""
    answers = (Answer(match="-n 192.0.2.188", stdout="exact"), Answer(match="-n *", stdout="any"))
    async with raise_hosts(tmp_path, h110=tools(mtr=answers), h188=HostFixtures()) as drill:
        moved = drill.fleet.hosts["188"].address
        ran = await ssh(drill, "110", f"mtr -n {moved}; mtr -n 192.0.2.188; mtr -n b")
    assert ran.stdout == b"exactexactany"


async def test_what_has_no_fixture_never_reads_as_fine(tmp_path: Path) -> None:
    """It fails, says so, and is noted down."""
    async with raise_hosts(tmp_path, h110=tools(docker=Answer(match="ps"))) as drill:
        ran = await ssh(drill, "110", "docker rm db")
        assert (ran.stdout, ran.status) == (b"", 127)
        assert ran.stderr == "drill: 110 has no fixture for: docker rm db\n"
        assert drill.unanswered() == ["110: docker rm db"]


async def test_tools_of_this_machine_are_not_there(tmp_path: Path) -> None:
    """Unless the fixture names them; what is absent is absent for `command -v` as well."""
    fixtures = HostFixtures(real=("uname",), tools={"docker": (Answer(),)}, absent=("docker", "ip", "curl"))
    async with raise_hosts(tmp_path, h110=fixtures, h188=HostFixtures()) as drill:
        ran = await ssh(drill, "110", "uname; command -v docker curl df; df; echo $?")
        other = await ssh(drill, "188", "uname; echo $?")
        outside = await ssh(drill, "110", "PATH=$PATH:/usr/sbin:/sbin; ip addr; echo $?")
    assert ran.stdout == b"Linux\n127\n"
    assert other.stdout == b"127\n"
    assert outside.stdout == b"127\n"


async def test_plumbing_works_but_not_on_files_of_this_machine(tmp_path: Path) -> None:
    """A script may use grep on its pipes; a file of the host needs a fixture."""
    fixtures = tools(grep=Answer(match="-c a /var/log/app", stdout="5\n"))
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        ran = await ssh(drill, "110", "echo abc | grep -o b; grep -c a /var/log/app; grep root /etc/passwd; echo $?")
        assert ran.stdout == b"b\n5\n127\n"
        assert drill.unanswered() == ["110: grep root /etc/passwd"]


async def test_files_are_the_hosts_own(tmp_path: Path) -> None:
    """Cat shows declared files, pipes and scratch files; no other file of this machine."""
    fixtures = HostFixtures(
        files={
            "/etc/a b": AWKWARD,
            "/big": HostFile(content="x" * 100_000),
            "/gone": HostFile(error="No such file or directory"),
        }
    )
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        declared = await ssh(drill, "110", "cat -- '/etc/a b'; cat /big | wc -c")
        gone = await ssh(drill, "110", "cat /gone '/etc/a b'")
        pipes = await ssh(drill, "110", "echo p | cat; echo q >f; cat f; echo r | cat -")
        assert drill.unanswered() == []
        foreign = await ssh(drill, "110", "cat /etc/passwd")
        assert drill.unanswered() == ["110: cat /etc/passwd"]
    assert declared.stdout.decode() == f"{AWKWARD}100000\n"
    assert (gone.stdout.decode(), gone.stderr, gone.status) == (AWKWARD, "cat: /gone: No such file or directory\n", 1)
    assert pipes.stdout == b"p\nq\nr\n"
    assert (foreign.stdout, foreign.status) == (b"", 127)


async def test_a_sequence_is_taken_in_turn(tmp_path: Path) -> None:
    """Each step once, also by calls at the same time; the last one stays."""
    steps = tuple(Answer(stdout=f"{number}\n") for number in range(4))
    async with raise_hosts(tmp_path, h110=tools(step=Answer(sequence=steps))) as drill:
        ran = await ssh(drill, "110", "for i in 1 2 3 4 5 6; do step & done; wait")
    assert sorted(ran.stdout.split()) == [b"0", b"1", b"2", b"3", b"3", b"3"]


async def test_the_boot_id_may_change_in_mid_run(tmp_path: Path) -> None:
    """As when a host reboots between two questions; never this machine's."""
    first, second = "0a1b2c3d-0000-4000-8000-00000000000a", "0a1b2c3d-0000-4000-8000-00000000000b"
    async with raise_hosts(tmp_path, h110=HostFixtures(boot_id=(first, second)), h188=HostFixtures()) as drill:
        ask = "cat /proc/sys/kernel/random/boot_id; " * 3
        changed, same = await asyncio.gather(ssh(drill, "110", ask), ssh(drill, "188", ask))
        machine = (await run("cat", *["/proc/sys/kernel/random/boot_id"] * 3)).stdout
    assert changed.stdout.decode().split() == [first, second, second]
    assert len(set(same.stdout.split())) == 1
    assert same.stdout != machine


async def test_tools_are_slow_hang_flood_or_print_bytes(tmp_path: Path) -> None:
    """The bad tools that a run must survive."""
    fixtures = tools(
        slow=Answer(delay=0.3, stdout="late"),
        hung=Answer(hang=True),
        stubborn=Answer(hang=True, stubborn=True),
        flood=Answer(flood=1_000_003),
        bytes=Answer(binary=b"\xff\x00\xfe"),
    )
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        started = time.monotonic()
        slow = await ssh(drill, "110", "slow")
        assert time.monotonic() - started > 0.3
        hung = await ssh(drill, "110", "timeout 0.2 hung")
        stubborn = await ssh(drill, "110", "timeout -k 0.2 0.2 stubborn")
        flood = await ssh(drill, "110", "flood")
        binary = await ssh(drill, "110", "bytes")
        assert drill.running() == []
    assert slow.stdout == b"late"
    assert (hung.status, stubborn.status) == (124, 137)
    assert len(flood.stdout) == 1_000_003
    assert binary.stdout == b"\xff\x00\xfe"


@pytest.mark.parametrize(
    ("command", "stdout", "status"),
    [
        ("sudo -n -- step", "a", 0),
        ("sudo -n step; sudo -n -u postgres -- step", "aa", 0),
        ("sudo -n -- timeout 1 step", "a", 0),
        ("sudo -l", "", 127),
    ],
)
async def test_sudo_runs_what_it_is_given(tmp_path: Path, command: str, stdout: str, status: int) -> None:
    """The host's own tools, by the same rules."""
    async with raise_hosts(tmp_path, h110=tools(step=Answer(stdout="a"))) as drill:
        ran = await ssh(drill, "110", command)
    assert (ran.stdout.decode(), ran.status) == (stdout, status)


async def test_sudo_may_want_a_password(tmp_path: Path) -> None:
    """In sudo's own words."""
    async with raise_hosts(tmp_path, h110=HostFixtures(sudo="denied")) as drill:
        ran = await ssh(drill, "110", "sudo -n -- true")
    assert (ran.stdout, ran.stderr, ran.status) == (b"", "sudo: a password is required\n", 1)


async def test_a_clock_may_be_off(tmp_path: Path) -> None:
    """By whole seconds; without an offset it is this machine's."""
    async with raise_hosts(tmp_path, h110=HostFixtures(clock_offset=-3600), h188=HostFixtures()) as drill:
        off, right = await asyncio.gather(ssh(drill, "110", "date +%s"), ssh(drill, "188", "date +%s"))
    assert int(right.stdout) - int(off.stdout) == pytest.approx(3600, abs=3)


async def test_curl_and_nc_reach_the_drilled_hosts_only(tmp_path: Path) -> None:
    """By localhost, real address or name, on any port; this machine and the network are out of reach."""
    endpoints = {
        5000: Endpoint(paths={"/": Response(body="five")}),
        443: Endpoint(tls=Certificate(), paths={"/": Response(body="safe")}),
    }
    served = HostFixtures(names=("git.example.org",), http=endpoints)
    silent = HostFixtures(ports={1: "blackhole"})
    async with raise_hosts(tmp_path, h110=served, h188=HostFixtures(down="refused"), h120=silent) as drill:
        good = await ssh(
            drill, "110", "curl -sS http://127.0.0.1:5000 http://192.0.2.110:5000/ https://git.example.org/"
        )
        bad = await ssh(drill, "110", "curl -sS http://127.0.0.1:5001; echo $?; curl -sS http://example.com; echo $?")
        ports = await ssh(
            drill,
            "110",
            "for p in '127.0.0.1 5000' '192.0.2.110 22' '192.0.2.188 22' '192.0.2.120 1'\n"
            "do nc -z -v -w 1 $p; echo $?; done",
        )
    assert good.stdout == b"fivefivesafe"
    assert bad.stdout == b"7\n7\n"
    assert ports.stdout.split() == [b"0", b"0", b"1", b"1"]
    assert [line.rpartition("(tcp) ")[2] for line in ports.stderr.splitlines()] == [
        "failed: Connection refused",
        "timed out: Operation now in progress",
    ]


async def test_a_program_asked_for_by_its_path_is_simulated_too(tmp_path: Path) -> None:
    """In the transport's own questions; never this machine's, whether it is declared or not."""
    status = "/opt/backup/bin/status"
    fixtures = tools(**{status: Answer(match="--all", stdout="well\n")})
    ask = '_q() { shift 2; "$@"; }\n'
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        told = f"{ask}_q 1 0 {status} --all\n_q 2 5 sudo -n -- true\n_q 3 0 /usr/bin/uptime\n".encode()
        ran = await ssh(drill, "110", "/bin/sh", stdin=told)
    assert ran.stdout == b"well\n"
    assert "%2Fusr%2Fbin%2Fuptime: not found" in ran.stderr


async def test_a_host_that_is_this_machine_has_its_simulated_tools_only(tmp_path: Path) -> None:
    """Commands run here, by the product's own transport, with nothing but the drill in PATH."""
    fixtures = HostFixtures(
        tools={"df": (Answer(stdout="drilled\n"),), "/opt/x": (Answer(stdout="x\n"),)}, absent=("uname",)
    )
    here = Host(id="here", address="localhost", connection="local")
    fleet = Fleet(name="a", hosts={"here": here}, read_only_commands=(("uname",), ("/opt/x",), ("/usr/bin/id",)))
    fixed = Fixtures(hosts={"here": fixtures})
    async with raise_fleet(fleet, fixed, tmp_path / "drill", now=time.time()) as drill:
        given = fleet.read_only_commands
        connections = Connections(address_book=drill.address_book, local_paths=drill.local_paths, pack_commands=given)
        async with open_places(drill.fleet, connections) as places:
            answers = [
                await places["here"].ask(RunCommand(argv=argv))
                for argv in (("df", "-P"), ("/opt/x",), ("uname",), ("/usr/bin/id",), ("cat", "/etc/passwd"))
            ]
    assert [getattr(answer, "stdout", "") or getattr(answer, "cause", "") for answer in answers] == [
        "drilled\n",
        "x\n",
        *("tool missing",) * 3,
    ]
