"""claims.yml: levels, words, states, claims; what is wrong is told with its place and the nearest name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blackstart.baseline.claim_file_needs import CONDITIONS, NEEDS_KEYS, WARNED_KEYS
from blackstart.baseline.claim_file_statement import KEYS, SECTIONS, STOP_LINE_KEYS
from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.baseline.schema import make_schema
from blackstart.model.claims import ClaimTable, StatementKind, StopLine
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import HostCondition
from blackstart.packs import read_sources

FLEET = """\
name: small
hosts:
  a: {address: 192.0.2.1, roles: [db]}
  b: {address: 192.0.2.2, roles: [db, web]}
  c: {address: 192.0.2.3}
"""
P0 = """\
phase: P0
checks:
  - {id: "{host}-unit", on: role:db, systemd_unit: nginx}
  - {id: vip, on: controller, ping: 192.0.2.9}
"""
P1 = """\
phase: P1
needs: [P0]
checks:
  - {id: escrow, on: a, systemd_unit: nginx, else: warn}
"""
LATER = """\
phase: LATER
on_demand: true
checks:
  - {id: c-unit, on: c, systemd_unit: nginx}
"""
VIEW = "checks: [vip]\nresult_words: {green: VIP_GREEN.}\n"
TABLE = """\
levels:
  - level: B0_ABORTED
    says: Called off.
    approval: {en: The decision, zh-TW: 決定}
  - level: B1_HOSTS
    says: Hosts are up.
    needs: {hosts: {HOST_BOOTED: all, HOST_READY: [a, "role:web"]}}
    stop_lines: [{after: 15m, says: Stop.}]
  - level: B2_ALL
    says: All.
    needs: {checks: ["*"], except: [escrow], at_least_warn: {checks: [escrow], phases: [P1]}, states: ["SERVICE_*"]}
    max_age: 1h
words:
  - {word: FULL_GREEN, says: All., needs: {levels: [B2_ALL]}}
  - {word: SOME_GREEN, says: Some., needs: {claims: [FOUND]}}
states:
  SERVICE_READY: {says: {en: Ready., zh-TW: 就緒。}, needs: {phases: ["P*"]}}
claims:
  BOTH: {says: Both., needs: {claims: [FOUND], levels: [B1_HOSTS]}}
  FOUND: {says: Found., needs: {checks: ["host:a", vip, vip], phases: [P0]}}
never:
  ACTION_AUTHORIZED: {says: Act., approval: A signed approval.}
