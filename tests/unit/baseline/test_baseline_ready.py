"""What makes a host ready, by what it is for: the key `ready` of fleet.yml."""

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError

FLEET = """\
name: x
hosts:
  a: {address: 192.0.2.1, roles: [docker]}
  b: {address: 192.0.2.2, roles: [docker, k3s]}
  sw: {address: 192.0.2.3, roles: [docker], login: none}
ready: %s
"""
PHASE = """\
phase: P0
checks:
  - {id: "{host}-docker", on: [a, b], systemd_unit: docker}
  - {id: b-k3s, on: b, systemd_unit: k3s}
"""
LATER = "phase: P9\non_demand: true\nchecks:\n  - {id: a-later, on: a, boot: {}}\n"


def load(ready: str) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return what makes each host ready, or the pack's problems."""
    try:
        fleet = load_baseline(
            {"fleet.yml": FLEET % ready, "phases/p0.yml": PHASE, "phases/p9.yml": LATER, "views/v.yml": VIEW}, "p"
        )
    except BaselineError as error:
        return {}, [str(problem) for problem in error.problems]
    return {host.id: host.ready for host in fleet.hosts.values()}, []


VIEW = "checks: [a-later]\n"


@pytest.mark.parametrize(
    ("ready", "found"),
    [
        ("{role:docker: '{host}-docker'}", {"a": ("a-docker",), "b": ("b-docker",), "sw": ()}),
        ("{all: [docker.service]}", {"a": ("a-docker",), "b": ("b-docker",), "sw": ()}),
        (
            "{role:docker: ['{host}-docker'], b: [b-k3s, b-docker]}",
            {"a": ("a-docker",), "b": ("b-docker", "b-k3s"), "sw": ()},
        ),
    ],
)
def test_by_role_host_or_all(ready: str, found: dict[str, tuple[str, ...]]) -> None:
    """Ids with the host put in, or whole names of units that checks are about; each once."""
    assert load(ready) == (found, [])


@pytest.mark.parametrize(
    ("ready", "words"),
    [
        ("{role:dokcer: x}", "no host has the role 'dokcer'"),
        ("{a: [a-dokcer]}", "did you mean 'a-docker'"),
        ("{a: [b-k3s]}", "no check 'b-k3s' of 'a'"),
        ("{a: [a-later]}", "no check 'a-later' of 'a' in every run"),
        ("{a: []}", "names no check"),
        ("{sw: [a-docker]}", "nobody logs in to 'sw'"),
        ("[a-docker]", "expected a mapping"),
    ],
)
def test_what_can_never_be_asked_is_refused(ready: str, words: str) -> None:
    """A name that stands for nothing would make a host ready without it."""
    _, problems = load(ready)
    assert any(words in problem for problem in problems), problems
