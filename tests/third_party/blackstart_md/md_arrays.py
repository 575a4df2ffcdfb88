"""Whether the software RAID arrays of a host are whole."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

ARRAY = re.compile(r"(md\S+) : (active|inactive)")
MEMBERS = re.compile(r"\[(\d+)/(\d+)\] \[[U_]+\]")


class ArraysReading(Reading, frozen=True):
    """The arrays that the kernel knows, and those with fewer members than they want (md(4))."""

    arrays: tuple[str, ...]
    degraded: tuple[str, ...]


class MdArrays(Spec, frozen=True):
    """Each array has all its members."""

    name = "md_arrays"
    reading = ArraysReading
    example = "md_arrays: {at_least: 1}"
    blind_spots = ("Arrays that were not assembled: say with `at_least` how many there must be.",)

    at_least: int = 1

    def steps(self, target: Target) -> Steps[ArraysReading]:
        """Read the kernel's own table."""
        return read_arrays(read_lines((yield from run("cat", "/proc/mdstat"))))

    def findings(self, reading: ArraysReading) -> Iterator[Finding]:
        """Expect enough arrays, and none of them degraded."""
        count = len(reading.arrays)
        yield Finding(holds=count >= self.at_least, expected=f"{self.at_least} arrays or more", seen=f"{count}")
        yield Finding(holds=not reading.degraded, expected="no array degraded", seen=", ".join(reading.degraded))


class MdWrites(Spec, frozen=True):
    """A kind that asks for what writes, to show that it is not sent."""

    name = "md_writes"
    reading = ArraysReading
    example = "md_writes: {}"

    def steps(self, target: Target) -> Steps[ArraysReading]:
        """Stop an array."""
        return read_arrays(read_lines((yield from run("mdadm", "--stop", "/dev/md0"))))


def read_arrays(lines: list[str]) -> ArraysReading:
    """Return what /proc/mdstat says. Raises UnreadableReplyError for what does not begin as it does."""
    if not lines or not lines[0].startswith("Personalities :"):
        raise UnreadableReplyError("not what /proc/mdstat begins with")
    arrays: list[str] = []
    degraded: list[str] = []
    for line in lines:
        if found := ARRAY.match(line):
            arrays.append(found[1])
            degraded += [found[1]] if found[2] == "inactive" else []
        elif (members := MEMBERS.search(line)) and int(members[2]) < int(members[1]):
            degraded.append(arrays[-1])
    return ArraysReading(arrays=tuple(arrays), degraded=tuple(degraded))
