"""The processes of a host, without the arguments they were started with.

An argument can be a secret, so none may come into the transcript. Which processes an
expression is found in is asked of `pgrep -f`, which looks at whole command lines on the host
and prints process ids alone; `ps` adds the name the kernel has for each (15 characters).
"""

import re

import msgspec

from blackstart.checks.asking import ask_command, read_lines, run, succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

COLUMNS = "pid,ppid,pgid,stat,etimes,pcpu,comm"
LIST = RunCommand(argv=("ps", "-ww", "-eo", COLUMNS))
HEAD = re.compile(r"\s*PID\s+PPID\s+PGID\s+STAT\s+ELAPSED\s+%CPU\s+COMMAND")
ROW = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+([A-Z]\S*)\s+(\d+)\s+(\d+(?:\.\d+)?)\s(.*)")
PID = re.compile(r"[1-9]\d{0,9}")
NONE_FOUND = 1
"""Exit code of pgrep where no process matches (pgrep(1), EXIT STATUS)."""


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """A process; `elapsed` is in seconds, `cpu` in percent over its life (ps(1)).

    `command` is its name (proc_pid_comm(5)), at most 15 characters and without any argument.
    """

    pid: int
    parent: int
    group: int
    state: str
    elapsed: int
    cpu: float
    command: str

    def is_dead(self) -> bool:
        """Tell whether it has ended, and only its parent has not collected it (ps(1), PROCESS STATE CODES)."""
        return self.state.startswith(("Z", "X"))


Table = tuple[Process, ...]


def list_processes(request: RunCommand = LIST) -> Steps[Table]:
    """Ask for all processes."""
    return read_processes((yield from ask_command(request)))


def list_matching(expression: str) -> Steps[tuple[Table, Table]]:
    """Ask for the processes whose command line the expression is found in, and for all.

    The listing comes last: pgrep, and a shell or sudo that started it, are gone by then. The
    dead are left out: they have no command line, so pgrep goes by their names.
    """
    found = read_matches((yield from run("pgrep", "-f", "--", expression)))
    processes = yield from list_processes()
    return tuple(process for process in processes if process.pid in found and not process.is_dead()), processes


def read_matches(reply: CommandReply) -> frozenset[int]:
    """Read the process ids pgrep prints; none found is an answer, an expression it cannot read is none."""
    if reply.exit_code == NONE_FOUND and not reply.stdout and not reply.stderr:
        return frozenset()
    lines = read_lines(reply)
    if not lines or not all(PID.fullmatch(line) for line in lines):
        raise UnreadableReplyError(f"not what pgrep prints: {reply.stdout[:60]!r}")
    return frozenset(map(int, lines))


def read_processes(reply: CommandReply) -> Table:
    """Read what ps prints, itself among it."""
    text = succeeded(reply).stdout
    lines = text.splitlines()
    if not lines or not HEAD.fullmatch(lines[0]) or not text.endswith("\n"):
        raise UnreadableReplyError(f"not a whole list of processes: {text[:60]!r}")
    processes = tuple(read_process(line) for line in lines[1:])
    if all(process.command != "ps" for process in processes):
        raise UnreadableReplyError("ps did not list itself, so it did not list all processes")
    if all(process.pid != 1 for process in processes):
        raise UnreadableReplyError("ps did not list process 1: other users' processes are hidden (proc(5), hidepid)")
    return processes


def read_process(line: str) -> Process:
    """Read a row."""
    found = ROW.fullmatch(line)
    if found is None:
        raise UnreadableReplyError(f"not a process: {line[:100]!r}")
    return Process(
        pid=int(found[1]),
        parent=int(found[2]),
        group=int(found[3]),
        state=found[4],
        elapsed=int(found[5]),
        cpu=float(found[6]),
        command=found[7],
    )
