"""Fixtures are read strictly: every error with its file, line and mend."""

from pathlib import Path

import pytest

from blackstart.drill.fixtures import Container, Response
from blackstart.drill.reading import FixtureError, list_scenarios, read_fixtures, read_scenario

NOW = 1_000_000_000.0
HEALTHY = """\
every_host:
  units: {cron: active}
hosts:
  "110":
    units: {nginx: active}
    http:
      5000: {paths: {"/v2/": 401, "/": {body: "@{now}"}}}
    tools:
      df: [{match: -k, stdout: k}]
  "120":
controller:
  tools: {ip: [{stdout: up}]}
"""


def write(folder: Path, fleet: str, **scenarios: str) -> Path:
    """Write a drill folder."""
    (folder / "scenarios").mkdir()
    (folder / "fleet.yml").write_text(fleet)
    for name, text in scenarios.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text)
    return folder


def test_the_healthy_fleet_is_read(tmp_path: Path) -> None:
    """What every host has is under each, times are filled in, the controller stands apart."""
    fixtures = read_fixtures(write(tmp_path, HEALTHY), NOW)
    assert fixtures.hosts["110"].units == {"cron": "active", "nginx": "active"}
    assert fixtures.hosts["120"].units == {"cron": "active"}
    assert fixtures.hosts["110"].http[5000].paths == {"/v2/": 401, "/": Response(body="1000000000")}
    assert fixtures.controller.tools["ip"][0].stdout == "up"
    assert fixtures.controller.units == {}


def test_a_scenario_changes_a_little(tmp_path: Path) -> None:
    """The rest stays healthy; null takes away."""
    text = """\
title: Registry gone
source: "§1"
changes:
  "110":
    http: {5000: {paths: {"/v2/": 503}}}
    units: {nginx: null}
    containers: {db: {state: exited}}
expect: {result: BLOCKED, blocked: 1, checks: {a: BLOCKED}}
"""
    folder = write(tmp_path, HEALTHY, gone=text)
    scenario = read_scenario(folder, "gone", NOW)
    host = scenario.fixtures.hosts["110"]
    assert host.http[5000].paths["/v2/"] == 503
    assert host.http[5000].paths["/"] == Response(body="1000000000")
    assert host.units == {"cron": "active"}
    assert host.containers == {"db": Container(state="exited")}
    assert (scenario.title, scenario.source, scenario.expect.checks) == ("Registry gone", "§1", {"a": "BLOCKED"})
    assert list_scenarios(folder) == ["gone"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hots: {}", "fleet.yml:1: unknown key 'hots'; did you mean 'hosts'?"),
        ("hosts:\n  a:\n    untis: {}", "fleet.yml:3: host 'a': unknown key 'untis'; did you mean 'units'?"),
        (
            "hosts:\n  a:\n    tools:\n      df:\n        - stdout: x\n        - match: y\n          exit: 1",
            "fleet.yml:7: host 'a': unknown key 'exit'; did you mean 'exit_code'?",
        ),
        (
            "hosts:\n  a:\n    down: sideways",
            "fleet.yml:3: host 'a': key 'down': expected blackhole or refused, found",
        ),
        ("hosts:\n  a: 5", "fleet.yml:2: host 'a': expected a mapping"),
        (
            "every_host:\n  sudo: maybe",
            "fleet.yml:2: host 'every_host': key 'sudo': expected allowed or denied, found",
        ),
        ("hosts:\n  a:\n    tools: {sh: []}", "fleet.yml:3: host 'a': 'sh' cannot be simulated"),
        ("hosts:\n  a:\n    absent: [/bin/ls]", "fleet.yml:3: host 'a': '/bin/ls' cannot be simulated"),
        (
            "hosts:\n  a:\n    http:\n      x: {}",
            "fleet.yml:4: host 'a': key 'http': expected a whole number for a key, found 'x'",
        ),
        (
            "hosts:\n  a:\n    tools:\n      df:\n      - sequence:\n        - {binary: '*'}",
            "fleet.yml:6: host 'a': key 'binary': expected text in base64, found text '*'",
        ),
        ("", "fleet.yml: the file is empty"),
        ("hosts: [", "fleet.yml:2: not YAML"),
    ],
)
def test_errors_name_file_line_and_thing(tmp_path: Path, text: str, said: str) -> None:
    """The line is that of the smallest part that is wrong."""
    with pytest.raises(FixtureError) as caught:
        read_fixtures(write(tmp_path, text), NOW)
    assert f"{tmp_path}/{said}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title: a\nchanges: {"11O": {}}', "a.yml:2: host '11O': not in fleet.yml; did you mean '110'?"),
        (
            'title: a\nchanges:\n  "110":\n    cpus: many',
            "a.yml:4: host '110': key 'cpus': expected a whole number",
        ),
        ("titel: a", "a.yml:1: unknown key 'titel'; did you mean 'title'?"),
        ("title: a\nexpect: {blocked: none}", "a.yml:2: key 'blocked': expected a whole number, found text"),
    ],
)
def test_a_scenario_is_as_strict(tmp_path: Path, text: str, said: str) -> None:
    """Also about hosts that the healthy fleet has not got."""
    with pytest.raises(FixtureError) as caught:
        read_scenario(write(tmp_path, HEALTHY, a=text), "a", NOW)
    assert f"{tmp_path}/scenarios/{said}" in str(caught.value)


def test_missing_files_are_named(tmp_path: Path) -> None:
    """With the scenario that may have been meant, and why a file cannot be read."""
    folder = write(tmp_path, HEALTHY, **{"110-down": "title: a"})
    with pytest.raises(FixtureError, match="no scenario '110-donw'; did you mean '110-down'"):
        read_scenario(folder, "110-donw", NOW)
    with pytest.raises(FixtureError, match="cannot be read: No such file"):
        read_fixtures(folder / "scenarios", NOW)
    (folder / "fleet.yml").write_bytes(b"a: \xff")
    with pytest.raises(FixtureError, match="not UTF-8 at byte 3"):
        read_fixtures(folder, NOW)


def test_a_scenario_is_found_by_name_or_path(tmp_path: Path) -> None:
    """As a shell completes it, with its ending, or without."""
    folder = write(tmp_path, HEALTHY, **{"110-down": "title: a"})
    path = folder / "scenarios" / "110-down"
    for name in ("110-down", "110-down.yml", str(path), f"{path}.yml"):
        assert read_scenario(folder, name, NOW).title == "a"
