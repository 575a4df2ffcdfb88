"""What a host's processors and its swap did between two looks at the kernel's counters."""

import re

import msgspec

from blackstart.checks.asking import ask_command, read_lines, run, succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

FILES = ("/proc/stat", "/proc/vmstat", "/proc/uptime")
WANTED = r"^(cpu |procs_blocked |pswpin |pswpout |[0-9])"
"""The line of /proc/uptime is the only one that begins with a digit."""
LINE = re.compile(r"(?:/proc/\w+):(cpu|procs_blocked|pswpin|pswpout|(?=\d))\s*([\d. ]+)")
LOADAVG = re.compile(r"(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) \d+/\d+ \d+\n")
CPUS = re.compile(r"[1-9]\d{0,5}\n")
STATES = 8
"""user, nice, system, idle, iowait, irq, softirq, steal; guests are counted in user (proc_stat(5))."""
IDLE, IOWAIT, STEAL = 3, 4, 7


class ProcessorSample(msgspec.Struct, frozen=True, kw_only=True):
    """The counters at one moment: `ticks` by state, pages swapped since boot, `uptime` in seconds."""

    uptime: float
    ticks: tuple[int, ...]
    swapped_in: int
    swapped_out: int
    blocked: int


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of the time of all processors (0 to 1), pages swapped in a second, tasks blocked at the end."""

    busy: float
    iowait: float
    steal: float
    swap_in: float
    swap_out: float
    blocked: int


def ask_rates(seconds: float) -> Steps[Rates]:
    """Look twice, so many seconds apart."""
    argv = ("grep", "-E", WANTED, *FILES)
    first = read_sample((yield from ask_command(RunCommand(argv=argv))))
    second = read_sample((yield from ask_command(RunCommand(argv=argv, attempt=2, delay=seconds))))
    return compare_samples(first, second)


def ask_load_per_core() -> Steps[float]:
    """Return the load average over 5 minutes for each core."""
    loads = LOADAVG.fullmatch(succeeded((yield from run("cat", "/proc/loadavg"))).stdout)
    if loads is None:
        raise UnreadableReplyError("/proc/loadavg does not hold three averages")
    cpus = CPUS.fullmatch(succeeded((yield from run("nproc"))).stdout)
    if cpus is None:
        raise UnreadableReplyError("nproc prints no number of cores")
    return float(loads[2]) / int(cpus[0])


def read_sample(reply: CommandReply) -> ProcessorSample:
    """Read the lines; one that is missing, or there twice, is unreadable."""
    lines = read_lines(reply)
    found = [LINE.fullmatch(line) for line in lines]
    values = {line[1]: line[2].split() for line in found if line is not None}
    if len(values) != len(lines) or values.keys() != {"cpu", "procs_blocked", "pswpin", "pswpout", ""}:
        raise UnreadableReplyError(f"not the kernel's counters: {reply.stdout[:100]!r}")
    if len(values["cpu"]) < STATES:
        raise UnreadableReplyError("/proc/stat tells of too few states of the processors")
    return ProcessorSample(
        uptime=float(values[""][0]),
        ticks=tuple(map(int, values["cpu"][:STATES])),
        swapped_in=int(values["pswpin"][0]),
        swapped_out=int(values["pswpout"][0]),
        blocked=int(values["procs_blocked"][0]),
    )


def compare_samples(first: ProcessorSample, second: ProcessorSample) -> Rates:
    """Return what was done in between. Counters that stand still or run backwards tell nothing."""
    # iowait alone may go down by itself (proc_stat(5)), by a tick or two
    ticks = [max(after - before, 0) for before, after in zip(first.ticks, second.ticks, strict=True)]
    seconds, total = second.uptime - first.uptime, sum(ticks)
    swapped = (second.swapped_in - first.swapped_in, second.swapped_out - first.swapped_out)
    if seconds <= 0 or total <= 0 or min(swapped) < 0:
        raise UnreadableReplyError("the kernel's counters did not move forward between two looks")
    return Rates(
        busy=round(1 - (ticks[IDLE] + ticks[IOWAIT]) / total, 4),
        iowait=round(ticks[IOWAIT] / total, 4),
        steal=round(ticks[STEAL] / total, 4),
        swap_in=round(swapped[0] / seconds, 1),
        swap_out=round(swapped[1] / seconds, 1),
        blocked=second.blocked,
    )
