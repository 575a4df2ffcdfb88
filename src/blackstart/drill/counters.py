"""What grep finds in the kernel's counters of a simulated host. Pure."""

from blackstart.checks.facts.processor_sample import FILES
from blackstart.checks.host.pressure import STALLS
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer

TICKS = 100
"""Ticks a second of one processor (USER_HZ, proc_stat(5))."""
SAMPLES = 16
"""How often the counters move on: a look takes two samples, so half as many looks in a row find them moving."""


def answer_counters(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for processors and swap, each time a second later, and for stalls."""
    match argv:
        case ("grep", "-E", _, *files) if tuple(files) == FILES:
            return Answer(sequence=tuple(write_sample(second, facts) for second in range(SAMPLES)))
        case ("grep", "some", *files) if tuple(files) == STALLS:
            return write_stalls(facts)
        case _:
            return None


def write_sample(second: int, facts: Facts) -> Answer:
    """Return the counters a number of seconds from now."""
    use, uptime = facts.fixtures.cpu, facts.fixtures.up_for + second
    ticks = uptime * TICKS * facts.fixtures.cpus
    idle = max(0.0, 1 - use.busy - use.iowait - use.steal)
    states = [round(ticks * share) for share in (use.busy, 0, 0, idle, use.iowait, 0, 0, use.steal)]
    lines = (
        f"/proc/stat:cpu  {' '.join(map(str, states))} 0 0",
        f"/proc/stat:procs_blocked {use.blocked}",
        f"/proc/vmstat:pswpin {round(use.swap_in * uptime)}",
        f"/proc/vmstat:pswpout {round(use.swap_out * uptime)}",
        f"/proc/uptime:{uptime:.2f} {uptime * facts.fixtures.cpus * idle:.2f}",
    )
    return Answer(stdout="".join(f"{line}\n" for line in lines))


def write_stalls(facts: Facts) -> Answer:
    """Return the shares of time in which something waited, in percent (kernel.org, PSI)."""
    shares = dict(zip(STALLS, (facts.fixtures.cpu.io_stall, facts.fixtures.cpu.memory_stall), strict=True))
    lines = (f"{path}:some avg10={share * 100:.2f} avg60=0.00 avg300=0.00 total=0" for path, share in shares.items())
    return Answer(stdout="".join(f"{line}\n" for line in lines))
