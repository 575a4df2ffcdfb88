"""The files summary.yml and gates.yml: everything wrong in them is said, with line and mend."""

import pytest
from gates_pack import SOURCES, load_gated

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError

SUMMARY, GATES = SOURCES["summary.yml"], SOURCES["gates.yml"]
LINES: dict[str, tuple[str, str]] = {
    "view's question": ("A: {passed: nowhere}", "no check 'nowhere'"),
    "not looked at": ("A: {passed: idle}", "a run with the views under `views` does not look at 'idle'"),
    "lower case": ("a: {run: word}", "no key for a pack's line"),
    "reserved": ("RESULT: {run: word}", "no key for a pack's line"),
    "reserved text": ("RESULT: '{nginx}'", "every run's summary has that key"),
    "two ways": ("A: {run: word, view: registry}", "a line is got in one way"),
    "no way": ("A: {}", "a line is got in one way"),
    "unknown way": ("A: {ruin: word}", "unknown key 'ruin'"),
    "field": ("A: {run: weird}", "key 'run': no 'weird'"),
    "view": ("A: {view: quick}", "'quick' is not named under `views`"),
    "view's name": ("A: {view: [x]}", "key 'view': expected text"),
    "gates": ("A: {gates: closed}", "key 'gates': no 'closed'"),
    "always": ("A: {always: 1}", "key 'always': expected 0, found 1; any other figure needs evidence"),
    "empty needs": ("A: {needs: {}}", "asks for nothing"),
    "same words": ("A: {needs: {checks: [nginx]}, yes: x, no: x}", "two answers are the same word"),
    "claim": ("A: {needs: {claims: [OTHER]}}", "no claim 'OTHER' that evidence allows"),
}
PARTS: dict[str, tuple[str, str, str]] = {
    "gates' name": ("prefix: SMALL", "prefix: small", "key 'prefix': 'small' is no such name"),
    "schema's name": ("small_packets_v1", "Small", "key 'packet_schema': 'Small' is no such name"),
    "unknown": ("prefix:", "prefux:", "unknown key 'prefux'"),
    "key": ('{MISSING: "0"}', '{MISING: "0"}', "the summary has no line 'MISING'; did you mean 'MISSING'?"),
    "gates by gates": ('{MISSING: "0"}', '{NEXT: "none"}', "the summary has no line 'NEXT'"),
    "never so": (
        'ACCEPTED: ["1", "2"]',
        'ACCEPTED: ["5", "2"]',
        "'ACCEPTED': it can never be 5 or 2; the line says 1 or 0",
    ),
    "never met": (
        'SERVED: "1"',
        'SERVED: "5"',
        "key 'SERVED': it can never be 5; the line says 1 or 0; name one of these",
    ),
    "no condition": ('{MISSING: "0"}', "{}", "key 'cleared_by': expected a mapping from keys"),
    "no value": ('{MISSING: "0"}', "{MISSING: []}", "key 'MISSING': expected a value, or a list of them"),
    "priority": ("priority: P1", "priority: first", "'first' is no priority; as P0, P1"),
    "never cleared": ('    cleared_by: {MISSING: "0"}\n', "", "key 'cleared_by' is missing"),
    "nothing wanted": ("    evidence: {registry_export: The export.}\n", "", "key 'evidence' is missing"),
    "no owner": ("    owner: Security owner\n", "", "key 'owner' is missing"),
    "no id": ("id: registry_export", "priority: P2", "key 'id' is missing"),
    "forbids": ("forbids: [COMPLETE]", "forbids: [COMPLET]", "key 'forbids': no 'COMPLET'; did you mean 'COMPLETE'?"),
    "no things": ("{registry_export: The export.}", "[]", "key 'evidence': expected a mapping from ids"),
    "status": ("blocked_missing_registry_evidence", "ready", "'ready' is no status of something refused"),
    "twice": ("id: registry_export", "id: escrow_evidence", "'escrow_evidence' stands twice under 'gates'"),
    "declared twice": ("name: COMPLETE", "name: SERVED", "'SERVED' stands twice under 'declarations'"),
    "no name": ("name: ACTION_AUTHORIZED, ", "", "key 'name' is missing"),
    "both": (
        "approval: The owner's.",
        "approval: x, requires: {SERVED: x}",
        "it needs either `requires` or `approval`",
    ),
    "pattern": ("'\\\\bscan\\\\b'", "'['", "key 'patterns': no regular expression; unterminated character set"),
    "wide pattern": ("'\\\\bscan\\\\b'", "'x*'", "key 'patterns': no regular expression; it fits an empty text"),
    "nested pattern": ("'\\\\bscan\\\\b'", "[x]", "key 'patterns': no regular expression"),
    "no patterns": ("['\\\\bscan\\\\b']", "[]", "key 'patterns': expected a list of regular expressions"),
    "missing patterns": (", patterns: ['\\\\bscan\\\\b']", "", "key 'patterns' is missing"),
}
IDLE = "phase: P8\non_demand: true\nchecks:\n  - {id: idle, on: a, systemd_unit: idle}\n"


