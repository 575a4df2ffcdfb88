"""Which processes run, what a family of them uses, which lost their parent, which hang, and which are dead."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from blackstart.checks.facts.process_table import LIST, Process, Table, list_matching, list_processes
from blackstart.checks.facts.process_trees import ProcessGroup, collect_groups
from blackstart.checks.processes.process_limits import Limits, compare_limits, sum_cpu
from blackstart.checks.reading.posix_expression import require_expression
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.request import Steps

SHOWN = 3
"""Processes named where there are too many or too few."""
LOOKS = 3
"""Looks in a row at which a process that hangs is seen to wait."""
LIST_AGAIN = (
    replace(LIST, attempt=2, delay=0.15),
    replace(LIST, attempt=3, delay=1.0),
    replace(LIST, attempt=4, delay=1.0),
)
"""One look more than it takes, for what began to hang between the first and the second."""
Count = Annotated[int, Meta(ge=0)]


class ProcessesReading(Reading, frozen=True):
    """`matched` are the processes whose command line matches; `total` counts all, the listing itself too.

    `stuck` are those in uninterruptible sleep at every one of the last looks, None where it was
    not asked; `zombies` counts the dead that their parents did not collect. `groups` are the process
    groups of what matched, where their number or use is limited, and `orphans` how many of them lost the process
    that started them; `cpu` and `orphan_cpu` sum their percent of one core.
    """

    count: int
    total: int
    zombies: int
    matched: tuple[Process, ...]
    stuck: tuple[Process, ...] | None
    groups: tuple[ProcessGroup, ...] = ()
    orphans: int | None = None
    cpu: float | None = None
    orphan_cpu: float | None = None


class Processes(Spec, frozen=True):
    """Between `min` (1) and `max` processes have a command line that the expression `match` is found in.

    `match` is a POSIX extended regular expression, which `pgrep -f` evaluates on the host: no
    command line is recorded, for it can hold a secret. With `max_stuck`, at most so many are in
    uninterruptible sleep at three looks in a row: they wait for a disk or a network file system.
    With `max_zombies`, at most so many have ended and are not collected.

    `max_orphans`, `max_groups` and `max_cpu` (percent of one core, over the processes' lives) limit the
    process groups of what matches, a family that may also be absent. An orphan's root was handed to process 1, as a
    headless browser's is when the test that started it is killed; one younger than `min_age` seconds does
    not count yet. A service is started by process 1 too: count it in.
    """

    name = "processes"
    reading = ProcessesReading
    shorthand = "match"
    example = 'processes: {match: "^/usr/sbin/cron( |$)", max: 1}'
    blind_spots = (
        "Other users' processes where /proc hides them (hidepid): unreadable; log in as root.",
        "Whether a process does its work.",
        "Of a family, processes that left their group on purpose (setsid).",
    )
    faults = ("change_processes",)

    match: str | None = None
    min: Count | None = None
    max: Count | None = None
    max_stuck: Count | None = None
    max_zombies: Count | None = None
    max_orphans: Count | None = None
    max_groups: Count | None = None
    max_cpu: Annotated[float, Meta(ge=0)] | None = None
    min_age: Count = 0

    def __post_init__(self) -> None:
        """Refuse a check that demands nothing, or nothing that could be."""
        if self.match is None and self.max_stuck is None and self.max_zombies is None:
            raise ValueError("give `match`, an expression over command lines, `max_stuck` or `max_zombies`")
        if self.match is None and (self.min is not None or self.max is not None):
            raise ValueError("`min` and `max` count what `match` finds: give it too")
        if self.match is None and self.limits.any:
            raise ValueError("limits on groups are about what `match` finds: give it too")
        if self.min_age and self.max_orphans is None:
            raise ValueError("`min_age` says which orphans count: give `max_orphans` too")
        if self.max is not None and self.least > self.max:
            raise ValueError(f"at least {self.least} and at most {self.max}: no number of processes is both")
        if self.match is not None:
            require_expression("match", self.match)
        if self.match is not None and "<defunct>" in self.match:
            raise ValueError("`match`: a dead process has no command line; count those with `max_zombies`")

    def proof(self) -> Proof | None:
        """Return that the host can work, where it is asked whether processes hang."""
        return None if self.max_stuck is None else Proof.CAPACITY

    @property
    def least(self) -> int:
        """How many must match: one, unless said otherwise, or where none may, or a family is only limited."""
        if self.min is not None:
            return self.min
        return 0 if self.max == 0 or self.limits.any else 1

    @property
    def limits(self) -> Limits:
        """What is demanded of the groups of what matches."""
        return Limits(orphans=self.max_orphans, groups=self.max_groups, cpu=self.max_cpu, min_age=self.min_age)

    def steps(self, target: Target) -> Steps[ProcessesReading]:
        """List the processes, and again where it is asked which hang: waiting for a disk is no fault by itself."""
        matched: Table = ()
        if self.match is None:
            processes = yield from list_processes()
        else:
            matched, processes = yield from list_matching(self.match)
        stuck = None if self.max_stuck is None else (yield from look_for_stuck(processes, self.max_stuck))
        return self.add_groups(
            ProcessesReading(
                count=len(matched),
                total=len(processes),
                zombies=sum(process.state.startswith("Z") for process in processes),
                matched=matched,
                stuck=stuck,
            ),
            processes,
        )

    def add_groups(self, reading: ProcessesReading, processes: Table) -> ProcessesReading:
        """Return the reading with the groups of what matched, where they are limited."""
        if not self.limits.any:
            return reading
        groups = collect_groups(reading.matched, processes)
        orphans = self.limits.select_orphans(groups)
        return replace(reading, groups=groups, orphans=len(orphans), cpu=sum_cpu(groups), orphan_cpu=sum_cpu(orphans))

    def findings(self, reading: ProcessesReading) -> Iterator[Finding]:
        """Compare the numbers."""
        if self.match is not None and (self.least or self.max is not None or not self.limits.any):
            most = "" if self.max is None else f", at most {self.max}"
            yield Finding(
                holds=reading.count >= self.least and (self.max is None or reading.count <= self.max),
                expected=f"at least {self.least}{most} of {self.match!r}",
                seen=f"{reading.count}{describe(reading.matched)}",
            )
        if self.match is not None:
            yield from compare_limits(self.limits, self.match, reading.groups)
        if self.max_stuck is not None and reading.stuck is not None:
            yield Finding(
                holds=len(reading.stuck) <= self.max_stuck,
                expected=f"at most {self.max_stuck} hanging in uninterruptible sleep",
                seen=f"{len(reading.stuck)}{describe(reading.stuck)}",
            )
        if self.max_zombies is not None:
            holds = reading.zombies <= self.max_zombies
            yield Finding(holds=holds, expected=f"at most {self.max_zombies} zombies", seen=str(reading.zombies))


def look_for_stuck(first: Table, most: int) -> Steps[Table]:
    """Look once more, and later again while more than may be wait and were not yet seen to at three looks.

    The second look is never left out: what began to hang a moment after the first is seen by it.
    """
    looks = [select_waiting(first)]
    for request in LIST_AGAIN:
        looks.append(select_waiting((yield from list_processes(request))))
        stuck = select_lasting(looks[-LOOKS:])
        if len(looks[-1]) <= most or (len(looks) >= LOOKS and len(stuck) > most):
            break
    return stuck


def select_waiting(processes: Table) -> Table:
    """Return those in uninterruptible sleep (ps(1), PROCESS STATE CODES)."""
    return tuple(process for process in processes if process.state.startswith("D"))


def select_lasting(looks: list[Table]) -> Table:
    """Return those of the last look that every look saw."""
    lasting = set.intersection(*({process.pid for process in look} for look in looks))
    return tuple(process for process in looks[-1] if process.pid in lasting)


def describe(processes: Table) -> str:
    """Return the first few processes in brackets; nothing for none."""
    few = ", ".join(f"{process.pid} {process.command}" for process in processes[:SHOWN])
    return f" ({few}{', …' if len(processes) > SHOWN else ''})" if few else ""
