"""How loaded a host is, by core."""

import re
from collections.abc import Iterator
from typing import Literal

from blackstart.checks.asking import run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

LOADAVG = re.compile(r"(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) \d+/\d+ \d+")


class LoadReading(Reading, frozen=True):
    """Load averages over 1, 5 and 15 minutes (proc_loadavg(5)); `per_core` is that over 5 minutes."""

    load1: float
    load5: float
    load15: float
    cpus: int
    per_core: float


class Load(Spec, frozen=True):
    """The load average over `window` minutes is at most `max_per_core` for each core."""

    name = "load"
    reading = LoadReading
    shorthand = "max_per_core"
    example = "load: {max_per_core: 1.0, window: 15}"
    blind_spots = ("What the load is made of: `load_cause` tells. In a container, load is the whole machine's.",)
    faults = ("raise_load",)

    max_per_core: float = 1.0
    window: Literal[1, 5, 15] = 5

    def steps(self, target: Target) -> Steps[LoadReading]:
        """Ask for the load averages and the number of cores."""
        loads = read_loads((yield from run("cat", "/proc/loadavg")))
        cpus = read_cpus((yield from run("nproc")))
        return LoadReading(load1=loads[0], load5=loads[1], load15=loads[2], cpus=cpus, per_core=loads[1] / cpus)

    def findings(self, reading: LoadReading) -> Iterator[Finding]:
        """Compare the load of the window."""
        load = {1: reading.load1, 5: reading.load5, 15: reading.load15}[self.window]
        yield Finding(
            holds=load / reading.cpus <= self.max_per_core,
            expected=f"load over {self.window} min at most {self.max_per_core:g} per core",
            seen=f"{load / reading.cpus:.2f} ({load:g} on {reading.cpus})",
        )


def read_loads(reply: CommandReply) -> tuple[float, float, float]:
    """Return the three averages of /proc/loadavg."""
    found = LOADAVG.fullmatch(succeeded(reply).stdout.strip())
    if found is None:
        raise UnreadableReplyError(f"not /proc/loadavg: {reply.stdout[:60]!r}")
    return float(found[1]), float(found[2]), float(found[3])


def read_cpus(reply: CommandReply) -> int:
    """Return the number of cores, at least one."""
    text = succeeded(reply).stdout.strip()
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        raise UnreadableReplyError(f"not a number of cores: {text[:60]!r}")
    return int(text)
