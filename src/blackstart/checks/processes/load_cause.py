"""Why a host is busy: a runaway family of processes, continuous integration, its disk or memory, or none of them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from blackstart.checks.asking import read_lines, run
from blackstart.checks.duration import Seconds
from blackstart.checks.facts.process_table import list_matching
from blackstart.checks.facts.process_trees import collect_groups
from blackstart.checks.facts.processor_sample import Rates, ask_load_per_core, ask_rates
from blackstart.checks.reading.posix_expression import require_expression
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

Cause = Literal["storage_or_memory", "runaway", "ci", "unexplained", "normal"]
Limit = Annotated[float, Meta(ge=0)]


class LoadCauseReading(Reading, frozen=True):
    """`causes` are all that were found, `cause` the first of them.

    They come in the order of what to see to first: while a disk or memory is the trouble, no
    process is to be ended. `ci` counts groups and containers, `swap` pages a second.
    """

    cause: Cause
    causes: tuple[Cause, ...]
    load_per_core: float
    iowait: float
    swap: float
    orphans: int
    orphan_cpu: float
    ci: int


class LoadCause(Spec, frozen=True):
    """What makes the host busy is one of `allowed` (normal, ci).

    `storage_or_memory`: more than `max_iowait` of the processors' time or `max_swap` pages/s.
    `runaway`: orphan groups with a command line that `runaway` is found in use `runaway_cpu`
    percent of a core or more. `ci`: the load over 5 minutes is above `max_load_per_core`, there is
    no such orphan, and processes that `ci_processes` is found in run, or containers with a name
    that `ci_containers` is found in. `unexplained`: that load and none of these. The expressions
    are POSIX extended ones, evaluated on the host: no command line is recorded.
    """

    name = "load_cause"
    reading = LoadCauseReading
    example = 'load_cause: {runaway: "chrome.* --headless", ci_containers: ^ci-task-}'
    blind_spots = (
        "Other users' processes where /proc hides them (hidepid): unreadable; log in as root.",
        "Containers, for a user whom the Docker daemon refuses: unreadable.",
        "Why a disk is slow.",
    )
    faults = ("press", "raise_load")

    runaway: str
    ci_processes: str | None = None
    ci_containers: Annotated[str, Meta(min_length=1)] | None = None
    allowed: tuple[Cause, ...] = ("normal", "ci")
    runaway_cpu: Limit = 100.0
    max_load_per_core: Limit = 1.0
    max_iowait: Annotated[float, Meta(ge=0, le=1)] = 0.2
    max_swap: Limit = 100.0
    seconds: Annotated[Seconds, Meta(ge=0.5, le=30)] = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no expression, and a list that nothing can satisfy."""
        require_expression("runaway", self.runaway)
        if self.ci_processes is not None:
            require_expression("ci_processes", self.ci_processes)
        if not self.allowed:
            raise ValueError("`allowed`: name at least one cause")

    def steps(self, target: Target) -> Steps[LoadCauseReading]:
        """Look at the processors twice, then at who runs."""
        rates = yield from ask_rates(self.seconds)
        load = yield from ask_load_per_core()
        groups = collect_groups(*(yield from list_matching(self.runaway)))
        orphans = [group for group in groups if group.orphan]
        active = yield from self.count_ci()
        cpu = round(sum((group.cpu for group in orphans), start=0.0), 1)
        causes = tuple(self.find_causes(rates, load, len(orphans), cpu, active)) or ("normal",)
        return LoadCauseReading(
            cause=causes[0],
            causes=causes,
            load_per_core=round(load, 4),
            iowait=rates.iowait,
            swap=round(rates.swap_in + rates.swap_out, 1),
            orphans=len(orphans),
            orphan_cpu=cpu,
            ci=active,
        )

    def count_ci(self) -> Steps[int]:
        """Count process groups and running containers of continuous integration."""
        active = 0
        if self.ci_processes is not None:
            active += len(collect_groups(*(yield from list_matching(self.ci_processes))))
        if self.ci_containers is not None:
            argv = ("docker", "ps", "--filter", f"name={self.ci_containers}", "--format", "{{.Names}}")
            active += count_names((yield from run(*argv)))
        return active

    def find_causes(self, rates: Rates, load: float, orphans: int, cpu: float, active: int) -> Iterator[Cause]:
        """Yield each cause the evidence shows, the first to see to first."""
        waits = rates.iowait > self.max_iowait or rates.swap_in + rates.swap_out > self.max_swap
        runs_away = orphans > 0 and cpu >= self.runaway_cpu
        if waits:
            yield "storage_or_memory"
        if runs_away:
            yield "runaway"
        if load > self.max_load_per_core:
            if active and not orphans:
                yield "ci"
            elif not waits and not runs_away:
                yield "unexplained"

    def findings(self, reading: LoadCauseReading) -> Iterator[Finding]:
        """Compare every cause with what is allowed."""
        figures = (
            f"load per core {reading.load_per_core:.2f}, iowait {reading.iowait:.0%}, {reading.swap:g} pages/s swapped",
            f"{reading.orphans} orphans at {reading.orphan_cpu:g}%, ci {reading.ci}",
        )
        yield Finding(
            holds=set(reading.causes) <= set(self.allowed),
            expected=f"load that is {' or '.join(self.allowed)}",
            seen=f"{' and '.join(reading.causes)} ({', '.join(figures)})",
        )


def count_names(reply: CommandReply) -> int:
    """Count the containers docker names, one a line."""
    names = read_lines(reply)
    if any(not name or " " in name for name in names):
        raise UnreadableReplyError(f"not names of containers: {reply.stdout[:60]!r}")
    return len(names)
