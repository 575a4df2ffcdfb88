"""The files summary.yml and responses.yml, and owners on checks: what is wrong is said, with line and mend."""

import pytest
from gates_pack import SOURCES, load_gated, make_summary

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.gates.open_gates import find_open_gates
from blackstart.model.gates import Condition

SUMMARY, RESPONSES, OWNED = SOURCES["summary.yml"], SOURCES["responses.yml"], SOURCES["phases/p9.yml"]
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
RULES: dict[str, tuple[str, str, str]] = {
    "gates' name": ("prefix: SMALL", "prefix: small", "key 'prefix': expected a name of capitals"),
    "schema's name": ("small_packets_v1", "Small", "key 'packet_schema': expected a name of small letters"),
    "unknown": ("prefix:", "prefux:", "unknown key 'prefux'"),
    "status": ("blocked_scan", "ready", "key 'status': expected a status as `blocked_by_name`"),
    "pattern": (
        "'\\\\bscan\\\\b'",
        "'['",
        "'[' is no regular expression of what is refused; unterminated character set",
    ),
    "wide pattern": ("'\\\\bscan\\\\b'", "'x*'", "it fits an empty text"),
    "nested pattern": ("'\\\\bscan\\\\b'", "[x]", "key 'patterns': expected a name, found a list"),
    "no patterns": ("['\\\\bscan\\\\b']", "[]", "key 'patterns'"),
    "missing patterns": (", patterns: ['\\\\bscan\\\\b']", "", "key 'patterns' is missing"),
}
OWNERS: dict[str, tuple[str, str, str]] = {
    "line": (
        "shows: [ACCEPTED, SERVED]",
        "shows: [ACEPTED]",
        "the summary has no line 'ACEPTED'; did you mean 'ACCEPTED'?",
    ),
    "gates by gates": ("shows: [ACCEPTED, SERVED]", "shows: NEXT", "the summary has no line 'NEXT'"),
    "priority": ("priority: P1", "priority: first", "key 'priority': expected a priority as P0"),
    "nothing wanted": ("      evidence: {registry_export: The export.}\n", "", "key 'evidence' is missing"),
    "no owner": ("      who: Security owner\n", "", "key 'who' is missing"),
    "no id": ("      gate: registry_export\n", "", "key 'gate' is missing"),
    "no things": ("{registry_export: The export.}", "{}", "key 'evidence'"),
    "status": ("blocked_missing_registry_evidence", "ready", "expected a status as `blocked_by_name`"),
    "twice": ("gate: registry_export", "gate: escrow_evidence", "gate 'escrow_evidence' stands twice"),
    "other check": ("beside: nginx", "beside: ngnix", "no check 'ngnix'; did you mean 'nginx'?"),
}
NEVER: dict[str, tuple[str, str, str, str]] = {
    "what nobody asks": (
        "summary",
        "views: [registry]\n",
        "",
        "'registry' is looked at by views alone, so its gate could",
    ),
    "against itself": (
        "phases/p0",
        "names: [x, y]}",
        "names: [x, y]}\n    expect: missing == 5",
        "'escrow' can never meet `missing == 5` and pass, so its gate could never clear",
    ),
    "against reason": (
        "phases/p9",
        "systemd_unit: registry\n",
        "systemd_unit: registry\n    expect: restarts > 3 && restarts < 2\n",
        "'registry' can never meet `restarts > 3 && restarts < 2` and pass",
    ),
}
IDLE = "phase: P8\non_demand: true\nchecks:\n  - {id: idle, on: a, systemd_unit: idle}\n"


REGISTERED = SOURCES["recovery.yml"] + "states:\n  REGISTERED: {says: It is registered., needs: {checks: [registry]}}\n"
SELDOM = {
    "level": (
        "levels:\n  - {level: L1, says: All., needs: {states: [REGISTERED]}}\n",
        "stands on 'REGISTERED', which asks for what views alone look at",
    ),
    "point": (
        "points:\n  - {at: 5m, goal: All., needs: {states: [REGISTERED]}, done: Done., missing: Not., highest: B}\n",
        "'REGISTERED' asks for what views alone look at",
    ),
}


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


@pytest.mark.parametrize(("old", "new", "said"), RULES.values(), ids=RULES)
def test_wrong_part_of_the_rules_is_said(old: str, new: str, said: str) -> None:
    """With its file."""
    old = old.replace("\\\\", "\\")
    assert old in RESPONSES
    text = complain(responses=RESPONSES.replace(old, new))
    assert any(one.startswith("packs/small/responses.yml:") and said in one for one in text.splitlines()), text


@pytest.mark.parametrize(("old", "new", "said"), OWNERS.values(), ids=OWNERS)
def test_wrong_part_of_an_owner_is_said(old: str, new: str, said: str) -> None:
    """With its file and its check."""
    assert old in OWNED
    text = complain(**{"phases/p9": OWNED.replace(old, new)})
    where = "packs/small/phases/p9.yml:"
    assert any(one.startswith(where) and "'registry'" in one and said in one for one in text.splitlines()), text


