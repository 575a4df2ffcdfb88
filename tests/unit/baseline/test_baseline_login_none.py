"""A host that nobody logs in to: `login: none`."""

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.scorecard import HostCondition

SWITCH = "name: x\nhosts:\n  sw: {address: 192.0.2.1, login: none, roles: [net]}\n  a: {address: 192.0.2.2}\n"
PING = "phase: P0\nchecks:\n  - {id: '{host}-ping', on: all, ping: {}}\n"


def load(fleet: str, phase: str = PING, claims: str = "") -> list[str]:
    """Load a pack and return its problems."""
    sources = {"fleet.yml": fleet, "phases/p0.yml": phase} | ({"recovery.yml": claims} if claims else {})
    try:
        load_baseline(sources, "p")
    except BaselineError as error:
        return [str(problem) for problem in error.problems]
    return []


def test_it_may_be_looked_at_from_outside() -> None:
    """Ping, link and ports, by the controller or another host."""
    assert load(SWITCH) == []


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("{id: '{host}-login', on: all, ssh_login: {}}", "nobody logs in to 'sw'"),
        ("{id: up, on: sw, boot: {}}", "ask `from: controller`"),
        ("{id: far, on: a, from: sw, http: 'http://192.0.2.2/'}", "nobody logs in to 'sw'"),
    ],
)
def test_nothing_can_be_asked_on_it(check: str, words: str) -> None:
    """Such a check could never pass, so the pack is refused."""
    (problem,) = load(SWITCH, f"{PING}  - {check}\n")
    assert words in problem


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("{connection: local, login: none}", "this machine needs no login"),
        ("{address: 192.0.2.1, login: none, user: ops}", "key 'user' with 'login: none'"),
        ("{address: 192.0.2.1, login: maybe}", "expected none or ssh, found 'maybe'"),
    ],
)
def test_what_contradicts_it_is_refused(host: str, words: str) -> None:
    """One of the two cannot be meant."""
    problems = load(f"name: x\nhosts:\n  a: {host}\n")
    assert any(words in problem for problem in problems)


CLAIMS = """
claims:
  RECOVERED: {says: all hosts are back, needs: {hosts: {HOST_READY: %s}}}
"""


def test_of_all_hosts_it_is_asked_to_have_power() -> None:
    """A claim about all hosts can hold, and one that names it for more is refused."""
    sources = {"fleet.yml": SWITCH, "phases/p0.yml": PING, "recovery.yml": CLAIMS % "all"}
    fleet = load_baseline(sources, "p")
    assert fleet.claims is not None
    requires = fleet.claims.statements["RECOVERED"].requires
    assert requires is not None
    assert requires.hosts == {"sw": HostCondition.POWERED, "a": HostCondition.READY}
    (problem,) = load(SWITCH, claims=CLAIMS % "[sw, a]")
    assert "never HOST_READY" in problem
