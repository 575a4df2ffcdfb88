"""Which processes run, and which hang on a disk that does not answer."""

import re
from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import ask_command, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

COLUMNS = "pid,ppid,pgid,stat,etimes,pcpu,args"
LIST = RunCommand(argv=("ps", "-ww", "-eo", COLUMNS))
LIST_AGAIN = (
    RunCommand(argv=LIST.argv, attempt=2, delay=0.3),
    RunCommand(argv=LIST.argv, attempt=3, delay=1.0),
)
HEAD = re.compile(r"\s*PID\s+PPID\s+PGID\s+STAT\s+ELAPSED\s+%CPU\s+COMMAND")
ROW = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+([A-Z]\S*)\s+(\d+)\s+(\d+(?:\.\d+)?)\s(.*)")


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """A process; `elapsed` is in seconds, `cpu` in percent over its life (ps(1))."""

    pid: int
    parent: int
    group: int
    state: str
    elapsed: int
    cpu: float
    command: str


class ProcessesReading(Reading, frozen=True):
    """`matched` are the processes whose command line matches, `total` counts all.

    `stuck` are those in uninterruptible sleep in both of two looks a second apart, None where
    it was not asked.
    """

    count: int
    total: int
    matched: tuple[Process, ...]
    stuck: tuple[Process, ...] | None


class Processes(Spec, frozen=True):
    """Between `min` (1) and `max` processes have a command line that the expression `match` is found in.

    With `max_stuck`, at most so many are in uninterruptible sleep at three looks in 1.3 s: they
    wait for a disk or a network file system. The listing itself and what started it do not count.
    """

    name = "processes"
    reading = ProcessesReading
    shorthand = "match"
    example = 'processes: {match: "^/usr/sbin/cron\\\\b", max: 1}'

    match: str | None = None
    min: int | None = None
    max: int | None = None
    max_stuck: int | None = None

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing, or nothing that could be."""
        if self.match is None and self.max_stuck is None:
            raise ValueError("give `match`, an expression over command lines, or `max_stuck`")
        if self.match is None and (self.min is not None or self.max is not None):
            raise ValueError("`min` and `max` count what `match` finds: give it too")
        if self.max is not None and self.least > self.max:
            raise ValueError(f"at least {self.least} and at most {self.max}: no number of processes is both")
        try:
            re.compile(self.match or "")
        except re.error as error:
            raise ValueError(f"`match: {self.match}` is no regular expression: {error}") from error

    @property
    def least(self) -> int:
        """How many must match: one, unless said otherwise, or where none may."""
        return self.min if self.min is not None else min(1, self.max if self.max is not None else 1)

    def steps(self, target: Target) -> Steps[ProcessesReading]:
        """List the processes, and again where more hang than may: waiting for a disk is no fault by itself."""
        processes = read_processes((yield from ask_command(LIST)))
        stuck = None
        if self.max_stuck is not None:
            stuck = yield from self.look_for_stuck(select_waiting(processes), self.max_stuck)
        matched = () if self.match is None else tuple(p for p in processes if re.search(self.match, p.command))
        return ProcessesReading(count=len(matched), total=len(processes), matched=matched, stuck=stuck)

    def look_for_stuck(self, stuck: tuple[Process, ...], most: int) -> Steps[tuple[Process, ...]]:
        """Look again, and later once more, while more than may be are still at the same wait."""
        for request in LIST_AGAIN:
            if len(stuck) > most:
                before = {process.pid for process in stuck}
                again = select_waiting(read_processes((yield from ask_command(request))))
                stuck = tuple(process for process in again if process.pid in before)
        return stuck

    def findings(self, reading: ProcessesReading) -> Iterator[Finding]:
        """Compare the numbers."""
        if self.match is not None:
            most = "" if self.max is None else f", at most {self.max}"
            yield Finding(
                holds=reading.count >= self.least and (self.max is None or reading.count <= self.max),
                expected=f"at least {self.least}{most} of {self.match!r}",
                seen=f"{reading.count}{describe(reading.matched)}",
            )
        if self.max_stuck is not None:
            stuck = reading.stuck or ()
            yield Finding(
                holds=len(stuck) <= self.max_stuck,
                expected=f"at most {self.max_stuck} hanging in uninterruptible sleep",
                seen=f"{len(stuck)}{describe(stuck)}",
            )


def select_waiting(processes: tuple[Process, ...]) -> tuple[Process, ...]:
    """Return those in uninterruptible sleep (ps(1), PROCESS STATE CODES)."""
    return tuple(process for process in processes if process.state.startswith("D"))


def describe(processes: tuple[Process, ...]) -> str:
    """Return the first few processes in brackets; nothing for none."""
    few = ", ".join(f"{process.pid} {process.command[:40]}" for process in processes[:3])
    return f" ({few}{', …' if len(processes) > 3 else ''})" if few else ""  # noqa: PLR2004  as cut above


def read_processes(reply: CommandReply) -> tuple[Process, ...]:
    """Read what ps prints, all but itself and what started it."""
    text = succeeded(reply).stdout
    lines = text.splitlines()
    if not lines or not HEAD.fullmatch(lines[0]) or not text.endswith("\n"):
        raise UnreadableReplyError(f"not a whole list of processes: {text[:60]!r}")
    processes = [read_process(line) for line in lines[1:]]
    others = tuple(process for process in processes if " ".join(LIST.argv) not in process.command)
    if len(others) == len(processes):
        raise UnreadableReplyError("ps did not list itself, so it did not list all processes")
    if all(process.pid != 1 for process in processes):
        raise UnreadableReplyError("ps did not list process 1: other users' processes are hidden (proc(5), hidepid)")
    return others


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
