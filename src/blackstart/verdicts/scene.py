"""What explaining a run looks at, and what of it is explained so far."""

from collections.abc import Iterable, Mapping

import msgspec

from blackstart.model.fleet import Check, Fleet, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import RANK, Outcome
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.judge import BootBinding
from blackstart.verdicts.rungs import Rungs, collect_rungs

Told = dict[str, dict[str, str]]
"""By check: each failed unit that it names, with the check that is about this unit and failed too."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A run before it is explained, and `explained`, which grows. `firsts` has the first of those that fail alike.

    `uplink` and `run` are the checks that tell that this machine has no network, and that the run was cut short, where
    it is so; `clocks` has by host the check that tells that its clock is wrong, `jumps` the hosts of the fleet that the
    login to a host leads over, where it failed.
    """

    by_id: Mapping[str, Check]
    rungs: Rungs
    bindings: Mapping[str, BootBinding]
    reach: Mapping[str, frozenset[str]]
    by_host: Mapping[str, list[Check]]
    told: Told
    uplink: str | None
    run: str | None
    clocks: Mapping[str, str]
    jumps: Mapping[str, tuple[str, ...]]
    explained: dict[str, Verdict]
    firsts: dict[tuple[str, ...], str]

    def is_shut(self, place: str) -> bool:
        """Tell whether it is a host that nobody could log in to from the run's beginning to its end."""
        return place != CONTROLLER and place in self.bindings and self.bindings[place].boot_id is None

    def first_root(self, ids: Iterable[str]) -> str | None:
        """Return the root cause behind the first of these that failed.

        One that is not explained yet stands in a circle with the check that is (a rung that needs a check
        of its own host), and explains nothing.
        """
        for check in ids:
            verdict = self.explained.get(check)
            if verdict is not None and RANK[verdict.outcome] >= RANK[Outcome.BLOCKED]:
                return verdict.held_by or verdict.check
        return None


def set_scene(fleet: Fleet, verdicts: Mapping[str, Verdict], bindings: Mapping[str, BootBinding]) -> Scene:
    """Return the scene with nothing explained."""
    by_host: dict[str, list[Check]] = {}
    for check in fleet.checks:
        by_host.setdefault(check.host, []).append(check)
    return Scene(
        by_id={check.id: check for check in fleet.checks},
        rungs=collect_rungs(fleet),
        bindings=bindings,
        reach=reach_phases(fleet.phases),
        by_host=by_host,
        uplink=find_told_of(fleet.implied.uplink, verdicts),
        run=find_told_of(fleet.implied.run, verdicts),
        clocks=find_clocks(fleet, verdicts, bindings),
        jumps=find_jumps(fleet, bindings),
        told={check: find_told(check, verdicts, by_host) for check, verdict in verdicts.items() if verdict.units},
        explained={},
        firsts={},
    )


def find_told_of(check: Check | None, verdicts: Mapping[str, Verdict]) -> str | None:
    """Return the id of a check of every run that failed."""
    return check.id if check is not None and check.id in verdicts else None


def find_jumps(fleet: Fleet, bindings: Mapping[str, BootBinding]) -> dict[str, tuple[str, ...]]:
    """Return by host the other hosts of the fleet that its login leads over."""
    called = {name: host.id for host in fleet.hosts.values() for name in (host.id, host.address)}
    return {
        host: tuple(dict.fromkeys(called[name] for name in binding.via if called.get(name, host) != host))
        for host, binding in bindings.items()
        if binding.via
    }


def find_clocks(fleet: Fleet, verdicts: Mapping[str, Verdict], bindings: Mapping[str, BootBinding]) -> dict[str, str]:
    """Return by host the first check that tells that its clock is wrong; of a host that is away none does."""
    clocks: dict[str, str] = {}
    for check in fleet.checks:
        told = check.spec.proof() is Proof.CLOCK and verdicts[check.id].outcome is Outcome.BLOCKED
        if told and check.place in bindings and bindings[check.place].boot_id is not None:
            clocks.setdefault(check.place, check.id)
    return clocks


def reach_phases(phases: Iterable[Phase]) -> dict[str, frozenset[str]]:
    """Return all that each phase needs, directly or not; what it needs stands before it."""
    reach: dict[str, frozenset[str]] = {}
    for phase in phases:
        reach[phase.id] = frozenset(phase.needs).union(*(reach.get(need, frozenset()) for need in phase.needs))
    return reach


def find_told(check: str, verdicts: Mapping[str, Verdict], by_host: Mapping[str, list[Check]]) -> dict[str, str]:
    """Return which checks of the same host are about the units the check names, and failed by themselves."""
    named = verdicts[check]
    told: dict[str, str] = {}
    for other in by_host[named.host]:
        if other.id != check and verdicts[other.id].outcome is Outcome.BLOCKED:
            told |= {unit: other.id for unit in other.spec.units() if unit in (named.units or ()) and unit not in told}
    return told
