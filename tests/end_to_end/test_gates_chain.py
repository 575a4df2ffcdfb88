"""From a run to what may be said, by the installed command: summary, gates, packets, preflight."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from end_to_end.conftest import Run

PACK = str(Path(__file__).parents[2] / "packs/awoooi")
SCRIPTS = Path(PACK) / "scripts/reboot-recovery"
READBACK = "2026-06-26-1213-hygiene-cleared"
SOURCE = ("--summary-file", "../a/summary.txt", "--rehearsal")
CHAIN: tuple[tuple[str, ...], ...] = (
    ("post-reboot-readiness-summary.sh", *SOURCE, "--no-color"),
    ("post-reboot-declaration-guard.py", *SOURCE, "--no-color"),
    ("post-reboot-next-gate-dispatch.sh", *SOURCE, "--no-color"),
    ("post-reboot-next-gate-owner-packets.py", *SOURCE, "--no-color", "--output", "packets.json"),
    ("post-reboot-next-gate-owner-packets.py", "--dispatch-file", "../a/dispatch.txt", "--rehearsal"),
    ("post-reboot-owner-packet-contract-guard.py", "--packet-file", "packets.json", "--rehearsal"),
    ("post-reboot-owner-response-preflight.py", *SOURCE, "--template"),
    ("post-reboot-owner-response-preflight.py", *SOURCE, "--no-color"),
    (
        "post-reboot-owner-response-preflight.py",
        *("--owner-packet-file", "packets.json", "--response-file", "../r.json", "--rehearsal"),
    ),
)
STATUSES = (0, 0, 0, 0, 0, 0, 0, 3, 0)
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": "/nonexistent", "COLUMNS": "40"}
Change = Callable[[str], str]
EDITED: dict[str, tuple[Change, str]] = {
    "other line ends": (lambda text: text.replace("\n", "\r\n"), "keep its line ends"),
    "key twice": (lambda text: text + "UP=1\n", "UP stands twice"),
    "unknown key": (lambda text: text.replace("UP=", "MORE=1\nUP="), "SUMMARY_SHA256"),
    "missing key": (lambda text: text.replace("UP=1\n", ""), "SUMMARY_SHA256"),
    "cut": (lambda text: text[: len(text) // 2], "take the summary anew"),
    "cut between lines": (lambda text: text.partition("NEXT=")[0], "not whole"),
    "value": (lambda text: text.replace("MISSING=1", "MISSING=0"), "SUMMARY_SHA256"),
    "gates taken out": (lambda text: text.replace("NEXT=evidence", "NEXT=none"), "SUMMARY_SHA256"),
    "blanks": (lambda text: text.replace("UP=1", "UP=1  "), "no line KEY=VALUE"),
    "byte order mark": (lambda text: "\ufeff" + text, ":1: no line KEY=VALUE"),
    "huge": (lambda text: text + "A=1\n" * 300_000, "more than 1048576 signs"),
    "binary": (lambda _: "\0\x01\x02", ":1: no line KEY=VALUE"),
    "empty": (lambda _: "", "FLEET is missing"),
}
PHASE = """\
phase: P0
checks:
  - {id: up, on: here, command: {argv: [uname, -s]}, expect: "stdout == 'Linux\\\\n'"}
  - id: kept
    on: here
    marker_files: {directory: FOLDER, names: [vault]}
    else: warn
    warns_as: boundary
    owner:
      gate: evidence
      who: Its owner
      says: {en: What is kept., zh-TW: 保管。}
      evidence: {vault: {en: Where it is kept., zh-TW: 保管位置。}}
      shows: MISSING
      forbidden: {marker: Write a marker.}
"""
SUMMARY = 'lines:\n  UP: {needs: {checks: [up]}}\n  MISSING: "{kept: missing}"\n  NEXT: {gates: open}\n'
RECOVERY = """\
claims:
  SERVED: {says: It serves., needs: {checks: [up]}}
  COMPLETE: {says: All of it., needs: {checks: [kept], claims: [SERVED]}}