"""

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]


@pytest.fixture
def load() -> Load:
    """Return a loader of a pack with these files of claims, by name."""

    def load_with(**files: str) -> Fleet:
        phases = {"phases/0.yml": P0, "phases/1.yml": P1, "phases/9.yml": LATER}
        own = {name.replace("__", "/") + ".yml": text for name, text in files.items()}
        return load_baseline({"fleet.yml": FLEET, **phases, "views/v.yml": VIEW, **own}, "packs/x")

    return load_with


@pytest.fixture
def complain(load: Load) -> Complain:
    """Return a loader that gives the lines of what it complains about."""

    def complain_of(text: str, **files: str) -> list[str]:
        with pytest.raises(BaselineError) as caught:
            load(claims=text, **files)
        return str(caught.value).splitlines()

    return complain_of


@pytest.fixture
def table(load: Load) -> ClaimTable:
    """Return the table as it loads."""
    found = load(claims=TABLE).claims
    assert found is not None
    return found


def test_a_pack_without_claims_has_no_table(load: Load) -> None:
    """Its level is told by its hosts and its result."""
    assert load().claims is None


def test_levels_words_and_names_keep_the_order_of_the_file(table: ClaimTable) -> None:
    """Levels from the lowest up, words from the strongest down."""
    assert table.levels == ("B0_ABORTED", "B1_HOSTS", "B2_ALL")
    assert table.words == ("FULL_GREEN", "SOME_GREEN")
    assert table.listed == ("SERVICE_READY", "BOTH", "FOUND", "ACTION_AUTHORIZED")


def test_each_statement_stands_behind_those_it_requires(table: ClaimTable) -> None:
    """So that one pass is enough to judge them."""
    known: set[str] = set()
    for name, statement in table.statements.items():
        assert statement.requires is None or known >= set(statement.requires.statements)
        known.add(name)


def test_a_level_stands_on_the_one_below_that_evidence_can_prove(table: ClaimTable) -> None:
    """What a person decides on is passed over."""
    lowest, highest = (table.statements[name].requires for name in ("B1_HOSTS", "B2_ALL"))
    assert lowest is not None
    assert highest is not None
    assert lowest.statements == ()
    assert highest.statements == ("B1_HOSTS", "SERVICE_READY")


def test_requirements_are_resolved(table: ClaimTable) -> None:
    """Patterns, hosts and roles stand for names; of two conditions of a host the better one is required."""
    hosts, whole = (table.statements[name].requires for name in ("B1_HOSTS", "B2_ALL"))
    assert hosts is not None
    assert whole is not None
    assert hosts.hosts == {"a": HostCondition.READY, "b": HostCondition.READY}
    assert (whole.checks, whole.warned_checks) == (("a-unit", "b-unit", "vip"), ("escrow",))
    assert whole.warned_phases == ("P1",)
    found = table.statements["FOUND"].requires
    assert found is not None
    assert (found.checks, found.phases) == (("a-unit", "escrow", "vip"), ("P0",))
    ready = table.statements["SERVICE_READY"].requires
    assert ready is not None
    assert ready.phases == ("P0", "P1")


def test_what_views_alone_look_at_is_in_no_pattern(table: ClaimTable) -> None:
    """A run does not look at it, so that it could never be met: neither the check nor its host."""
    for statement in table.statements.values():
        if statement.requires is not None:
            assert "c-unit" not in statement.requires.checks
            assert "c" not in statement.requires.hosts


def test_texts_ages_and_stop_lines_are_kept(table: ClaimTable) -> None:
    """With their languages; a level's stop lines are in seconds."""
    assert table.statements["B0_ABORTED"].approval == {"en": "The decision", "zh-TW": "決定"}
    assert table.statements["SERVICE_READY"].says == {"en": "Ready.", "zh-TW": "就緒。"}
    assert (table.statements["B1_HOSTS"].max_age, table.statements["B2_ALL"].max_age) == (900.0, 3600.0)
    assert table.statements["B1_HOSTS"].stop_lines == (StopLine(after=900.0, says={"en": "Stop."}),)


def test_what_is_never_allowed_requires_nothing_that_could_be_met(table: ClaimTable) -> None:
    """It takes a person."""
    never = table.statements["ACTION_AUTHORIZED"]
    assert (never.kind, never.requires, never.approval) == (StatementKind.NEVER, None, {"en": "A signed approval."})


def test_several_files_are_one_table(load: Load) -> None:
    """Statements may require others of another file."""
    other = "claims:\n  THIRD: {says: x, needs: {claims: [BOTH]}}\n"
    found = load(claims=TABLE, claims__more=other).claims
    assert found is not None
    assert "THIRD" in found.listed


