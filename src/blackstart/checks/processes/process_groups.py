"""Which process groups of a family run, what they use, and which lost the process that started them."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.facts.process_table import list_matching
from blackstart.checks.facts.process_trees import Group, collect_groups, describe_groups
from blackstart.checks.reading.posix_expression import require_expression
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

Count = Annotated[int, Meta(ge=0)]
Percent = Annotated[float, Meta(ge=0)]


class ProcessGroupsReading(Reading, frozen=True):
    """The groups, and how many there are; `cpu` sums their percent of one core, `orphan_cpu` that of the orphans."""

    groups: tuple[Group, ...]
    count: int
    orphans: int
    cpu: float
    orphan_cpu: float


class ProcessGroups(Spec, frozen=True):
    """At most `max_orphans` (0) process groups with a command line that `match` is found in lost their parent.

    Such a group's root was handed to process 1, as a headless browser's is when the test that
    started it is killed. A service is started by process 1 too: count it in. `max_groups` and
    `max_cpu` (percent of one core, over the processes' lives) limit the whole family; an orphan
    younger than `min_age` seconds does not count yet. `match` is a POSIX extended regular
    expression that `pgrep -f` evaluates on the host: no command line is recorded.
    """

    name = "process_groups"
    reading = ProcessGroupsReading
    shorthand = "match"
    example = 'process_groups: {match: "chrome.* --headless", max_cpu: 200}'
    blind_spots = (
        "Other users' processes where /proc hides them (hidepid): unreadable; log in as root.",
        "Processes that left their group on purpose (setsid).",
    )
    faults = ("change_processes",)

    match: str
    max_orphans: Count = 0
    max_groups: Count | None = None
    max_cpu: Percent | None = None
    min_age: Annotated[int, Meta(ge=0)] = 0

    def __post_init__(self) -> None:
        """Refuse what is no expression."""
        require_expression("match", self.match)

    def steps(self, target: Target) -> Steps[ProcessGroupsReading]:
        """Ask which processes match, then for all."""
        groups = collect_groups(*(yield from list_matching(self.match)))
        orphans = self.select_orphans(groups)
        return ProcessGroupsReading(
            groups=groups,
            count=len(groups),
            orphans=len(orphans),
            cpu=round(sum((group.cpu for group in groups), start=0.0), 1),
            orphan_cpu=round(sum((group.cpu for group in orphans), start=0.0), 1),
        )

    def select_orphans(self, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        """Return the orphans that are old enough to count."""
        return tuple(group for group in groups if group.orphan and group.elapsed >= self.min_age)

    def findings(self, reading: ProcessGroupsReading) -> Iterator[Finding]:
        """Compare the numbers."""
        orphans = self.select_orphans(reading.groups)
        yield Finding(
            holds=len(orphans) <= self.max_orphans,
            expected=f"at most {self.max_orphans} orphan groups of {self.match!r}",
            seen=f"{len(orphans)} ({describe_groups(orphans)})",
        )
        if self.max_groups is not None:
            holds = reading.count <= self.max_groups
            yield Finding(holds=holds, expected=f"at most {self.max_groups} groups", seen=str(reading.count))
        if self.max_cpu is not None:
            yield Finding(
                holds=reading.cpu <= self.max_cpu,
                expected=f"at most {self.max_cpu:g}% of a core in all",
                seen=f"{reading.cpu:g}% ({describe_groups(reading.groups)})",
            )
