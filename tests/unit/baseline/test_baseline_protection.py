"""fleet.yml: what is protected, by which tier, on which hosts."""

from collections.abc import Callable

import pytest

from blackstart.model.fleet import Fleet, Protected, Tier

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]

HEAD = "name: x\nhosts:\n  a: {address: h1, roles: [db]}\n  b: {address: h2}\nprotection:\n"
PHASE = "phase: P0\nchecks: [{id: c, on: a, systemd_unit: x}]"


def test_tiers_by_name(load: Load) -> None:
    """Hosts by id, by role, or all; each once, and the file's line is known."""
    text = f"{HEAD}  data: {{tier: BLOCK, on: role:db, title: Data}}\n  cache: {{tier: auto, on: [b, all]}}\n"
    fleet = load(fleet=text, phase=PHASE)
    assert fleet.protection == {
        "data": Protected(name="data", tier=Tier.BLOCK, hosts=("a",), title={"en": "Data"}),
        "cache": Protected(name="cache", tier=Tier.AUTO, hosts=("b", "a")),
    }
    assert fleet.origins["protection:cache"] == "fleet.yml:7"


def test_nothing_said_is_as_strict_as_can_be() -> None:
    """What has no tier is not touched."""
    assert Protected(name="x").tier is Tier.BLOCK


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  data: BLOCK", "fleet.yml:6: protection 'data': expected a mapping, found text 'BLOCK'; as `{tier: "),
        ("  data: {on: a}", "fleet.yml:6: protection 'data': key 'tier' is missing; one of BLOCK, CRITICAL_HITL"),
        ("  data: {tier: AUTO}", "fleet.yml:6: protection 'data': key 'on' is missing; a host id"),
        ("  data: {tier: BLOK, on: a}", "found 'BLOK'; did you mean 'BLOCK'?"),
        ("  data: {tier: AUTO, on: c}", "protection 'data': no host 'c'; known: "),
        ("  data: {tier: AUTO, on: []}", "protection 'data': key 'on': lists no host; name a host"),
        ("  data: {tier: AUTO, on: role:web}", "protection 'data': no host has the role 'web'; "),
        ("  data: {tier: AUTO, on: a, teir: x}", "protection 'data': unknown key 'teir'; did you mean 'tier'?"),
        ("  data: {tier: AUTO, on: a}\n  data: {tier: BLOCK, on: a}", "'data'"),
        ("  - data", "fleet.yml:6: key 'protection': expected a mapping from what is protected to its tier and hosts"),
    ],
)
def test_bad_protection_is_told(complain: Complain, text: str, problem: str) -> None:
    """With the place, what was expected and the nearest known name."""
    said = complain(fleet=f"{HEAD}{text}\n", phase=PHASE)
    assert any(problem in line for line in said), said
