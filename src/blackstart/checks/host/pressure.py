"""What a host's processors wait for: the disk, swap, or a hypervisor that gives them no time."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import read_lines, run
from blackstart.checks.duration import Seconds
from blackstart.checks.facts.processor_sample import Rates, ask_load_per_core, ask_rates
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

STALLS = ("/proc/pressure/io", "/proc/pressure/memory")
STALL = re.compile(r"/proc/pressure/(io|memory):some avg10=(\d+\.\d+) avg60=.*")
NOT_KEPT = re.compile(
    r"(?:grep: /proc/pressure/(?:io|memory): (?:No such file or directory|Operation not supported)\n)+"
)
"""A kernel built without pressure stall information, or started with psi=0."""
Ratio = Annotated[float, Meta(ge=0, le=1)]
Rate = Annotated[float, Meta(ge=0)]


class PressureReading(Reading, frozen=True):
    """Shares of the processors' time (0 to 1) and pages swapped in a second, between two looks.

    `load_per_core` is the load average over 5 minutes for each core; `io_stall` and `memory_stall`
    the share of the last 10 s in which something waited for it (proc_pressure(5)), None where the
    kernel does not keep it; `blocked` counts tasks that wait for the disk.
    """

    busy: float
    iowait: float
    steal: float
    swap_in: float
    swap_out: float
    blocked: int
    load_per_core: float
    io_stall: float | None
    memory_stall: float | None


class Pressure(Spec, frozen=True):
    """Over `seconds`, at most `max_iowait` of the processors' time waits for a disk and `max_swap` pages/s are swapped.

    A busy host that waits for neither has work to do; one that does has a storage or memory
    fault, and ending processes will not cure it. `max_busy`, `max_steal`, `max_load_per_core`,
    `max_io_stall` and `max_memory_stall` limit the rest of the reading where they are given.
    """

    name = "pressure"
    reading = PressureReading
    shorthand = "max_iowait"
    example = "pressure: {max_iowait: 0.2, max_swap: 100}"
    blind_spots = (
        "Stalls, where the kernel keeps none (/proc/pressure): a limit on them does not pass.",
        "In a container, the machine's figures stand for its own.",
    )
    faults = ("press",)

    max_iowait: Ratio = 0.2
    max_swap: Rate = 100.0
    max_busy: Ratio | None = None
    max_steal: Ratio | None = None
    max_load_per_core: Rate | None = None
    max_io_stall: Ratio | None = None
    max_memory_stall: Ratio | None = None
    seconds: Annotated[Seconds, Meta(ge=0.5, le=30)] = 1.0

    def steps(self, target: Target) -> Steps[PressureReading]:
        """Look twice at the processors, and once at what the kernel keeps of the load."""
        rates = yield from ask_rates(self.seconds)
        load_per_core = yield from ask_load_per_core()
        stalls = read_stalls((yield from run("grep", "some", *STALLS)))
        return make_reading(rates, load_per_core, stalls)

    def findings(self, reading: PressureReading) -> Iterator[Finding]:
        """Compare each figure that has a limit."""
        yield compare("iowait", reading.iowait, self.max_iowait)
        yield compare("pages swapped a second", reading.swap_in + reading.swap_out, self.max_swap)
        for name in ("busy", "steal", "load_per_core", "io_stall", "memory_stall"):
            most = getattr(self, f"max_{name}")
            if most is not None:
                yield compare(name.replace("_", " "), getattr(reading, name), most)


def compare(what: str, seen: float | None, most: float) -> Finding:
    """Compare a figure with its limit; one that the kernel does not keep does not hold."""
    text = "the kernel keeps no such figure" if seen is None else f"{seen:.4g}"
    return Finding(holds=seen is not None and seen <= most, expected=f"{what} at most {most:g}", seen=text)


def make_reading(rates: Rates, load_per_core: float, stalls: dict[str, float]) -> PressureReading:
    """Put the parts together."""
    return PressureReading(
        busy=rates.busy,
        iowait=rates.iowait,
        steal=rates.steal,
        swap_in=rates.swap_in,
        swap_out=rates.swap_out,
        blocked=rates.blocked,
        load_per_core=round(load_per_core, 4),
        io_stall=stalls.get("io"),
        memory_stall=stalls.get("memory"),
    )


def read_stalls(reply: CommandReply) -> dict[str, float]:
    """Return the shares by resource, none where the kernel keeps none."""
    if not reply.stdout and NOT_KEPT.fullmatch(reply.stderr):
        return {}
    found = [STALL.fullmatch(line) for line in read_lines(reply)]
    stalls = {line[1]: round(float(line[2]) / 100, 4) for line in found if line is not None}
    if stalls.keys() != {"io", "memory"} or len(found) != len(STALLS):
        raise UnreadableReplyError(f"not /proc/pressure: {reply.stdout[:100]!r}")
    return stalls
