"""Phases that views alone look at."""

from collections.abc import Callable

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.reply import CommandReply
from blackstart.model.scorecard import HostState, RunSpan
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import narrow

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]
BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n")
ALWAYS = "phase: P0\nchecks:\n  - {id: nginx, on: a, systemd_unit: nginx}\n"
LATER = (
    "phase: P9\non_demand: true\nneeds: [P0]\nchecks:\n"
    "  - {id: batch, on: b, needs: [nginx], systemd_unit: batch}\n"
    "  - {id: other, on: b, systemd_unit: other}\n"
)
FLEET = "name: small\nhosts:\n  a: {address: 192.0.2.1}\n  b: {address: 192.0.2.2}\n"


@pytest.fixture
def fleet() -> Fleet:
    """Load a fleet with a phase on demand, and a view of one of its checks."""
    sources = {
        "fleet.yml": FLEET,
        "phases/p0.yml": ALWAYS,
        "phases/p9.yml": LATER,
        "views/batch.yml": "checks: [batch]\n",
    }
    return load_baseline(sources, "packs/x")


def see_hosts(fleet: Fleet) -> tuple[HostState, ...]:
    """Judge a run in which nothing but boot ids was seen; return the hosts."""
    places = [(host, request) for host in fleet.hosts for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    exchanges = [Exchange(place=host, request=request, reply=BOOT) for host, request in places]
    return judge(fleet, Transcript(exchanges), RunSpan(), now=1.0).hosts


def test_a_run_leaves_them_out(fleet: Fleet) -> None:
    """Neither its phases nor its checks count."""
    assert [phase.id for phase in fleet.phases] == ["P0"]
    assert [check.id for check in fleet.checks] == ["nginx"]
    assert [phase.id for phase in fleet.phases_on_demand] == ["P9"]
    assert [check.id for check in fleet.checks_on_demand] == ["batch", "other"]


def test_a_view_looks_at_them_and_at_what_they_need(fleet: Fleet) -> None:
    """And says nothing of a phase that it looks at in part."""
    narrowed = narrow(fleet, "batch")
    assert [check.id for check in narrowed.checks] == ["nginx", "batch"]
    assert [phase.id for phase in narrowed.phases] == ["P0", "P9"]
    assert narrowed.scope is not None
    assert narrowed.scope.partial_phases == {"P9"}
    assert narrowed.checks_on_demand == ()


def test_a_host_for_views_alone_is_not_spoken_of(fleet: Fleet) -> None:
    """It neither keeps the fleet from being ready nor counts as ready; in a view it is judged."""
    assert [state.host for state in see_hosts(fleet)] == ["a"]
    assert [state.host for state in see_hosts(narrow(fleet, "batch"))] == ["a", "b"]


@pytest.mark.parametrize("value", ["false", "true"])
def test_it_is_a_switch(load: Load, value: str) -> None:
    """And it is off where it is left out."""
    fleet = load(ALWAYS, p9=LATER.replace("true", value))
    assert len(fleet.checks) == (1 if value == "true" else 3)


def test_another_value_is_told(complain: Complain) -> None:
    """`yes` is text to YAML 1.2."""
    lines = complain(ALWAYS, p9=LATER.replace("true", "yes"))
    assert lines == ["packs/x/phases/p9.yml:2: key 'on_demand': expected true or false, found text 'yes'"]


def test_what_is_always_looked_at_may_not_need_it(complain: Complain) -> None:
    """It would be held by what nobody sees."""
    last = "phase: P2\nneeds: [P9]\nchecks:\n  - {id: last, on: a, systemd_unit: x}\n"
    lines = complain(ALWAYS, p9=LATER, p2=last)
    said = "phase 'P2': needs 'P9', which only views look at; give it `on_demand: true` too, or take it out"
    assert lines == [f"packs/x/phases/p2.yml:1: {said}"]
