"""A small pack with a summary and two gates, for tests of what follows a run."""

from blackstart.baseline.load import load_baseline
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.summary import name_gates
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.summary import Summary

SOURCES = {
    "fleet.yml": "name: small\nhosts:\n  a: {address: 192.0.2.1}\n",
    "phases/p0.yml": """\
phase: P0
checks:
  - {id: nginx, on: a, systemd_unit: nginx}
  - id: escrow
    on: a
    marker_files: {directory: /escrow, names: [x, y]}
    else: warn
    warns_as: boundary
    owner:
      gate: escrow_evidence
      who: Escrow owners
      evidence: {vault_password: Where it is kept., admin_credentials: The same.}
      shows: [MISSING]
      forbidden: {read_secret: Read it., write_marker: Write a marker.}
""",
    "phases/p9.yml": """\
phase: P9
on_demand: true
checks:
  - id: registry
    on: a
    systemd_unit: registry
    owner:
      gate: registry_export
      priority: P1
      who: Security owner
      evidence: {registry_export: The export.}
      shows: [ACCEPTED, SERVED]
      beside: nginx
      forbidden: {agent_restart: Restart an agent.}
      missing_status: blocked_missing_registry_evidence
""",
    "views/registry.yml": "checks: [registry]\nresult_words: {green: REGISTRY_UP.}\n",
    "views/quick.yml": "checks: [nginx, escrow]\n",
    "recovery.yml": """\
claims:
  SERVED: {says: It serves., needs: {checks: [nginx]}}
  COMPLETE: {says: All of it., needs: {claims: [SERVED], checks: [escrow]}}
never:
  ACTION_AUTHORIZED: {says: One may act., approval: The owner's.}
""",
    "summary.yml": """\
views: [registry]
lines:
  RESULT_WORD: {run: word}
  PASSED: {run: passed}
  BOUNDARY: {run: warned_boundary}
  FIRST: {run: first_blocked}
  SERVED: {needs: {claims: [SERVED]}}
  MISSING: "{escrow: missing}"
  ACCEPTED: {passed: registry, yes: "1", no: "0"}
  REGISTRY: {view: registry}
  ACTIONS: {always: 0}
  NEXT: {gates: open}
defaults: []
""",
    "responses.yml": """\
prefix: SMALL
packet_schema: small_packets_v1
response_schema: small_response_v1
refused:
  - {status: blocked_marker_write, patterns: ['\\bwrite\\b.{0,20}\\bmarker']}
  - {status: blocked_scan, patterns: ['\\bscan\\b']}
  - {status: blocked_runtime_action, patterns: ['\\brestart\\b']}
placeholders: ['\\bsomewhere safe\\b']
secrets: ['\\bown-[0-9]{4}\\b']
""",
}


def load_gated(**replaced: str) -> Fleet:
    """Load the pack, with other texts for files by their stem: `phases_p0` is phases/p0.yml."""
    texts = {f"{stem.replace('_', '/')}.yml": text for stem, text in replaced.items()}
    return load_baseline({**SOURCES, **texts}, "packs/small")


def make_summary(fleet: Fleet, **values: str) -> Summary:
    """Make a summary of a run in which all is well, with other values by key."""
    well = {
        "FLEET": fleet.name,
        "BASELINE_DIGEST": fleet.digest,
        "STARTED": "2026-06-26T12:12:58Z",
        "ENDED": "2026-06-26T12:13:00Z",
        "JUDGED": "2026-06-26T12:13:00Z",
        "VALID_UNTIL": "2026-06-26T12:27:58Z",
        "INTERRUPTED": "0",
        "ALLOWED": "SERVED,COMPLETE",
        "FORBIDDEN": "ACTION_AUTHORIZED",
        "RESULT_WORD": "GREEN",
        "PASSED": "2",
        "BOUNDARY": "0",
        "FIRST": "none",
        "SERVED": "1",
        "MISSING": "0",
        "ACCEPTED": "1",
        "REGISTRY": "REGISTRY_UP.",
        "ACTIONS": "0",
        "NEXT": "none",
    }
    told = Summary(values={**well, **values})
    forbidden = {name for one in find_open_gates(fleet.gates or GateTable(), told) for name in one.forbids}
    listed = () if fleet.claims is None else fleet.claims.listed
    said = [name for name in listed if name != "ACTION_AUTHORIZED" and name not in forbidden]
    lists = {"ALLOWED": said, "FORBIDDEN": [name for name in listed if name not in said]}
    joined = {key: ",".join(names) or "none" for key, names in lists.items()}
    return Summary(values={**told.values, **joined, **name_gates(fleet, told), **values})
