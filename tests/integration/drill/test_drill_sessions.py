"""Sessions behave as those of a real sshd, seen by OpenSSH's client and by asyncssh."""

import asyncio
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
from integration.drill.drilling import raise_hosts, run, ssh, ssh_argv, wait_until_running

from blackstart.drill.fixtures import Answer, HostFixtures

MEGABYTES = 3_000_001
"""Not a multiple of a pipe's size."""


@pytest.fixture
def short_path() -> Iterator[str]:
    """Return a folder whose name leaves room for that of a socket (unix(7): 108 bytes)."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        yield folder


async def test_a_command_has_its_streams_and_its_status(tmp_path: Path) -> None:
    """Standard input to its end, both outputs apart, the exit status."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        ran = await ssh(drill, "110", "cat; echo oops >&2; exit 7", stdin=b"a\0b")
    assert (ran.stdout, ran.stderr, ran.status) == (b"a\0b", "oops\n", 7)


async def test_a_command_sees_its_host(tmp_path: Path) -> None:
    """Its own tools first, its name, a home of its own, and no environment of this machine."""
    async with raise_hosts(tmp_path, h110=HostFixtures(), h188=HostFixtures()) as drill:
        ran = await ssh(drill, "188", 'echo "$BLACKSTART_DRILL_HOST $HOME ${PATH%%:*} $USER"; env | wc -l')
    folder = drill.folder / "188"
    assert ran.stdout.decode().splitlines()[0] == f"188 {folder}/home {folder}/bin drill"
    assert int(ran.stdout.split()[-1]) < 12


async def test_a_shell_without_a_command_reads_its_script(tmp_path: Path) -> None:
    """As `ssh HOST < script` does."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        ran = await ssh(drill, "110", stdin=b"echo one\nexit 3\n")
    assert (ran.stdout, ran.status) == (b"one\n", 3)


async def test_nothing_is_lost_both_ways(tmp_path: Path) -> None:
    """Megabytes in, with a slow reader, and out."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        into = await ssh(drill, "110", "sleep 0.2; wc -c", stdin=b"x" * MEGABYTES)
        out = await ssh(drill, "110", f"head -c {MEGABYTES} /dev/zero")
    assert int(into.stdout) == MEGABYTES
    assert len(out.stdout) == MEGABYTES


async def test_output_waits_for_a_client_that_does_not_read(tmp_path: Path) -> None:
    """It is not piled up in memory: the command stands still, as behind a real sshd."""
    flood = HostFixtures(tools={"flood": (Answer(flood=1_000_000_000),)})
    async with raise_hosts(tmp_path, h110=flood) as drill:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pipe = asyncio.subprocess.PIPE
        client = await asyncio.create_subprocess_exec(*ssh_argv(drill, "110", "flood"), stdout=pipe, stdin=pipe)
        assert client.stdout is not None
        await client.stdout.readexactly(1)
        await asyncio.sleep(0.5)
        assert any("head" in command for command in drill.running())
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
        client.kill()
        await client.communicate()


async def test_a_slow_reader_gets_everything(tmp_path: Path) -> None:
    """Output that was held back goes on when the client reads again."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        pipe = asyncio.subprocess.PIPE
        argv = ssh_argv(drill, "110", f"head -c {10 * MEGABYTES} /dev/zero")
        client = await asyncio.create_subprocess_exec(*argv, stdout=pipe, stdin=pipe)
        await asyncio.sleep(0.5)
        stdout, _ = await client.communicate()
    assert len(stdout) == 10 * MEGABYTES


async def test_a_session_that_cannot_start_ends(tmp_path: Path) -> None:
    """The client is told, and the server goes on."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        home = drill.folder / "110" / "home"
        home.rmdir()
        lost = await ssh(drill, "110", "true")
        home.mkdir()
        found = await ssh(drill, "110", "true")
    assert (lost.status, found.status) == (255, 0)


async def test_a_greeting_comes_before_everything(tmp_path: Path) -> None:
    """As from a profile that prints."""
    async with raise_hosts(tmp_path, h110=HostFixtures(greeting="Welcome\n")) as drill:
        assert (await ssh(drill, "110", "echo a")).stdout == b"Welcome\na\n"


