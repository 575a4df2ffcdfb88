"""Files as their consumers take them: the real node exporter and the real cron say what our readers say."""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest
from consumer_tables import (
    CRON_MISTAKEN,
    CRON_REFUSED,
    CRON_TAKEN,
    CRON_TAKEN_SINCE,
    METRICS_REFUSED,
    METRICS_TAKEN,
    METRICS_TAKEN_SINCE,
)
from integration.kinds.looking import conclude
from integration.kinds.servers import find_tool

from blackstart.checks.facts.cron_table import CronRefusalError, read_table
from blackstart.checks.host.cron_file import require_file, require_name
from blackstart.checks.reports.report import Report
from blackstart.model.outcome import Outcome

CRON_LOG = Path(__file__).with_name("cron_log.py")
ENTRY = "0 2 * * * root /bin/true\n"
IGNORED = re.compile(r"\(\*system\*(\S+)\) (.+)")
SKIPPED = re.compile(r'msg="failed to collect textfile data"(?: collector=\w+)? file=(\S+)\.prom err="(.*)"')
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="cron and files of other accounts need root")


def ask_exporter(folder: Path, *prefix: str) -> dict[str, str]:
    """Return which files of the folder the exporter skips, each with what it says of it."""
    options = ("--collector.disable-defaults", "--collector.textfile", f"--collector.textfile.directory={folder}")
    argv = (*prefix, find_tool("prometheus-node-exporter"), *options, "--web.listen-address=127.0.0.1:0")
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as exporter:
        assert exporter.stderr is not None
        address = next(found[1] for line in exporter.stderr if (found := re.search(r"address=(127\S+:\d+)", line)))
        urllib.request.urlopen(f"http://{address}/metrics").read()
        exporter.kill()
        return dict(SKIPPED.findall(exporter.stderr.read()))


def ask_cron(tree: Path) -> dict[str, str]:
    """Return which files of the tree's cron.d cron ignores, each with its last word on it."""
    (tree / "crontabs").mkdir()
    (tree / "crontab").touch()
    namespaces = ("unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child")
    argv = (*namespaces, sys.executable, str(CRON_LOG), find_tool("cron"), str(tree))
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return dict(IGNORED.findall(done.stdout))


def test_exporter_takes_and_skips_what_our_reader_does(tmp_path: Path) -> None:
    """Each file of the tables is served or skipped as they say.

    Each by itself: 1.9.0 crashes at two files that tell of one metric in different words.
    """
    skipped = set()
    for number, content in enumerate((*METRICS_TAKEN, *METRICS_REFUSED)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "alone.prom").write_bytes(content)
        skipped |= {content for _ in ask_exporter(folder)}
    assert skipped | METRICS_TAKEN_SINCE == {*METRICS_REFUSED}


@pytest.fixture
def textfiles(tmp_path: Path) -> Path:
    """Return a folder that everybody may enter, with a file that everybody may read and one that its owner may."""
    top = Path(tempfile.gettempdir())
    for folder in (tmp_path, *(parent for parent in tmp_path.parents if top in parent.parents)):
        folder.chmod(folder.stat().st_mode | 0o055)
    for name, mode in (("open", 0o644), ("shut", 0o600)):
        (tmp_path / f"{name}.prom").write_text(f"{name} 1\n")
        (tmp_path / f"{name}.prom").chmod(mode)
    return tmp_path


@AS_ROOT
async def test_exporter_skips_what_it_may_not_read(textfiles: Path) -> None:
    """A file of mode 600 that root writes is skipped by an exporter that is not root, and is no PASS."""
    assert list(ask_exporter(textfiles, "setpriv", "--reuid=65534", "--clear-groups")) == ["shut"]
    assert (await conclude(Report(path=f"{textfiles}/open.prom"))).outcome is Outcome.PASS
    shut = await conclude(Report(path=f"{textfiles}/shut.prom"))
    assert shut.outcome is Outcome.BLOCKED
    assert "readable by all, as the node exporter must" in shut.reason


@AS_ROOT
def test_cron_takes_and_ignores_what_our_reader_does(tmp_path: Path) -> None:
    """Each line of the tables, in a file of its own, is taken or refused as they say."""
    folder = tmp_path / "cron.d"
    folder.mkdir()
    for name, lines in (("taken", (*CRON_TAKEN, *CRON_MISTAKEN)), ("refused", CRON_REFUSED)):
        for number, line in enumerate(lines):
            (folder / f"{name}{number}").write_bytes(f"{line}\n".encode())
            (folder / f"{name}{number}").chmod(0o644)
    ignored = {CRON_REFUSED[int(name.removeprefix("refused"))] for name in ask_cron(tmp_path)}
    assert ignored | CRON_TAKEN_SINCE == {*CRON_REFUSED}


@AS_ROOT
def test_cron_ignores_files_that_it_does_not_trust(tmp_path: Path) -> None:
    """What `cron_file` refuses is what cron logs: mode, owner, links, what is no file, and a last line without end."""
    folder = tmp_path / "cron.d"
    folder.mkdir()
    modes = {"mode600": 0o600, "mode666": 0o666, "mode664": 0o664, "mode755": 0o755, "own": 0o644, "dot.cron": 0o644}
    for name, mode in modes.items():
        (folder / name).write_text(ENTRY)
        (folder / name).chmod(mode)
    os.chown(folder / "own", 65534, 0)
    (folder / "cut").write_text(ENTRY.rstrip("\n"))
    (folder / "two").write_text(ENTRY)
    os.link(folder / "two", folder / "twin")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to(folder / "mode755")
    (folder / "loose").symlink_to(folder / "mode666")
    (folder / "alien").symlink_to(folder / "mode755")
    os.lchown(folder / "alien", 65534, 0)
    ignored = ask_cron(tmp_path)
    assert sorted(ignored) == sorted(["mode666", "mode664", "own", "cut", "two", "twin", "folder", "loose", "alien"])
    assert "INSECURE MODE" in ignored["mode666"]
    assert {path.name for path in folder.iterdir() if is_refused(path)} == {*ignored, "dot.cron"}


def is_refused(path: Path) -> bool:
    """Tell whether our rules refuse the file, as if it stood in /etc/cron.d."""
    link, file = path.lstat(), path.stat()
    try:
        require_name(f"/etc/cron.d/{path.name}")
        if path.is_symlink() and link.st_uid != 0:
            return True
        require_file(file.st_mode, file.st_uid, file.st_nlink)
        read_table(path.read_text(), system=True)
    except CronRefusalError:
        return True
    return False
