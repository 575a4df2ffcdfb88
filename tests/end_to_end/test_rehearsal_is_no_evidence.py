"""What a drill makes says so, and is refused wherever the real fleet is meant; a rehearsal can be read again as one."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from end_to_end.conftest import Run
from end_to_end.test_gates_chain import Change

from blackstart.model.summary import SEAL, Summary

PHASE = """\
phase: P0
checks:
  - id: up
    on: here
    command: {argv: [uname, -s]}
    expect: "stdout == 'Linux\\\\n'"
    owner: {gate: evidence, who: Its owner, evidence: {vault: Where.}, forbidden: {marker: Write it.}, shows: MISSING}
"""
CLAIMS = "claims:\n  SERVED: {says: It serves., needs: {checks: [up]}}\n"
SUMMARY = "lines:\n  UP: {needs: {checks: [up]}}\n  MISSING: {always: '0'}\n  NEXT: {gates: open}\n"
HEALTHY = 'hosts:\n  here: {tools: {uname: [{match: -s, stdout: "Linux\\n"}]}}\n'
MARK = "ORIGIN=drill:healthy\n"
DECLARED = ("--declare", "SERVED")


@pytest.fixture
def drilled(pack: Path) -> Path:
    """Make a pack that claims, declares, and can be rehearsed."""
    (pack / "phases/p0.yml").write_text(PHASE)
    (pack / "recovery.yml").write_text(CLAIMS)
    (pack / "summary.yml").write_text(SUMMARY)
    (pack / "drill/scenarios").mkdir(parents=True)
    (pack / "drill/fleet.yml").write_text(HEALTHY)
    (pack / "drill/scenarios/other.yml").write_text("title: Other.\nsource: test\nexpect: {result: GREEN}\n")
    return pack


@contextmanager
def raise_drill(pack: Path, folder: Path, *more: str) -> Iterator[str]:
    """Keep a drill up in a process of its own, and yield what BLACKSTART_DRILL is to say."""
    program = Path(sys.executable).with_name("blackstart")
    environment = {**os.environ, "TMPDIR": str(folder)}
    argv = [str(program), "drill", "up", str(pack), *more]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            told = next(line for line in process.stdout or () if "BLACKSTART_DRILL=" in line)
            yield told.partition("BLACKSTART_DRILL=")[2].strip()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def seal_again(text: str) -> str:
    """Return a summary's lines with a digest of their own, as a forger leaves them."""
    lines = [line for line in text.splitlines() if not line.startswith(SEAL)]
    values = {key: value.strip("'") for key, _, value in (line.partition("=") for line in lines)}
    return "\n".join([*lines, f"{SEAL}={Summary(values=values).digest()}", ""])


def test_drills_summary_is_marked_and_refused(blackstart: Run, drilled: Path, tmp_path: Path) -> None:
    """By every link that follows a summary; as a rehearsal each takes it, marked."""
    made = blackstart("summary", str(drilled), "--drill", "healthy", "--artifacts", "a")
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("ORIGIN=drill:healthy\nFLEET=small-drill\n")
    for name in ("summary.txt", "declarations.txt", "dispatch.txt", "owner-packets.json", "logs/run.txt"):
        assert "drill:healthy" in (tmp_path / "a" / name).read_text(), name
    source = (str(drilled), "--summary-file", "a/summary.txt")
    packets = (str(drilled), "--packet-file", "a/owner-packets.json")
    for link in (
        ("gates", "guard", *source, *DECLARED),
        ("gates", "dispatch", *source),
        ("packets", "make", *source),
        ("packets", "make", str(drilled), "--dispatch-file", "a/dispatch.txt"),
        ("packets", "guard", *source, *packets[1:]),
        ("preflight", *source),
        ("summary", *source),
    ):
        refused = blackstart(*link)
        assert (refused.returncode, refused.stdout) == (65, ""), link
        assert "made in a drill (drill:healthy), not of the real fleet" in refused.stderr
        taken = blackstart(*link, "--rehearsal")
        assert taken.returncode == (3 if link[0] == "preflight" else 0), taken.stderr + taken.stdout
        assert "drill:healthy" in taken.stdout, link
    refused = blackstart("packets", "guard", *packets)
    assert (refused.returncode, "status=blocked_rehearsal_packet" in refused.stdout) == (3, True)
    assert blackstart("packets", "guard", *packets, "--rehearsal").returncode == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace(MARK, ""), "FLEET is small-drill"),
        (lambda text: text.replace(MARK, "").replace("small-drill", "small"), SEAL),
        (lambda text: seal_again(text.replace(MARK, "")), "FLEET is small-drill"),
        (lambda text: seal_again(text.replace("drill:healthy", "fleet").replace("small-drill", "small")), "ORIGIN"),
        (lambda text: seal_again(text.replace("drill:healthy", "").replace("small-drill", "small")), "made in a drill"),
    ],
    ids=["mark removed", "and the name", "sealed again", "said to be the fleet", "empty mark"],
)
def test_edited_mark_is_caught(blackstart: Run, drilled: Path, tmp_path: Path, change: Change, said: str) -> None:
    """Its line, the fleet's name and the digest over both would have to be forged together."""
    blackstart("summary", str(drilled), "--drill", "healthy", "--artifacts", "a")
    (tmp_path / "s.txt").write_text(change((tmp_path / "a/summary.txt").read_text()))
    done = blackstart("gates", "guard", str(drilled), "--summary-file", "s.txt", *DECLARED)
    assert (done.returncode, said in done.stderr) == (65, True), done.stderr