"""
REPLAYED = (
    "summary.txt",
    "declarations.txt",
    "dispatch.txt",
    "owner-packets.json",
    "contract-guard.txt",
    "owner-response-template.json",
)


@pytest.fixture
def gated(pack: Path, tmp_path: Path) -> Path:
    """Make a pack of this machine with a gate that is open, as its marker is not there."""
    (pack / "phases/p0.yml").write_text(PHASE.replace("FOLDER", str(tmp_path)))
    (pack / "summary.yml").write_text(SUMMARY)
    (pack / "recovery.yml").write_text(RECOVERY)
    (pack / "responses.yml").write_text("prefix: SMALL\n")
    return pack


def fill(template: str) -> dict[str, Any]:
    """Return the template, filled in."""
    found: dict[str, Any] = json.loads(template)
    for response in found["responses"]:
        response["owner"] = "Operations lead, on call"
        for piece in response["evidence"]:
            piece.update(reference="record ESC-1041", observed_at="2026-06-26", summary="Seen in the sealed safe.")
    return found


def test_chain_replays_to_the_same_bytes(blackstart: Run, gated: Path, tmp_path: Path) -> None:
    """From the run, from its bundle and from the summary's file alone, twice; the look is kept as a run."""
    first = blackstart("summary", str(gated), "--artifacts", "first")
    assert first.returncode == 1, first.stderr
    assert "UP=1\nMISSING=1\nNEXT=evidence\n" in first.stdout
    assert (tmp_path / "first/logs/run.txt").read_text()
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    again = blackstart("summary", str(bundle), "--artifacts", "bundle")
    assert again.stdout == first.stdout
    (gated / "phases/p0.yml").touch()
    for folder in ("second", "third"):
        done = blackstart("summary", str(bundle), "--summary-file", "first/summary.txt", "--artifacts", folder)
        assert done.returncode == 0, done.stderr
    for name in REPLAYED:
        texts = {(tmp_path / folder / name).read_bytes() for folder in ("first", "bundle", "second", "third")}
        assert len(texts) == 1, name


def test_each_link_by_its_command(blackstart: Run, gated: Path, tmp_path: Path) -> None:
    """The lines, and the statuses: shown, forbidden, in order, refused, ready."""
    blackstart("summary", str(gated), "--artifacts", "a", "--no-save")
    source = (str(gated), "--summary-file", "a/summary.txt")
    guarded = blackstart("gates", "guard", *source, "--declare", "COMPLETE")
    assert (guarded.returncode, "gate evidence is open" in guarded.stdout) == (3, True)
    assert blackstart("gates", "guard", *source, "--declare", "SERVED").returncode == 0
    assert blackstart("gates", "guard", *source, "--declare", "OTHER").returncode == 64
    (tmp_path / "d.txt").write_text(blackstart("gates", "dispatch", *source).stdout)
    made = blackstart("packets", "make", str(gated), "--dispatch-file", "d.txt", "--output", "p.json")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "p.json").read_bytes() == (tmp_path / "a/owner-packets.json").read_bytes()
    for where in (source, (str(gated),)):
        done = blackstart("packets", "guard", *where, "--packet-file", "p.json")
        assert done.stdout == "SMALL_OWNER_PACKET_CONTRACT_GUARD_OK gates=1 request_sent=0 accepted=0 runtime_gate=0\n"
    template = blackstart("preflight", *source, "--template").stdout
    (tmp_path / "r.json").write_text(template)
    refused = blackstart("preflight", *source, "--response-file", "r.json")
    assert (refused.returncode, "status=blocked_waiting_owner_response_content" in refused.stdout) == (3, True)
    (tmp_path / "r.json").write_text(json.dumps(fill(template)))
    for more in ((), ("--owner-packet-file", "p.json")):
        ready = blackstart("preflight", *source, *more, "--response-file", "r.json")
        assert ready.returncode == 0, ready.stdout
        assert "status=ready_for_independent_review expected_gates=1 received=1 accepted=0" in ready.stdout


def test_edited_files_are_refused(blackstart: Run, gated: Path, tmp_path: Path) -> None:
    """A summary that contradicts itself, a dispatch, packets under a response, and one of another baseline."""
    blackstart("summary", str(gated), "--artifacts", "a", "--no-save")
    text = (tmp_path / "a/summary.txt").read_text()
    (tmp_path / "s.txt").write_text(text.replace("NEXT=evidence", "NEXT=none"))
    assert blackstart("gates", "dispatch", str(gated), "--summary-file", "s.txt").returncode == 65
    dispatch = (tmp_path / "a/dispatch.txt").read_text()
    (tmp_path / "d.txt").write_text(dispatch.replace("REQUEST_SENT_COUNT=0", "REQUEST_SENT_COUNT=1"))
    assert blackstart("packets", "make", str(gated), "--dispatch-file", "d.txt").returncode == 65
    packets = (tmp_path / "a/owner-packets.json").read_text()
    (tmp_path / "p.json").write_text(packets.replace("Its owner", "Another"))
    done = blackstart("preflight", str(gated), "--summary-file", "a/summary.txt", "--packet-file", "p.json")
    assert (done.returncode, "status=blocked_edited_packet" in done.stdout) == (3, True)
    (gated / "responses.yml").write_text("prefix: OTHER\n")
    done = blackstart("gates", "guard", str(gated), "--summary-file", "a/summary.txt")
    assert (done.returncode, "BASELINE_DIGEST" in done.stderr) == (65, True)


