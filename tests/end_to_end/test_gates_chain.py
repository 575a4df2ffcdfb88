"""From a run to what may be said, by the installed command: summary, gates, packets, preflight."""

import json
from pathlib import Path
from typing import Any

import pytest
from end_to_end.conftest import Run

PACK = str(Path(__file__).parents[2] / "packs/awoooi")
PHASE = """\
phase: P0
checks:
  - {id: up, on: here, command: {argv: [uname, -s]}, expect: "stdout == 'Linux\\\\n'"}
  - {id: kept, on: here, marker_files: {directory: FOLDER, names: [vault]}, else: warn, warns_as: boundary}
"""
SUMMARY = 'lines:\n  UP: {needs: {checks: [up]}}\n  MISSING: "{kept: missing}"\n  NEXT: {gates: open}\n'
GATES = """\
prefix: SMALL
gates:
  - id: evidence
    owner: Its owner
    cleared_by: {MISSING: "0"}
    evidence: {vault: Where it is kept.}
    forbidden_actions: {marker: Write a marker.}
    forbids: [COMPLETE]
declarations:
  - {name: SERVED, requires: {UP: "1"}}
  - {name: COMPLETE, requires: {UP: "1", MISSING: "0"}}
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
    (pack / "gates.yml").write_text(GATES)
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
    (gated / "gates.yml").write_text(GATES.replace("Its owner", "Another"))
    done = blackstart("gates", "guard", str(gated), "--summary-file", "a/summary.txt")
    assert (done.returncode, "BASELINE_DIGEST" in done.stderr) == (65, True)


def test_schemas_are_published(blackstart: Run) -> None:
    """By their names in the pack."""
    packets = json.loads(blackstart("packets", "schema", PACK).stdout)
    assert packets["title"] == "awoooi_post_reboot_next_gate_owner_packets_v1"
    assert json.loads(blackstart("preflight", PACK, "--schema").stdout)["$defs"]["OwnerResponse"]


def test_pack_without_gates_says_so(blackstart: Run, pack: Path) -> None:
    """With the file it would need."""
    done = blackstart("summary", str(pack), "--no-save")
    assert (done.returncode, "summary.yml" in done.stderr) == (65, True)
