"""The processes that a drill's sessions have started, found by their mark and ended."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "BLACKSTART_DRILL"
PROC = Path("/proc")
ROUNDS = 20


def find_processes(token: str) -> Iterator[int]:
    """Yield the ids of this user's processes whose environment bears the drill's token.

    A process group would not do: timeout(1) and setsid(1) leave it (Linux only: proc(5)).
    """
    mark = f"{MARK}={token}".encode()
    for entry in PROC.iterdir():
        if entry.name.isdecimal() and mark in read_quietly(entry / "environ").split(b"\0"):
            yield int(entry.name)


def read_quietly(path: Path) -> bytes:
    """Return what is in a process's file; nothing where it has ended or is somebody else's."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def name_process(process: int) -> str:
    """Return its command line."""
    return read_quietly(PROC / str(process) / "cmdline").replace(b"\0", b" ").decode(errors="backslashreplace").strip()


def end_processes(token: str) -> None:
    """Kill all of them; again while there are new ones, since they may be just starting some."""
    for _ in range(ROUNDS):
        found = list(find_processes(token))
        if not found:
            return
        for process in found:
            kill(process, token)


def kill(process: int, token: str) -> None:
    """Kill one, held by a descriptor so that a process that got its number since is not hit."""
    with suppress(ProcessLookupError):
        held = os.pidfd_open(process)
        try:
            if process in find_again(process, token):
                signal.pidfd_send_signal(held, signal.SIGKILL)
        finally:
            os.close(held)


def find_again(process: int, token: str) -> set[int]:
    """Return the process if it still bears the token."""
    mark = f"{MARK}={token}".encode()
    return {process} if mark in read_quietly(PROC / str(process) / "environ").split(b"\0") else set()