@pytest.mark.parametrize(("section", "said"), SELDOM.values(), ids=SELDOM)
def test_no_decision_stands_on_what_only_some_runs_ask(section: str, said: str) -> None:
    """A run without the views would be one level lower for having looked less."""
    assert said in complain(recovery=REGISTERED + section)


def test_gate_whose_check_may_pass_is_taken() -> None:
    """An expectation beside the kind's own is no reason to refuse it."""
    phase = SOURCES["phases/p0.yml"].replace("names: [x, y]}", "names: [x, y]}\n    expect: missing == 0")
    fleet = load_gated(**{"phases/p0": phase})
    assert fleet.gates is not None
    assert [gate.id for gate in fleet.gates.gates] == ["escrow_evidence", "registry_export"]


@pytest.mark.parametrize(("file", "old", "new", "said"), NEVER.values(), ids=NEVER)
def test_gate_that_can_never_clear_is_refused(file: str, old: str, new: str, said: str) -> None:
    """Nobody asks its check, or what its check asks for is never so."""
    text = SOURCES[f"{file}.yml"]
    assert old in text
    lines = {"  REGISTRY: {view: registry}\n": "", '  ACCEPTED: {passed: registry, yes: "1", no: "0"}\n': ""}
    changed = text.replace(old, new)
    for line, nothing in lines.items() if file == "summary" else ():
        changed = changed.replace(line, nothing)
    assert said in complain(**{file: changed})


def test_check_on_several_hosts_has_one_owner() -> None:
    """A gate for each would bear the same name."""
    fleet = "name: small\nhosts:\n  a: {address: 192.0.2.1}\n  b: {address: 192.0.2.2}\n"
    text = SOURCES["phases/p0.yml"].replace("id: escrow\n    on: a", "id: '{host}-escrow'\n    on: all")
    said = complain(fleet=fleet, **{"phases/p0": text})
    assert "gate 'escrow_evidence' stands twice; give one check the owner, and name the others under `beside`" in said


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
        ({"responses": "[]\n"}, "expected a mapping"),
        (
            {"gates": "gates: []\n"},
            "gates.yml: a file of that name is read no more; its gates stand under `owner` at checks",
        ),
        (
            {
                "phases/p0": OWNED.replace("P9", "P0").partition("    owner")[0].replace("on_demand: true\n", ""),
                "phases/p9": "phase: P9\nchecks: [{id: nginx, on: a, systemd_unit: nginx, owner: me}]\n",
            },
            "key 'owner': expected a mapping",
        ),
        ({"summary": SUMMARY.replace("  NEXT: {gates: open}\n", "")}, "the summary does not say which gates are open"),
    ],
)
def test_wrong_file_is_said(replaced: dict[str, str], said: str) -> None:
    """As a whole."""
    assert said in complain(**replaced)


def test_rules_without_an_owner_are_refused() -> None:
    """Nobody would answer."""
    phases = {name: text.partition("    owner:")[0] for name, text in SOURCES.items() if name.startswith("phases/")}
    with pytest.raises(BaselineError, match="no check has an `owner`, so that nobody would answer"):
        load_baseline({**SOURCES, **phases}, "packs/small")


def test_gates_without_a_summary_are_all_open() -> None:
    """Nothing tells that one is not."""
    phases = {name: text.replace("      shows: [MISSING]\n", "") for name, text in SOURCES.items()}
    kept = {name: phases[name] for name in ("fleet.yml", "phases/p0.yml")}
    fleet = load_baseline(kept, "packs/small")
    assert fleet.gates is not None
    assert [gate.checks for gate in fleet.gates.gates] == [("escrow",)]
    assert [one.gate.id for one in find_open_gates(fleet.gates, make_summary(fleet))] == ["escrow_evidence"]


def test_what_clears_a_gate_and_what_it_forbids_are_derived() -> None:
    """From its checks, the lines that tell of them, and the statements that need them."""
    fleet = load_gated()
    assert fleet.gates is not None
    escrow, registry = fleet.gates.gates
    assert escrow.cleared_by == (Condition(key="MISSING", values=("0",)),)
    assert (escrow.forbids, escrow.current) == ({"escrow": ("COMPLETE",)}, ("MISSING",))
    assert registry.cleared_by == (Condition(key="ACCEPTED", values=("1",)),)
    assert registry.forbids == {"registry": (), "nginx": ("SERVED", "COMPLETE")}


def test_claims_are_needed_where_a_line_names_one() -> None:
    """A pack without a table of claims has none."""
    with pytest.raises(BaselineError, match="no claim 'SERVED' that evidence allows"):
        load_baseline({name: text for name, text in SOURCES.items() if name != "recovery.yml"}, "packs/small")


def test_names_have_defaults() -> None:
    """The product's own, where a pack gives none."""
    names = ("prefix: SMALL\n", "packet_schema: small_packets_v1\n", "response_schema: small_response_v1\n")
    text = RESPONSES
    for name in names:
        text = text.replace(name, "")
    fleet = load_gated(responses=text)
    assert fleet.gates is not None
    assert (fleet.gates.prefix, fleet.gates.packet_schema) == ("", "blackstart_owner_packets_v1")