@pytest.mark.parametrize(("change", "said"), EDITED.values(), ids=EDITED)
def test_edited_summary_is_refused_by_each_link(
    blackstart: Run, gated: Path, tmp_path: Path, change: Change, said: str
) -> None:
    """With the place and the mend; none of them says more of it."""
    blackstart("summary", str(gated), "--artifacts", "a", "--no-save")
    text = change((tmp_path / "a/summary.txt").read_text())
    (tmp_path / "s.txt").write_bytes(text.encode())
    for link in (("gates", "guard"), ("gates", "dispatch"), ("packets", "make"), ("preflight",), ("summary",)):
        done = blackstart(*link, str(gated), "--summary-file", "s.txt")
        assert (done.returncode, done.stdout) == (65, "")
        assert "s.txt" in done.stderr
        assert said in done.stderr


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_packets_are_made_of_a_dispatch_in_any_of_the_packs_languages(
    blackstart: Run, gated: Path, tmp_path: Path, language: str
) -> None:
    """They hold all languages, so they are the same."""
    blackstart("summary", str(gated), "--artifacts", "a", "--no-save")
    told = blackstart("gates", "dispatch", str(gated), "--summary-file", "a/summary.txt", "--lang", language).stdout
    (tmp_path / "d.txt").write_text(told)
    made = blackstart("packets", "make", str(gated), "--dispatch-file", "d.txt")
    assert made.stdout == (tmp_path / "a/owner-packets.json").read_text(), made.stderr


def test_chain_of_the_awoooi_pack_by_its_entry_points(blackstart: Run, tmp_path: Path) -> None:
    """With every host gone, from two folders, in two time zones and locales: the same bytes, and the same statuses."""
    made = blackstart("summary", PACK, "--drill", READBACK, "--artifacts", "a", "--no-save")
    assert made.returncode == 1, made.stderr
    filled = fill((tmp_path / "a/owner-response-template.json").read_text())
    (tmp_path / "r.json").write_text(json.dumps(filled))
    told = []
    for name, other in (("one", {}), ("two", ELSEWHERE)):
        folder = tmp_path / name
        folder.mkdir()
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "BLACKSTART_RUNS": "", "LC_ALL": "C.UTF-8", **other, "PATH": path}
        done = [
            subprocess.run([SCRIPTS / script, *words], capture_output=True, cwd=folder, env=environment, check=False)
            for script, *words in CHAIN
        ]
        assert tuple(one.returncode for one in done) == STATUSES, [one.stderr for one in done]
        told.append([*(one.stdout for one in done), (folder / "packets.json").read_bytes()])
    assert told[0] == told[1]
    assert (
        b"status=ready_for_independent_review expected_gates=2 received=2 accepted=0 runtime_gate=0\nORIGIN=drill:"
        + READBACK.encode()
        in told[0][-2]
    )


def test_schemas_are_published(blackstart: Run) -> None:
    """By their names in the pack."""
    packets = json.loads(blackstart("packets", "schema", PACK).stdout)
    assert packets["title"] == "awoooi_post_reboot_next_gate_owner_packets_v1"
    assert json.loads(blackstart("preflight", PACK, "--schema").stdout)["$defs"]["OwnerResponse"]


def test_pack_without_gates_says_so(blackstart: Run, pack: Path) -> None:
    """With the key it would need; a summary it has all the same."""
    done = blackstart("summary", str(pack), "--no-save")
    assert (done.returncode, "\nOPEN_GATES=none\n" in done.stdout) == (0, True), done.stderr
    refused = blackstart("gates", "guard", str(pack))
    assert (refused.returncode, "no check of it has an `owner`" in refused.stderr) == (65, True)