def wrap(needs: str) -> str:
    """Return a file with one claim of these needs, in line 2, and another, SOUND."""
    return f"claims:\n  DR: {{says: x, needs: {needs}}}\n  SOUND: {{says: x, needs: {{checks: [vip]}}}}\n"


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("{}", "key 'needs': expected a mapping with any of"),
        ("[vip]", "key 'needs': expected a mapping with any of"),
        ("{checks: []}", "key 'checks' names nothing; what asks for nothing proves nothing"),
        ("{checks: [vipp]}", "no check 'vipp'; did you mean 'vip'?"),
        ("{checks: ['x-*']}", "'x-*' matches no check"),
        ("{checks: [c-unit]}", "'c-unit' is looked at by views alone"),
        ("{checks: ['c-*']}", "'c-*' matches no check"),
        ("{phases: [P2]}", "no phase 'P2'; known: P0, P1"),
        ("{phases: ['X*']}", "no phase 'X*'"),
        ("{phases: [LATER]}", "'LATER' is looked at by views alone"),
        ("{hosts: {HOST_READY: d}}", "no host 'd'"),
        ("{hosts: {HOST_READY: c}}", "'c' is looked at by views alone"),
        ("{hosts: {HOST_READY: 'role:dba'}}", "no host 'role:dba'; did you mean 'role:db'?"),
        ("{hosts: {HOST_REDY: all}}", "unknown key 'HOST_REDY'; did you mean 'HOST_READY'?"),
        ("{hosts: {HOST_UNREACHABLE: all}}", "unknown key 'HOST_UNREACHABLE'"),
        ("{hosts: {}}", "key 'hosts': expected a mapping from condition to hosts"),
        ("{hosts: all}", "key 'hosts': expected a mapping from condition to hosts"),
        ("{levels: [B9]}", "no level 'B9'"),
        ("{states: [READY]}", "no state 'READY'"),
        ("{claims: [SOUNT]}", "no claim 'SOUNT'; did you mean 'SOUND'?"),
        ("{claims: ['X*']}", "no claim 'X*'"),
        ("{claims: []}", "key 'claims' names nothing"),
        ("{not: [vip]}", "unknown key 'not'"),
        ("{at_least_warn: {}}", "key 'at_least_warn': expected a mapping with `checks` or `phases`"),
        ("{at_least_warn: vip}", "key 'at_least_warn': expected a mapping with `checks` or `phases`"),
        ("{at_least_warn: {checks: [vpi]}}", "no check 'vpi'; did you mean 'vip'?"),
        ("{at_least_warn: {claims: [SOUND]}}", "unknown key 'claims'"),
        ("{checks: [vip], except: [vip]}", "nothing is left to ask for"),
        ("{checks: [vip], except: [escrow]}", "'escrow' is not among the checks asked for"),
        ("{checks: [vip], except: ['*']}", "no check '*' to leave out"),
        ("{except: [vip]}", "'vip' is not among the checks asked for"),
    ],
)
def test_a_requirement_that_could_never_or_always_be_met_is_refused(complain: Complain, needs: str, said: str) -> None:
    """With the statement, file and line."""
    lines = complain(wrap(needs))
    assert any(line.startswith("packs/x/claims.yml:2: claim 'DR': ") and said in line for line in lines), lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "packs/x/claims.yml: the file says nothing"),
        ("- x", "packs/x/claims.yml:1: expected a mapping, found a list"),
        ("claim: {}", "packs/x/claims.yml:1: unknown key 'claim'; did you mean 'claims'?"),
        ("claims: {}", "packs/x/claims.yml:1: key 'claims': expected a mapping by name"),
        ("claims: [X]", "packs/x/claims.yml:1: key 'claims': expected a mapping by name"),
        ("claims: {x: {says: x, needs: {checks: vip}}}", "packs/x/claims.yml:1: 'x' is no name of a claim"),
        ("claims: {X: y}", "packs/x/claims.yml:1: claim 'X': expected a mapping"),
        ("claims: {X: {needs: {checks: vip}}}", "claim 'X': key 'says' is missing"),
        ("claims: {X: {says: x}}", "claim 'X': key 'needs' is missing; what asks for nothing proves nothing"),
        ("claims: {X: {says: x, needs: {claims: X}}}", "claim 'X': needs form a cycle: X → X"),
        ("claims: {X: {says: x, approval: y}}", "claim 'X': unknown key 'approval'"),
        ("claims: {HOST_READY: {says: x, needs: {checks: vip}}}", "that word has a meaning of its own in every run"),
        ("claims: {VIP_GREEN: {says: x, needs: {checks: vip}}}", "the view 'v' has that word for its own result"),
        ("never: {X: {says: x}}", "never 'X': key 'approval' is missing; say whose"),
        ("never: {X: {says: x, needs: {checks: vip}}}", "never 'X': unknown key 'needs'"),
        ("levels: {X: {says: x}}", "key 'levels': expected a list of `- level: NAME` entries"),
        ("levels: []", "key 'levels': expected a list of `- level: NAME` entries"),
        ("levels: [X]", "packs/x/claims.yml:1: expected a level with its `level:`"),
        ("levels: [{says: x, needs: {checks: vip}}]", "packs/x/claims.yml:1: key 'level' is missing"),
        ("levels: [{level: x, says: x, needs: {checks: vip}}]", "key 'level': 'x' is no id"),
        ("levels: [{level: X, says: x, needs: {checks: vip}, approval: y}]", "both `approval` and `needs`"),
        ("levels: [{level: X, says: x, approval: y, stop_lines: 1}]", "key 'stop_lines': expected a list"),
        ("levels: [{level: X, says: x, approval: y, stop_lines: [1]}]", "expected a mapping for each"),
        ("levels: [{level: X, says: x, approval: y, stop_lines: [{}]}]", "stop line: key 'after' is missing"),
        (
            "levels: [{level: X, says: x, approval: y}]\nstates: {Y: {says: y, needs: {levels: X}}}",
            "packs/x/claims.yml:2: state 'Y': needs 'X', which a person decides on",
        ),
        (
            "states: {X: {says: x, needs: {checks: vip}}}\nclaims: {X: {says: x, needs: {checks: vip}}}",
            "packs/x/claims.yml:2: claim 'X': 'X' stands twice, first at packs/x/claims.yml:1",
        ),
    ],
)
def test_a_faulty_statement_is_told_with_its_place(complain: Complain, text: str, said: str) -> None:
    """File and line, what was expected, and the mend."""
    lines = complain(text)
    assert any(said in line for line in lines), lines