async def test_sessions_share_a_connection(tmp_path: Path, short_path: str) -> None:
    """OpenSSH's ControlMaster: one login, several sessions at once."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        control = ("-o", f"ControlPath={short_path}/%C")
        argv = ssh_argv(drill, "110")
        await run(*argv[:-1], *control, "-o", "ControlMaster=yes", "-f", "-N", argv[-1], limit=5)
        ran = await asyncio.gather(*(run(*argv[:-1], *control, argv[-1], f"echo {n}") for n in range(5)))
        checked = await run(*argv[:-1], *control, "-O", "exit", argv[-1])
    assert [int(one.stdout) for one in ran] == list(range(5))
    assert checked.status == 0


async def test_asyncssh_is_served_too(tmp_path: Path) -> None:
    """With the same key, known hosts and configuration; a signal sent arrives."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        config = [str(drill.ssh_config)]
        async with asyncssh.connect(drill.fleet.hosts["110"].address, config=config) as connection:
            done = await connection.run("echo hi; exit 4")
            async with connection.create_process("echo on; sleep 60") as process:
                assert await process.stdout.readline() == "on\n"
                process.send_signal("TERM")
                ended = await process.wait()
    assert (done.stdout, done.exit_status) == ("hi\n", 4)
    assert ended.exit_signal is not None
    assert ended.exit_signal[0] == "TERM"


async def test_connections_are_forwarded_into_the_drill(tmp_path: Path) -> None:
    """What a host reaches at an address (`ssh -W`) is the drilled host there."""
    async with raise_hosts(tmp_path, h110=HostFixtures(), h188=HostFixtures()) as drill:
        argv = ssh_argv(drill, "110")
        forwarded = await run(*argv[:-1], "-W", "192.0.2.188:22", argv[-1], stdin=b"SSH-2.0-test\r\n")
        refused = await run(*argv[:-1], "-W", "192.0.2.188:9090", argv[-1])
    assert forwarded.stdout.startswith(b"SSH-2.0-AsyncSSH")
    assert refused.status != 0


async def test_a_client_that_goes_leaves_the_command_with_closed_pipes(tmp_path: Path) -> None:
    """No signal, as with sshd: what ends is what reads or writes; the rest stays to be found."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        pipe = asyncio.subprocess.PIPE
        argv = ssh_argv(drill, "110", "echo on; sleep 61 </dev/null >/dev/null 2>&1 & cat")
        client = await asyncio.create_subprocess_exec(*argv, stdin=pipe, stdout=pipe)
        assert client.stdout is not None
        await client.stdout.readline()
        client.kill()
        await client.communicate()
        await wait_until_running(drill, "sleep 61")


@pytest.mark.parametrize(
    "command", ["sleep 62", "setsid sleep 62", "timeout 63 sleep 62", "trap '' TERM HUP; sleep 62"]
)
async def test_leaving_the_drill_ends_all_it_started(tmp_path: Path, command: str) -> None:
    """Also what left its process group or ignores signals."""
    async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
        pipe = asyncio.subprocess.PIPE
        argv = ssh_argv(drill, "110", f"echo on; {command}")
        client = await asyncio.create_subprocess_exec(*argv, stdin=pipe, stdout=pipe, stderr=pipe)
        assert client.stdout is not None
        await client.stdout.readline()
        assert drill.running()
    assert drill.running() == []
    await client.communicate()
    assert client.returncode == 255


async def test_cancelling_frees_everything(tmp_path: Path) -> None:
    """Nothing runs afterwards, and the addresses can be bound again."""
    up = asyncio.Event()
    kept = []

    async def hold() -> None:
        async with raise_hosts(tmp_path, h110=HostFixtures()) as drill:
            kept.append(drill)
            client = asyncio.create_task(ssh(drill, "110", "exec sleep 64"))
            await wait_until_running(drill, "sleep 64")
            up.set()
            await client

    task = asyncio.create_task(hold())
    await asyncio.wait((task, asyncio.create_task(up.wait())), return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    await asyncio.wait((task,))
    assert task.cancelled()
    assert kept[0].running() == []
    host = kept[0].fleet.hosts["110"]
    server = await asyncio.start_server(lambda *_: None, host.address, host.port)
    server.close()
