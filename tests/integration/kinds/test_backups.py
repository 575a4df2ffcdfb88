"""Backups, markers and reports against real files, restic and rclone."""

import os
from pathlib import Path

import pytest
from integration.kinds.looking import conclude, look
from integration.kinds.servers import find_tool, run

from blackstart.checks.backup.rclone_listing import RcloneListing
from blackstart.checks.backup.restic_snapshots import ResticSnapshots
from blackstart.checks.files.marker_files import MarkerFiles
from blackstart.checks.reports.report import Report
from blackstart.checks.reports.report_rows import Rows
from blackstart.model.outcome import Outcome

CANARY = "canary-of-the-repository"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a restic repository `repo` of one snapshot of host `web`, and its password's file."""
    restic = find_tool("restic")
    folder = tmp_path_factory.mktemp("restic")
    (folder / "password").write_text(CANARY)
    (folder / "data").mkdir()
    (folder / "data" / "file").write_text("kept")
    access = ("-r", f"{folder}/repo", "--password-file", f"{folder}/password", "--no-cache")
    run(restic, *access, "init")
    run(restic, *access, "backup", "--host", "web", f"{folder}/data")
    return folder


def snapshots(folder: Path, **more: object) -> ResticSnapshots:
    """Return the check of the repository."""
    return ResticSnapshots(
        repository=f"{folder}/repo",
        password_file=f"{folder}/password",
        **more,  # type: ignore[arg-type]  # as a test names them
    )


async def test_snapshots_of_each_host(repository: Path) -> None:
    """A host with a snapshot passes with what it saved; one without is missed although the other is fresh."""
    saved = await conclude(snapshots(repository, hosts=("web",), paths=(f"{repository}/data",)))
    assert saved.outcome is Outcome.PASS, saved.reason
    both = await conclude(snapshots(repository, hosts=("web", "db")))
    assert both.outcome is Outcome.BLOCKED
    assert both.reason == "expected snapshots of db, saw none"


async def test_repository_stays_as_it_is(repository: Path) -> None:
    """Listing the snapshots writes nothing, and no word of the password comes out."""
    before = sorted(str(path) for path in (repository / "repo").rglob("*"))
    _, exchanges = await look(snapshots(repository))
    assert sorted(str(path) for path in (repository / "repo").rglob("*")) == before
    assert CANARY not in repr(exchanges)


async def test_wrong_password_is_unreadable(repository: Path, tmp_path: Path) -> None:
    """A repository that cannot be opened is no evidence."""
    (tmp_path / "password").write_text("other")
    spec = ResticSnapshots(repository=f"{repository}/repo", password_file=f"{tmp_path}/password")
    verdict = await conclude(spec)
    assert verdict.outcome is Outcome.BLOCKED
    assert "wrong password" in verdict.reason


async def test_listing_of_a_remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest file's age and size are told of a remote by its name; an older one does not pass."""
    find_tool("rclone")
    kept = tmp_path / ".config" / "rclone"
    kept.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (kept / "rclone.conf").write_text(f"[offsite]\ntype = alias\nremote = {tmp_path}\n")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "a.dump").write_text("dump")
    os.utime(tmp_path / "db" / "a.dump", (1_000_000_000, 1_000_000_000))
    old = RcloneListing(remote="offsite:db", include=("*.dump",))
    verdict = await conclude(old)
    assert verdict.outcome is Outcome.BLOCKED
    assert "a.dump" in verdict.reason
    (tmp_path / "db" / "b.dump").write_text("dumped")
    verdict = await conclude(old, "count == 2 && newest == 'b.dump' && size == 6")
    assert verdict.outcome is Outcome.PASS, verdict.reason


@pytest.mark.parametrize("remote", ["empty", "absent"])
async def test_listing_without_files(tmp_path: Path, remote: str) -> None:
    """An empty folder, and one that is not there, never pass."""
    find_tool("rclone")
    (tmp_path / "empty").mkdir()
    verdict = await conclude(RcloneListing(remote=f"{tmp_path}/{remote}"))
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason == f"expected at least 1 files in {tmp_path}/{remote}, saw 0"


async def test_markers_are_counted_and_not_read(tmp_path: Path) -> None:
    """Those that are not there, or are folders, are named; what stands in one is never seen."""
    (tmp_path / "a").write_text(CANARY)
    (tmp_path / "b").mkdir()
    spec = MarkerFiles(directory=str(tmp_path), names=("a", "b", "c"))
    verdict, exchanges = await look(spec)
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason == (
        f"expected 3 markers in {tmp_path}, saw 1 missing: c;"
        " expected marker b a file of at least 1 bytes, saw no plain file"
    )
    assert CANARY not in repr(exchanges)


async def test_report_of_a_command(tmp_path: Path) -> None:
    """A command that the pack declares read-only reports each host; the file it could write is read the same."""
    report = "web 3/3 fresh failed=0\ndb 1/2 fresh failed=0\ncore_blockers=0\n"
    command = tmp_path / "status"
    command.write_text(f"#!/bin/sh\nprintf '{report}'\n".replace("\ndb", "\\ndb").replace("\ncore", "\\ncore"))
    command.chmod(0o700)
    (tmp_path / "status.txt").write_text(report)
    rows = Rows(members=("web", "db"), word="fresh", zero=("failed",))
    spec = Report(rows=rows, argv=(str(command),))
    verdict, _ = await look(spec, extra=((str(command),),))
    assert verdict.reason == "expected all of db fresh, saw 1/2"
    verdict = await conclude(Report(rows=rows, path=f"{tmp_path}/status.txt"))
    assert verdict.reason == "expected all of db fresh, saw 1/2"