def test_a_cycle_through_the_levels_is_refused(complain: Complain) -> None:
    """A level stands on the one below, which may not stand on it."""
    text = """\
levels:
  - {level: LOW, says: x, needs: {states: [READY]}}
  - {level: HIGH, says: x, needs: {checks: [vip]}}
states:
  READY: {says: x, needs: {levels: [HIGH]}}
"""
    assert any("needs form a cycle: LOW → READY → HIGH → LOW" in line for line in complain(text))


@pytest.mark.parametrize("section", ["levels", "words"])
def test_what_is_in_an_order_stands_in_one_file(complain: Complain, section: str) -> None:
    """The order of two files is an accident of their names."""
    kind = section.removesuffix("s")
    first, second = (f"{section}:\n  - {{{kind}: {name}, says: x, needs: {{checks: vip}}}}\n" for name in "XY")
    lines = complain(first, claims__y=second)
    assert lines == [
        f"packs/x/claims/y.yml:2: {kind} 'Y': {section} stand in packs/x/claims.yml; keep them in one file"
    ]


def test_schema_knows_the_keys_the_loader_knows() -> None:
    """One that only one of the two knows would be a riddle."""
    shapes = {name: set(shape.get("properties", ())) for name, shape in make_schema()["$defs"].items()}
    assert shapes["claims"] == set(SECTIONS)
    assert shapes["requirements"] == set(NEEDS_KEYS)
    assert shapes["level"] == set(KEYS[StatementKind.LEVEL])
    assert shapes["word"] == set(KEYS[StatementKind.WORD])
    assert shapes["claim"] == set(KEYS[StatementKind.CLAIM]) == set(KEYS[StatementKind.STATE])
    assert shapes["never"] == set(KEYS[StatementKind.NEVER])
    requirements = make_schema()["$defs"]["requirements"]["properties"]
    assert set(requirements["hosts"]["properties"]) == set(CONDITIONS)
    assert set(requirements["at_least_warn"]["properties"]) == set(WARNED_KEYS)
    stop_lines = make_schema()["$defs"]["level"]["properties"]["stop_lines"]
    assert set(stop_lines["items"]["properties"]) == set(STOP_LINE_KEYS)


def test_files_of_claims_are_read_with_the_pack(tmp_path: Path) -> None:
    """Beside fleet.yml, or in a folder of their own."""
    for name in ("fleet.yml", "claims.yml", "claims/more.yaml", "claims/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert set(read_sources(str(tmp_path))) == {"fleet.yml", "claims.yml", "claims/more.yaml"}


DECIDED = "levels:\n  - {level: L1, says: x, needs: {checks: vip}}\n  - {level: L2, says: x, approval: y}\n"


def test_no_level_stands_over_a_decision_that_was_not_taken(load: Load, complain: Complain) -> None:
    """A run would reach the upper one without it; below the first and above the last nothing stands on it."""
    (line,) = complain(DECIDED + "  - {level: L3, says: x, needs: {checks: vip}}\n")
    said = "level 'L2': a person decides on it, and 'L3' above it would stand without"
    assert line.endswith(f"claims.yml:3: {said}; put it below the first that a run can reach, or above the last")
    table = load(claims=DECIDED).claims
    assert table is not None
    assert table.levels == ("L1", "L2")
    only = load(claims="levels: [{level: L0, says: x, approval: y}]\n").claims
    assert only is not None
    assert only.levels == ("L0",)


def test_a_fleet_without_hosts_has_none_to_require(complain: Complain) -> None:
    """Not even `all`, which would then hold of nothing."""
    lines = complain("states: {X: {says: x, needs: {hosts: {HOST_READY: all}}}}\n", fleet="name: x\n")
    assert any(line.endswith("no host 'all'; no run looks at any host; give fleet.yml its hosts") for line in lines)