def test_drills_runs_are_refused_and_read_again_when_it_is_down(blackstart: Run, drilled: Path, tmp_path: Path) -> None:
    """By claim, decisions and summary; inside a drill, the real run and another drill's are refused too."""
    (tmp_path / "tmp").mkdir()
    real = re.search(r"run: (\S+)", blackstart("check", str(drilled)).stderr)
    assert real is not None
    with raise_drill(drilled, tmp_path / "tmp") as drill:
        seen = blackstart("check", str(drilled), BLACKSTART_DRILL=drill)
        bundle = re.search(r"run: (\S+)", seen.stderr)
        assert bundle is not None, seen.stderr
        claim = ("claim", "SERVED", "--pack", str(drilled), "--run")
        assert blackstart(*claim, bundle[1], BLACKSTART_DRILL=drill).returncode == 0
        refused = blackstart(*claim, real[1], BLACKSTART_DRILL=drill)
        assert (refused.returncode, "of the real fleet" in refused.stderr) == (65, True)
    assert json.loads((Path(bundle[1]) / "run.json").read_text())["origin"] == "drill:healthy"
    commands = (
        ("claim", "SERVED", "--run", bundle[1]),
        ("claim", "--list", bundle[1]),
        ("claim", "SERVED", "--pack", str(drilled), "--run", bundle[1]),
        ("summary", bundle[1]),
        ("gates", "guard", bundle[1], *DECLARED),
        ("gates", "dispatch", bundle[1]),
        ("packets", "make", bundle[1]),
    )
    for words in commands:
        refused = blackstart(*words)
        assert (refused.returncode, refused.stdout) == (65, ""), words
        assert "made in a drill (drill:healthy)" in refused.stderr
        taken = blackstart(*words, "--rehearsal")
        assert (taken.returncode, "drill:healthy" in taken.stdout) == (0, True), taken.stderr
        assert blackstart(*words[:-1], real[1], "--rehearsal").returncode in (65, 64)
    judged = blackstart("judge", bundle[1])
    assert (judged.returncode, "REHEARSAL   drill:healthy" in judged.stdout) == (0, True)
    with raise_drill(drilled, tmp_path / "tmp", "--scenario", "other") as drill:
        refused = blackstart(*commands[0], BLACKSTART_DRILL=drill)
        assert (refused.returncode, "made in another drill (drill:healthy)" in refused.stderr) == (65, True)


@pytest.mark.parametrize("form", ["json", "junit", "markdown", "prometheus", "summary", "terminal"])
def test_every_format_says_that_it_was_a_drill(blackstart: Run, drilled: Path, form: str) -> None:
    """By its scenario; the real fleet's says nothing of the kind but in JSON."""
    drill = blackstart("drill", "run", str(drilled), "--scenario", "other", "--format", form)
    assert "drill:other" in drill.stdout.replace("\\", ""), drill.stderr
    real = blackstart("check", str(drilled), "--no-save", "--format", form).stdout
    assert "drill" not in real
    assert "REHEARSAL" not in real


def test_bundle_without_its_mark_is_refused(blackstart: Run, drilled: Path, tmp_path: Path) -> None:
    """Whatever the manifest says: every run tells whether it was a rehearsal."""
    blackstart("check", str(drilled))
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    from blackstart.journal.manifest import MANIFEST, name_run, write_manifest  # noqa: PLC0415  # a forger's tools

    own = json.loads((bundle / "run.json").read_text())
    del own["origin"]
    (bundle / "run.json").write_text(json.dumps(own))
    names = (path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    manifest = write_manifest({name: (bundle / name).read_bytes() for name in names if name != MANIFEST})
    (bundle / MANIFEST).write_bytes(manifest)
    forged = bundle.rename(bundle.with_name(name_run(own["span"]["started"], manifest)))
    done = blackstart("claim", "SERVED", "--run", str(forged))
    assert (done.returncode, "origin" in done.stderr) == (65, True)


def test_rehearsal_without_anything_to_read_is_a_mistake(blackstart: Run, drilled: Path) -> None:
    """It would look at the real fleet."""
    for words in (
        ("gates", "guard", str(drilled)),
        ("claim", "SERVED", "--pack", str(drilled)),
        ("summary", str(drilled)),
    ):
        assert blackstart(*words, "--rehearsal").returncode == 64


def test_what_a_pack_means_does_not_move_with_a_drill(drilled: Path, blackstart: Run, tmp_path: Path) -> None:
    """A drill has hosts at addresses of its own: the lock is compared with the pack, and written of it."""
    (drilled / "fleet.yml").write_text("name: small\nhosts: {here: {address: 192.0.2.7, user: ops}}\n")
    accept = ("audit", str(drilled), "--accept", "--by", "Mei", "--note", "As drilled.")
    assert blackstart(*accept).returncode == 0
    locked = (drilled / "pack.lock").read_text()
    assert "192.0.2.7" in locked
    with raise_drill(drilled, tmp_path) as named:
        seen = blackstart("audit", str(drilled), "--only", "lock", BLACKSTART_DRILL=named)
        assert (seen.returncode, "every part of the pack means what was accepted" in seen.stdout) == (0, True)
        assert blackstart(*accept, BLACKSTART_DRILL=named).returncode == 0
    parts = [line for line in (drilled / "pack.lock").read_text().splitlines() if not line.startswith("accepted ")]
    assert parts == [line for line in locked.splitlines() if not line.startswith("accepted ")]