def complain(**replaced: str) -> str:
    """Return what is said of the pack with other files."""
    with pytest.raises(BaselineError) as caught:
        load_gated(**replaced)
    return str(caught.value)


@pytest.mark.parametrize(("line", "said"), LINES.values(), ids=LINES)
def test_wrong_line_is_said(line: str, said: str) -> None:
    """With its file and line number."""
    text = complain(**{"summary": SUMMARY.replace("  RESULT_WORD: {run: word}", f"  {line}"), "phases/p8": IDLE})
    assert any(one.startswith("packs/small/summary.yml:3: ") and said in one for one in text.splitlines()), text


@pytest.mark.parametrize(("old", "new", "said"), PARTS.values(), ids=PARTS)
def test_wrong_part_of_gates_is_said(old: str, new: str, said: str) -> None:
    """With its file."""
    old = old.replace("\\\\", "\\")
    assert old in GATES
    text = complain(gates=GATES.replace(old, new))
    assert any(one.startswith("packs/small/gates.yml:") and said in one for one in text.splitlines()), text


@pytest.mark.parametrize(
    ("replaced", "said"),
    [
        ({"summary": "lines: {}\n"}, "key 'lines': expected a mapping of KEY: value"),
        ({"summary": "defaults: []\n"}, "a summary that says nothing"),
        ({"summary": "defaults: [runs]\n"}, "no group of lines 'runs'; did you mean 'run'?"),
        ({"summary": "prefix: a-b\n"}, "key 'prefix'"),
        ({"summary": "lines: {SERVE: null}\n"}, "line 'SERVE' says nothing, and none by default has that key"),
        ({"summary": "views: other\nlines: {A: {run: word}}\n"}, "no view 'other'"),
        ({"summary": "quick: [quick, registry]\nlines: {A: {run: word}}\n"}, "two quick checks"),
        ({"summary": "[]\n"}, "expected a mapping"),
        ({"gates": "[]\n"}, "expected a mapping"),
        ({"gates": "gates: x\n"}, "key 'gates': expected a list of mappings"),
        ({"gates": "gates: [x]\n"}, "key 'gates': expected a mapping"),
        ({"gates": "prefix: A\n"}, "no gate; a file of gates names at least one"),
    ],
)
def test_wrong_file_is_said(replaced: dict[str, str], said: str) -> None:
    """As a whole."""
    assert said in complain(**replaced)


def test_gates_without_a_summary_never_open() -> None:
    """So they are refused."""
    with pytest.raises(BaselineError, match="gates without a summary"):
        load_baseline({name: text for name, text in SOURCES.items() if name != "summary.yml"}, "packs/small")


def test_claims_are_needed_where_a_line_names_one() -> None:
    """A pack without a table of claims has none."""
    with pytest.raises(BaselineError, match="no claim 'SERVED' that evidence allows"):
        load_baseline({name: text for name, text in SOURCES.items() if name != "recovery.yml"}, "packs/small")


def test_names_have_defaults() -> None:
    """The product's own, where a pack gives none."""
    names = ("prefix: SMALL\n", "packet_schema: small_packets_v1\n", "response_schema: small_response_v1\n")
    text = GATES
    for name in names:
        text = text.replace(name, "")
    fleet = load_gated(gates=text.split("refused:", maxsplit=1)[0])
    assert fleet.gates is not None
    assert (fleet.gates.prefix, fleet.gates.packet_schema) == ("", "blackstart_owner_packets_v1")
