"""Process groups, and which of them lost the process that started them. Pure."""

import msgspec

from blackstart.checks.facts.process_table import Process, Table

INIT = 1
KERNEL = 0
"""Parent of process 1, and of what came in from outside the process id namespace (pid_namespaces(7))."""


class ProcessGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A process group: its root, the sum of its processes' `cpu` (percent over their lives), its root's age.

    `orphan`: the root's parent is process 1 or is gone, so nothing waits for the group.
    """

    pgid: int
    root: int
    parent: int
    command: str
    processes: int
    cpu: float
    elapsed: int
    orphan: bool


def collect_groups(matched: Table, processes: Table) -> tuple[ProcessGroup, ...]:
    """Return the whole groups the matched processes belong to, the one that uses most first."""
    pids = {process.pid for process in processes}
    members: dict[int, list[Process]] = {process.group: [] for process in matched}
    for process in processes:
        if process.group in members:
            members[process.group].append(process)
    groups = (make_group(pgid, group, pids) for pgid, group in members.items())
    return tuple(sorted(groups, key=lambda group: (-group.cpu, group.pgid)))


def make_group(pgid: int, members: list[Process], pids: set[int]) -> ProcessGroup:
    """Sum a group up."""
    root = find_root(pgid, members)
    return ProcessGroup(
        pgid=pgid,
        root=root.pid,
        parent=root.parent,
        command=root.command,
        processes=len(members),
        cpu=round(sum(process.cpu for process in members), 1),
        elapsed=root.elapsed,
        orphan=root.parent == INIT or (root.parent != KERNEL and root.parent not in pids),
    )


def find_root(pgid: int, members: list[Process]) -> Process:
    """Return the group's leader; where that has ended, the oldest of its processes."""
    leader = next((process for process in members if process.pid == pgid), None)
    return leader or min(members, key=lambda process: (-process.elapsed, process.pid))


def describe_groups(groups: tuple[ProcessGroup, ...]) -> str:
    """Name the groups."""
    return ", ".join(f"{group.pgid} {group.command} at {group.cpu:g}%" for group in groups) or "none"
