"""How much memory and swap a host has left."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import run, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

LINE = re.compile(r"^([^:\s]+):[ \t]+(\d+) kB$", re.MULTILINE)


class MemoryReading(Reading, frozen=True):
    """Memory and swap in KiB (proc_meminfo(5)). `swap_used_ratio` is None where there is no swap."""

    total: int
    available: int
    available_ratio: float
    swap_total: int
    swap_used: int
    swap_used_ratio: float | None


class Memory(Spec, frozen=True):
    """At least `min_available` of the memory is available, and at most `max_swap_used` of the swap is used."""

    name = "memory"
    reading = MemoryReading
    shorthand = "min_available"
    example = "memory: {min_available: 0.1, max_swap_used: 0.5}"
    blind_spots = (
        "The limits of single services and containers, and what the kernel ended for want of memory (`journal`).",
    )
    faults = ("use_up_memory",)

    min_available: float = 0.05
    max_swap_used: float = 0.9

    def __post_init__(self) -> None:
        """Refuse percentages."""
        for name in ("min_available", "max_swap_used"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"`{name}` is a ratio from 0 to 1, as in 0.05 for 5 %")

    def proof(self) -> Proof:
        """Return that without room to work in the host is not ready; it alone makes no host so."""
        return Proof.CAPACITY

    def steps(self, target: Target) -> Steps[MemoryReading]:
        """Ask the kernel."""
        return read_memory((yield from run("cat", "/proc/meminfo")))

    def findings(self, reading: MemoryReading) -> Iterator[Finding]:
        """Compare memory, and swap where there is any."""
        yield Finding(
            holds=reading.available_ratio >= self.min_available,
            expected=f"at least {self.min_available:.0%} of memory available",
            seen=f"{reading.available_ratio:.1%}",
        )
        if reading.swap_used_ratio is not None:
            yield Finding(
                holds=reading.swap_used_ratio <= self.max_swap_used,
                expected=f"at most {self.max_swap_used:.0%} of swap used",
                seen=f"{reading.swap_used_ratio:.1%}",
            )


def read_memory(reply: CommandReply) -> MemoryReading:
    """Read /proc/meminfo; a line that is not there is unreadable."""
    found = LINE.findall(succeeded(reply).stdout)
    sizes = {name: int(size) for name, size in found}
    try:
        total, available = sizes["MemTotal"], sizes["MemAvailable"]
        swap_total, swap_free = sizes["SwapTotal"], sizes["SwapFree"]
    except KeyError as error:
        raise UnreadableReplyError(f"/proc/meminfo tells no {error.args[0]}") from error
    if not total:
        raise UnreadableReplyError("/proc/meminfo tells of no memory at all")
    if available > total or swap_free > swap_total:
        raise UnreadableReplyError("/proc/meminfo tells of more memory or swap left than there is")
    return MemoryReading(
        total=total,
        available=available,
        available_ratio=available / total,
        swap_total=swap_total,
        swap_used=swap_total - swap_free,
        swap_used_ratio=(swap_total - swap_free) / swap_total if swap_total else None,
    )
