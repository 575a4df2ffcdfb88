"""Whom a look logs in on: logins begin as soon as the pack is read, so nobody may be among them who is not asked."""

from pathlib import Path

import pytest
from end_to_end.conftest import Run

HOSTS = "name: two\nhosts:\n  a: {address: a.example, user: root}\n  b: {address: b.example, user: root}\n"
PHASE = "phase: P0\nchecks:\n  - {id: up, on: [a, b], ssh_login: {}}\n"


@pytest.fixture
def far_pack(tmp_path: Path) -> Path:
    """Make a pack of two hosts, and a configuration by which each login leaves a file with the host's name."""
    folder = tmp_path / "far"
    for name in ("phases", "views"):
        (folder / name).mkdir(parents=True)
    (folder / "fleet.yml").write_text(HOSTS)
    (folder / "phases/p0.yml").write_text(PHASE)
    (folder / "views/only-a.yml").write_text("title: Only a\nchecks: [up@a]\n")
    (tmp_path / "dialled").mkdir()
    (tmp_path / "config").write_text(f"Host *\n  ProxyCommand touch {tmp_path}/dialled/%h\n")
    return folder


def look(blackstart: Run, folder: Path, *options: str) -> tuple[int, set[str]]:
    """Return the status of a look, and the addresses it logged in on."""
    done = blackstart("check", str(folder), "--ssh-config", str(folder.with_name("config")), "--no-save", *options)
    assert "Traceback" not in done.stderr
    return done.returncode, {path.name for path in folder.with_name("dialled").iterdir()}


def test_every_host_that_is_asked_is_logged_in_on(blackstart: Run, far_pack: Path) -> None:
    """And its failure is told."""
    assert look(blackstart, far_pack) == (2, {"a.example", "b.example"})


def test_a_view_logs_in_where_it_looks(blackstart: Run, far_pack: Path) -> None:
    """The other host is left in peace."""
    assert look(blackstart, far_pack, "--view", "only-a") == (2, {"a.example"})


@pytest.mark.parametrize("options", [(), ("--list-views",)], ids=["a bad baseline", "a list"])
def test_what_looks_at_nothing_logs_in_nowhere(blackstart: Run, far_pack: Path, options: tuple[str, ...]) -> None:
    """A baseline is read whole before anybody is dialled."""
    if not options:
        (far_pack / "phases/p0.yml").write_text(PHASE + "  - {id: bad, on: a, no_such_kind: {}}\n")
    assert look(blackstart, far_pack, *options) == (0 if options else 65, set())
