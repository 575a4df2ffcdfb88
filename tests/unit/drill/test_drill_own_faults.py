"""A pack names faults of its own, read as strictly as scenarios."""

from pathlib import Path

import pytest

from blackstart.drill.own_faults import read_own_faults
from blackstart.drill.reading import FixtureError, read_hosts

NOW = 1_000_000_000.0
HEALTHY = "hosts:\n  a:\n    units: {x: active}\n    crontab: ['1 1 * * * b', '2 2 * * * c']\n"


def write(folder: Path, faults: str) -> Path:
    """Write a drill folder."""
    (folder / "fleet.yml").write_text(HEALTHY)
    (folder / "faults.yml").write_text(faults)
    return folder


def test_faults_are_read_by_check(tmp_path: Path) -> None:
    """With times filled in; a pack without the file has none."""
    assert read_own_faults(tmp_path, {"c"}, {}, NOW) == {}
    folder = write(tmp_path, "c:\n  title: gone\n  changes: {a: {units: {x: failed}, boot_id: '@{now}'}}\n")
    fault = read_own_faults(folder, {"c"}, read_hosts(folder, NOW), NOW)["c"]
    assert (fault.title, fault.changes) == ("gone", {"a": {"units": {"x": "failed"}, "boot_id": "1000000000"}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cc: {changes: {a: {}}}", "faults.yml:1: fault of 'cc': no such check; did you mean 'c'?"),
        ("c: gone", "faults.yml:1: fault of 'c': expected a mapping"),
        ("c: {titel: x, changes: {a: {}}}", "fault of 'c': unknown key 'titel'; did you mean 'title'?"),
        ("c: {title: x}", "fault of 'c': `changes` is empty"),
        ("c:\n  changes:\n    a:\n      untis: {}", "faults.yml:4: host 'a': unknown key 'untis'"),
        ("c:\n  changes:\n    b: {}", "faults.yml:3: host 'b': not in fleet.yml"),
        ("c:\n  changes: {a: {crontab: {'*nobody*': null}}}", "a: crontab: no item of the list fits '*nobody*'"),
    ],
)
def test_errors_name_place_and_thing(tmp_path: Path, text: str, said: str) -> None:
    """A fault that changes nothing is a mistake."""
    folder = write(tmp_path, text)
    with pytest.raises(FixtureError) as caught:
        read_own_faults(folder, {"c"}, read_hosts(folder, NOW), NOW)
    assert said in str(caught.value)
