"""The lane's script in real shells on this machine: it answers, and it ends with whoever asked."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from blackstart.model.request import RunCommand
from blackstart.transports.framing import (
    Ended,
    ErrorsEnded,
    Event,
    FrameReader,
)
from blackstart.transports.script import LANE_COMMAND, LIFETIME, write_batch, write_preamble

NONCE = "00112233445566778899aabbccddeeff"
ALWAYS_THERE = ("/bin/dash", "/bin/bash")
OTHERS = ("/bin/busybox sh", "/bin/ksh", "/bin/zsh --emulate sh")
SHELLS = [*ALWAYS_THERE, *(shell for shell in OTHERS if Path(shell.split()[0]).exists())]


@contextmanager
def open_lane(shell: str, lifetime: int = LIFETIME, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a lane as a login shell would, in a group of its own."""
    command = LANE_COMMAND.replace("/bin/sh", shell).replace(str(LIFETIME), str(lifetime))
    pipe = subprocess.PIPE
    argv = ["/bin/sh", "-c", command]
    more = os.environ | environment
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, process_group=0, env=more) as lane:
        yield lane
        if lane.stdin is not None:
            lane.stdin.close()


def say(lane: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Send bytes to the lane."""
    assert lane.stdin is not None
    lane.stdin.write(data)
    lane.stdin.flush()


def read_until(lane: "subprocess.Popen[bytes]", last: int) -> list[Event]:
    """Return what the lane says until it has answered the last question."""
    assert lane.stdout is not None
    output = b""
    while f"{NONCE}-{last} ".encode() not in output:
        output += os.read(lane.stdout.fileno(), 65536)
    _, errors = lane.communicate()
    frames = FrameReader(NONCE, 1_000_000)
    return [*frames.feed_output(output + b"\n"), *frames.feed_errors(errors)]


def commands_in(group: int) -> list[str]:
    """Return the names of the programs that run in a process group."""
    lines = subprocess.run(["ps", "-eo", "pgid=,stat=,comm="], check=True, capture_output=True, text=True).stdout
    found = [line.split() for line in lines.splitlines()]
    return [words[2] for words in found if words[0] == str(group) and not words[1].startswith("Z")]


def wait_until(condition: Callable[[], bool], seconds: float = 3.0) -> None:
    """Wait until the condition holds; of other processes nothing tells but looking."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("shell", SHELLS)
def test_shell_answers(shell: str) -> None:
    """Each POSIX shell frames outputs, errors and exit codes alike."""
    questions = [
        RunCommand(argv=("printf", "%s", "a'b\"c\\n$HOME")),
        RunCommand(argv=("sh", "-c", "echo out; echo err >&2; exit 7")),
        RunCommand(argv=("/nowhere/tool",)),
        RunCommand(argv=("cat",)),
    ]
    with open_lane(shell) as lane:
        say(lane, write_preamble(NONCE) + write_batch(enumerate(questions)))
        events = read_until(lane, 3)
    ends = {event.question: event for event in events if isinstance(event, Ended)}
    errors = {event.question: event.output for event in events if isinstance(event, ErrorsEnded)}
    assert [ends[number].status for number in range(4)] == [0, 7, 127, 0]
    assert [ends[number].output for number in range(4)] == [b"a'b\"c\\n$HOME", b"out\n", b"", b""]
    assert errors[1] == b"err\n"
    assert b"not found" in errors[2] or b"No such file" in errors[2]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", [("sleep", "1000"), ("sh", "-c", "trap '' TERM HUP; while :; do sleep 1; done")])
def test_lane_ends_when_its_input_does(shell: str, command: tuple[str, ...]) -> None:
    """Whatever runs, a second and a bit after we are gone nothing is left of the lane."""
    with open_lane(shell) as lane:
        say(lane, write_preamble(NONCE) + write_batch([(0, RunCommand(argv=command))]))
        wait_until(lambda: len(commands_in(lane.pid)) >= 4)
        assert lane.stdin is not None
        lane.stdin.close()
        lane.stdin = None
        wait_until(lambda: not commands_in(lane.pid))


@pytest.mark.parametrize("shell", SHELLS)
def test_lane_ends_by_itself_when_nobody_says_so(shell: str) -> None:
    """Where our side vanishes and the host does not notice, the lane and its command end with its lifetime."""
    with open_lane(shell, lifetime=1) as lane:
        say(lane, write_preamble(NONCE) + write_batch([(0, RunCommand(argv=("sleep", "1000")))]))
        wait_until(lambda: not commands_in(lane.pid))
        assert lane.wait() != 0


@pytest.mark.parametrize("shell", SHELLS)
def test_host_without_timeout(shell: str, tmp_path: Path) -> None:
    """Where there is no timeout(1) a lane works all the same."""
    for tool in ("cat", "sleep", "true"):
        (tmp_path / tool).symlink_to(f"/bin/{tool}")
    with open_lane(shell, PATH=str(tmp_path)) as lane:
        say(lane, write_preamble(NONCE) + write_batch([(0, RunCommand(argv=("true",)))]))
        assert Ended(0, 0, b"") in read_until(lane, 0)


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_of_the_login_speaks_for_the_host(shell: str) -> None:
    """nproc(1) would believe OMP_NUM_THREADS, df BLOCK_SIZE, and docker another host's daemon."""
    told = {
        "OMP_NUM_THREADS": "77",
        "OMP_THREAD_LIMIT": "1",
        "BLOCK_SIZE": "1G",
        "DOCKER_HOST": "tcp://192.0.2.1:2375",
        "TZ": "Asia/Taipei",
    }
    with open_lane(shell, LIFETIME, **told) as lane:
        questions = [(1, RunCommand(argv=("nproc",))), (2, RunCommand(argv=("env",)))]
        say(lane, write_preamble(NONCE) + write_batch(questions))
        outputs = {event.question: event.output for event in read_until(lane, 2) if isinstance(event, Ended)}
    assert int(outputs[1]) == len(os.sched_getaffinity(0))
    left = dict(line.split("=", 1) for line in outputs[2].decode().splitlines() if "=" in line)
    assert told.keys() & left.keys() == {"TZ"}
    assert left["TZ"] == "UTC0"


@pytest.mark.parametrize("shell", ALWAYS_THERE)
def test_an_account_keeps_its_own_docker_daemon(shell: str) -> None:
    """A socket on this host is this host's, also where the account runs the daemon (rootless)."""
    with open_lane(shell, DOCKER_HOST="unix:///run/user/1000/docker.sock") as lane:
        say(lane, write_preamble(NONCE) + write_batch([(1, RunCommand(argv=("env",)))]))
        output = next(event.output for event in read_until(lane, 1) if isinstance(event, Ended))
    assert b"DOCKER_HOST=unix:///run/user/1000/docker.sock\n" in output
