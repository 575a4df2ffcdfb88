"""Running one contender as a whole process, and what it took: time, CPU and memory of all its processes."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orphans import list_children

SECONDS_BETWEEN_SAMPLES = 0.01
END_SHOWN = 2000


class ContenderFailedError(Exception):
    """A contender ended with a status of failure, or did not end in time; `said` is the end of its standard error."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to start, and the folder that is its own: standard output and error go there.

    `limit` is in seconds; `success` is the exit code to end with.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    out: Path
    limit: float
    success: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Wall seconds until the contender ended; CPU seconds, user and system, of all its processes."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """MB: the largest process's peak, and the peak of all processes together, shared pages counted once (PSS)."""

    largest: float
    together: float


def measure_cost(command: Command) -> Cost:
    """Run the contender once with nothing beside it. Raises ContenderFailedError."""
    kept = set(list_children(os.getpid()))
    begun = time.perf_counter()
    process = _start(command)
    status, used = _wait(process.pid, command.limit)
    wall = time.perf_counter() - begun
    left_behind = _end_orphans(kept)
    _require_success(command, status)
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime + left_behind)


def measure_memory(command: Command) -> Memory:
    """Run the contender once more with a sampler beside it; its time is not used."""
    kept = set(list_children(os.getpid()))
    samples: list[Memory] = []
    ended = threading.Event()
    sampler = threading.Thread(target=_sample, args=(kept, samples, ended))
    process = _start(command)
    sampler.start()
    status, _ = _wait(process.pid, command.limit)
    ended.set()
    sampler.join()
    _end_orphans(kept)
    _require_success(command, status)
    return Memory(
        largest=max((sample.largest for sample in samples), default=0.0),
        together=max((sample.together for sample in samples), default=0.0),
    )


def _start(command: Command) -> subprocess.Popen[bytes]:
    with (command.out / "stdout").open("wb") as stdout, (command.out / "stderr").open("wb") as stderr:
        return subprocess.Popen(
            command.argv,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=dict(command.environment),
            cwd=command.out,
            start_new_session=True,
        )


def _wait(pid: int, limit: float) -> tuple[int, resource.struct_rusage]:
    """Wait for the process; kill its group where that takes too long, or where we are told to end."""
    watchdog = threading.Timer(limit, os.killpg, (pid, signal.SIGKILL))
    watchdog.start()
    ended = False
    try:
        _, status, used = os.wait4(pid, 0)
        ended = True
    finally:
        watchdog.cancel()
        if not ended:
            os.killpg(pid, signal.SIGKILL)
    return status, used


def _end_orphans(kept: set[int]) -> float:
    """End what a contender left behind, such as a kept ssh connection; return the CPU seconds that used."""
    seconds = 0.0
    while orphans := set(list_children(os.getpid())) - kept:
        seconds += sum(_end_orphan(pid) for pid in orphans)
    return seconds


def _end_orphan(pid: int) -> float:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    _, _, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime


def _require_success(command: Command, status: int) -> None:
    code = os.waitstatus_to_exitcode(status)
    said = (command.out / "stderr").read_text(encoding="utf-8", errors="replace")[-END_SHOWN:]
    if code == -signal.SIGKILL:
        raise ContenderFailedError(f"ended by SIGKILL; its limit is {command.limit:.0f} s", said)
    if code != command.success:
        raise ContenderFailedError(f"exit code {code}", said)


def _sample(kept: set[int], samples: list[Memory], ended: threading.Event) -> None:
    """Take samples until told to end."""
    while not ended.wait(SECONDS_BETWEEN_SAMPLES):
        sizes = [_read_sizes(pid) for pid in _list_descendants(os.getpid(), kept)]
        if sizes:
            largest = max(peak for peak, _ in sizes)
            samples.append(Memory(largest=largest, together=sum(share for _, share in sizes)))


def _list_descendants(pid: int, kept: set[int]) -> Iterator[int]:
    for child in list_children(pid):
        if child not in kept:
            yield child
            yield from _list_descendants(child, kept)


def _read_sizes(pid: int) -> tuple[float, float]:
    """Return a process's peak resident size and its present proportional size; none once it is gone."""
    return _read_field(pid, "status", "VmHWM:"), _read_field(pid, "smaps_rollup", "Pss:")


def _read_field(pid: int, file: str, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)
