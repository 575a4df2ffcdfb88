"""Limits on a family of processes: how many groups of it run, what they use, and which lost their parent."""

from collections.abc import Iterator

import msgspec

from blackstart.checks.facts.process_trees import ProcessGroup, describe_groups
from blackstart.model.kind import Finding


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The most orphans, groups and percent of one core; None does not limit. A young orphan does not count yet."""

    orphans: int | None
    groups: int | None
    cpu: float | None
    min_age: int

    @property
    def any(self) -> bool:
        """Tell whether there is a limit."""
        return (self.orphans, self.groups, self.cpu) != (None, None, None)

    def select_orphans(self, groups: tuple[ProcessGroup, ...]) -> tuple[ProcessGroup, ...]:
        """Return the orphans that are old enough to count."""
        return tuple(group for group in groups if group.orphan and group.elapsed >= self.min_age)


def sum_cpu(groups: tuple[ProcessGroup, ...]) -> float:
    """Return what groups use together, in percent of one core."""
    return round(sum((group.cpu for group in groups), start=0.0), 1)


def compare_limits(limits: Limits, match: str, groups: tuple[ProcessGroup, ...]) -> Iterator[Finding]:
    """Compare the numbers."""
    orphans = limits.select_orphans(groups)
    if limits.orphans is not None:
        yield Finding(
            holds=len(orphans) <= limits.orphans,
            expected=f"at most {limits.orphans} orphan groups of {match!r}",
            seen=f"{len(orphans)} ({describe_groups(orphans)})",
        )
    if limits.groups is not None:
        holds = len(groups) <= limits.groups
        yield Finding(holds=holds, expected=f"at most {limits.groups} groups", seen=str(len(groups)))
    if limits.cpu is not None:
        used = sum_cpu(groups)
        yield Finding(
            holds=used <= limits.cpu,
            expected=f"at most {limits.cpu:g}% of a core in all",
            seen=f"{used:g}% ({describe_groups(groups)})",
        )
