"""What the rules of an audit look at, with what several of them ask for."""

from collections.abc import Iterator

import msgspec

from blackstart.model.audit import Surroundings
from blackstart.model.fleet import Check, Fleet, Host
from blackstart.verdicts.rungs import collect_rungs
from blackstart.verdicts.view import add_on_demand

ORIGINS = ("fleet", "host", "phase", "view")
"""What keys of the fleet's origins begin with, but for those of checks."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A fleet, its checks by id and each host's rungs (those of views too), and the machine that checks."""

    fleet: Fleet
    surroundings: Surroundings
    checks: dict[str, Check]
    rungs: dict[str, list[Check]]

    def needed_by(self, check: Check) -> Iterator[Check]:
        """Yield all that the check needs, directly or not, each once."""
        seen: set[str] = set()
        waiting = list(check.needs)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                yield self.checks[name]
                waiting += self.checks[name].needs

    def name_of(self, about: str) -> str:
        """Return what people call the thing that a key of the fleet's origins stands for."""
        sort, _, name = about.partition(":")
        return name if sort in ORIGINS and about not in self.checks else about

    def find_host(self, *names: str) -> Host | None:
        """Return the host that one of the names or addresses stands for."""
        return next((host for host in self.fleet.hosts.values() if self.names_of(host) & {*names}), None)

    def names_of(self, host: Host) -> frozenset[str]:
        """Return what a host is dialled by: its address, and what the SSH configuration makes of it."""
        if host.connection == "local":
            return frozenset()
        route = self.surroundings.routes.get(host.id)
        return frozenset({host.address} if route is None else {host.address, route.address})


def make_subject(fleet: Fleet, surroundings: Surroundings) -> Subject:
    """Return the subject."""
    whole = add_on_demand(fleet)
    checks = {check.id: check for check in whole.checks}
    return Subject(fleet=fleet, surroundings=surroundings, checks=checks, rungs=collect_rungs(whole))
