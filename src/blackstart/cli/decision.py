"""What the commands that decide by a run have in common: the pack's rules, the run and the moment."""

from collections.abc import Callable
from typing import TypeVar

import click

from blackstart.app.loading import load_pack
from blackstart.baseline.problems import suggest
from blackstart.cli.rehearsal import mean_rehearsal
from blackstart.cli.run_source import RunSource, find_run, tell_now
from blackstart.decisions.grounds import DecisionCase
from blackstart.model.fleet import Fleet
from blackstart.packs import PackError

Table = TypeVar("Table")


def load_with(source: RunSource, choose: Callable[[Fleet], Table | None], key: str) -> tuple[Fleet, Table]:
    """Load a pack and what its recovery.yml has under a key. Raises BaselineError, PackError where it has nothing."""
    fleet = mean_rehearsal(load_pack(source.pack), rehearsal=source.rehearsal)
    table = choose(fleet)
    if table is None:
        said = f"{fleet.name} has no `{key}` in recovery.yml, so there is nothing to decide by"
        raise PackError(f"{said}; docs/go.md tells how it reads")
    return fleet, table


def make_case(source: RunSource, fleet: Fleet) -> DecisionCase:
    """Return the run and the moment of the decision. Raises BundleError, BaselineError, BundleWriteError."""
    found = find_run(source, fleet)
    return DecisionCase(scorecard=found.scorecard, digest=found.fleet.digest, now=tell_now(source, found.scorecard))


def name_hosts(fleet: Fleet, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return each host once, in the fleet's order. Raises UsageError for one that is not there."""
    for host in hosts:
        if host not in fleet.hosts:
            raise click.UsageError(f"{fleet.name} has no host '{host}'; {suggest(host, fleet.hosts)}")
    return tuple(host for host in fleet.hosts if host in hosts)
