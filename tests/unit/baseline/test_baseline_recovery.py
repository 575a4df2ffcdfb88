"""recovery.yml: levels, words, states, claims; what is wrong is told with its place and the nearest name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blackstart.baseline.decisions import DECISION_SECTIONS
from blackstart.baseline.load import load_baseline
from blackstart.baseline.needs_entry import CLASSES, CONDITIONS
from blackstart.baseline.problems import BaselineError
from blackstart.baseline.recovery_statement import KEYS, SECTIONS
from blackstart.baseline.schema import make_schema
from blackstart.model.claims import ClaimTable, Requirements, SomeOf, StatementKind
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Severity
from blackstart.model.scorecard import HostCondition
from blackstart.packs import read_sources

FLEET = """\
name: small
subjects: [service, host, dr]
hosts:
  a: {address: 192.0.2.1, roles: [db]}
  b: {address: 192.0.2.2, roles: [db, web]}
  c: {address: 192.0.2.3}
"""
P0 = """\
phase: P0
checks:
  - {id: "{host}-unit", on: role:db, systemd_unit: nginx, about: host}
  - {id: vip, on: controller, ping: 192.0.2.9}
"""
P1 = """\
phase: P1
needs: [P0]
checks:
  - {id: escrow, on: a, systemd_unit: nginx, else: warn, about: dr}
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
    go_word: UP
    opens: [imports, runners]
  - level: B2_ALL
    says: All.
    needs:
      about: {"*": note, dr: boundary}
      checks: {note: "*-unit", service: [escrow, a-unit]}
      phases: {evidence: P1}
      states: ["SERVICE_*"]
    closes_as: CLOSED
    max_age: 1h
words:
  - {word: FULL_GREEN, level: B2_ALL, says: All., but: {dr: NO_DR, host: DIRTY}}
  - {word: FOUND, level: B1_HOSTS, says: Some., needs: {claims: [BOTH]}}
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
        own = {name if "." in name else f"{name}.yml": text for name, text in files.items()}
        return load_baseline({"fleet.yml": FLEET, **phases, "views/v.yml": VIEW, **own}, "packs/x")

    return load_with


@pytest.fixture
def complain(load: Load) -> Complain:
    """Return a loader that gives the lines of what it complains about."""

    def complain_of(text: str, **files: str) -> list[str]:
        with pytest.raises(BaselineError) as caught:
            load(recovery=text, **files)
        return str(caught.value).splitlines()

    return complain_of


@pytest.fixture
def table(load: Load) -> ClaimTable:
    """Return the table as it loads."""
    found = load(recovery=TABLE).claims
    assert found is not None
    return found


def test_a_pack_without_claims_has_no_table(load: Load) -> None:
    """Its level is told by its hosts and its result."""
    assert load().claims is None


def test_levels_words_and_names_keep_the_order_of_the_file(table: ClaimTable) -> None:
    """Levels from the lowest up, words from the strongest down."""
    assert table.levels == ("B0_ABORTED", "B1_HOSTS", "B2_ALL")
    assert [(word.name, word.level) for word in table.words] == [("FULL_GREEN", "B2_ALL"), ("FOUND", "B1_HOSTS")]
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
    note, boundary, service = Severity.NOTE, Severity.BOUNDARY, Severity.SERVICE
    assert whole.about == {"service": note, "host": note, "dr": boundary}
    assert whole.checks == {"a-unit": note, "b-unit": note, "escrow": service}
    assert whole.phases == {"P1": Severity.EVIDENCE}
    found = table.statements["FOUND"].requires
    assert found is not None
    assert (found.checks, found.phases) == ({"a-unit": note, "escrow": note, "vip": note}, {"P0": note})
    ready = table.statements["SERVICE_READY"].requires
    assert ready is not None
    assert ready.phases == {"P0": note, "P1": note}


def test_of_some_names_so_many_are_required(load: Load) -> None:
    """Checks by the worst they bear, hosts by their least condition; the others beside them are all required."""
    needs = "{checks: {service: [vip, {any: '*-unit', at_least: 1}]}, hosts: {HOST_BOOTED: {any: all, at_least: 2}}}"
    found = load(recovery=wrap(needs)).claims
    assert found is not None
    service, booted = Severity.SERVICE, HostCondition.BOOTED
    assert found.statements["DR"].requires == Requirements(
        checks={"vip": service},
        some=(
            SomeOf(at_least=1, checks={"a-unit": service, "b-unit": service}),
            SomeOf(at_least=2, hosts={"a": booted, "b": booted}),
        ),
    )
    plain = load(recovery=wrap("{checks: {any: [vip, escrow], at_least: 1}}")).claims
    assert plain is not None
    assert plain.statements["DR"].requires == Requirements(
        some=(SomeOf(at_least=1, checks={"vip": Severity.NOTE, "escrow": Severity.NOTE}),)
    )


def test_a_word_stands_on_its_level_and_on_the_claim_of_its_name(table: ClaimTable) -> None:
    """So that neither can be denied where the word is said."""
    full, found = table.words
    assert full.statement.requires == Requirements(statements=("B2_ALL",))
    assert full.but == {"dr": "NO_DR", "host": "DIRTY"}
    assert found.statement.requires == Requirements(statements=("B1_HOSTS", "FOUND", "BOTH"))
    assert table.find("FOUND").kind is StatementKind.CLAIM
    assert table.find("FULL_GREEN") == full.statement


def test_what_views_alone_look_at_is_in_no_pattern(table: ClaimTable) -> None:
    """A run does not look at it, so that it could never be met: neither the check nor its host."""
    for statement in table.statements.values():
        if statement.requires is not None:
            assert "c-unit" not in statement.requires.checks
            assert "c" not in statement.requires.hosts


def test_texts_ages_and_words_of_go_are_kept(table: ClaimTable) -> None:
    """With their languages; stop lines are in seconds; a level tells what it opens and closes as."""
    assert table.statements["B0_ABORTED"].approval == {"en": "The decision", "zh-TW": "決定"}
    assert table.statements["SERVICE_READY"].says == {"en": "Ready.", "zh-TW": "就緒。"}
    assert (table.statements["B1_HOSTS"].max_age, table.statements["B2_ALL"].max_age) == (900.0, 3600.0)
    assert table.statements["B1_HOSTS"].opens == ("imports", "runners")
    assert table.statements["B2_ALL"].closes_as == "CLOSED"
    assert table.statements["B1_HOSTS"].go_word == "UP"


def test_what_is_never_allowed_requires_nothing_that_could_be_met(table: ClaimTable) -> None:
    """It takes a person."""
    never = table.statements["ACTION_AUTHORIZED"]
    assert (never.kind, never.requires, never.approval) == (StatementKind.NEVER, None, {"en": "A signed approval."})


def wrap(needs: str) -> str:
    """Return a file with one claim of these needs, in line 2, and another, SOUND."""
    return f"claims:\n  DR: {{says: x, needs: {needs}}}\n  SOUND: {{says: x, needs: {{checks: [vip]}}}}\n"


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("{}", "key 'needs': names nothing, and what asks for nothing proves nothing; as `{phases: [P0-NETWORK]}`"),
        ("[vip]", "key 'needs': expected a mapping, found a list; as `{phases: [P0-NETWORK]}`"),
        ("{checks: []}", "key 'checks': names nothing; what asks for nothing proves nothing"),
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
        ("{hosts: {}}", "key 'hosts': names no condition; as `{HOST_READY: all}`"),
        ("{hosts: all}", "key 'hosts': expected a mapping from condition to hosts"),
        ("{levels: [B9]}", "no level 'B9'"),
        ("{states: [READY]}", "no state 'READY'"),
        ("{claims: [SOUNT]}", "no claim 'SOUNT'; did you mean 'SOUND'?"),
        ("{claims: ['X*']}", "no claim 'X*'"),
        ("{claims: []}", "key 'claims': names nothing"),
        ("{not: [vip]}", "unknown key 'not'"),
        ("{except: [vip]}", "unknown key 'except'"),
        ("{at_least_warn: {checks: vip}}", "unknown key 'at_least_warn'"),
        ("{about: {}}", "key 'about': names no subject; as `{service: evidence}`"),
        ("{about: service}", "key 'about': expected a mapping from subject to the worst class it bears"),
        ("{about: {servise: note}}", "unknown key 'servise'; did you mean 'service'?"),
        (
            "{about: {service: blocked}}",
            "key 'service': expected note or evidence or boundary or service, found 'blocked'",
        ),
        ("{about: {service: [note]}}", "key 'service': expected note or evidence or boundary or service, found a list"),
        ("{checks: {}}", "key 'checks': an empty mapping demands nothing; name what is expected"),
        ("{checks: {warn: vip}}", "unknown key 'warn'"),
        ("{checks: {service: [vpi]}}", "no check 'vpi'; did you mean 'vip'?"),
        ("{checks: {any: vip}}", "key 'at_least' is missing; say of how many"),
        ("{checks: {at_least: 1}}", "key 'any' is missing"),
        ("{checks: {any: [], at_least: 1}}", "key 'any': names nothing"),
        ("{checks: {any: vip, at_least: 0}}", "key 'at_least': expected how many, one or more"),
        ("{checks: {any: vip, at_least: true}}", "key 'at_least': expected how many, one or more"),
        ("{checks: [{any: '*-unit', at_least: 3}]}", "at least 3 of 2 can never be; ask for fewer"),
        ("{hosts: {HOST_BOOTED: {any: all, at_least: 3}}}", "at least 3 of 2 can never be; ask for fewer"),
        ("{hosts: {HOST_BOOTED: [a, {any: d, at_least: 1}]}}", "no host 'd'"),
        ("{phases: {any: 'P*', at_least: 1}}", "some of several phases cannot be asked for; name checks"),
    ],
)
def test_a_requirement_that_could_never_or_always_be_met_is_refused(complain: Complain, needs: str, said: str) -> None:
    """With the statement, file and line."""
    lines = complain(wrap(needs))
    assert any(line.startswith("packs/x/recovery.yml:2: claim 'DR': ") and said in line for line in lines), lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "packs/x/recovery.yml: the file says nothing"),
        ("- x", "packs/x/recovery.yml:1: expected a mapping, found a list"),
        ("claim: {}", "packs/x/recovery.yml:1: unknown key 'claim'; did you mean 'claims'?"),
        ("claims: {}", "packs/x/recovery.yml:1: key 'claims': expected a mapping by name"),
        ("claims: [X]", "packs/x/recovery.yml:1: key 'claims': expected a mapping by name"),
        ("claims: {x: {says: x, needs: {checks: vip}}}", "packs/x/recovery.yml:1: 'x' is no name of a claim"),
        ("claims: {X: y}", "packs/x/recovery.yml:1: claim 'X': expected a mapping"),
        ("claims: {X: {needs: {checks: vip}}}", "claim 'X': key 'says' is missing"),
        ("claims: {X: {says: x}}", "claim 'X': key 'needs' is missing; what asks for nothing proves nothing"),
        ("claims: {X: {says: x, needs: {claims: X}}}", "claim 'X': needs form a cycle: X → X"),
        ("claims: {X: {says: x, approval: y}}", "claim 'X': unknown key 'approval'"),
        ("claims: {HOST_READY: {says: x, needs: {checks: vip}}}", "that word has a meaning of its own in every run"),
        (
            "claims: {VIP_GREEN: {says: x, needs: {checks: [vip, a-unit]}}}",
            "the view 'v' has that word for its own result",
        ),
        ("levels: [{level: [x], says: x, needs: {checks: vip}}]", "key 'level': expected a name, found a list"),
        ("levels: [{level: \u0421ORE, says: x, needs: {checks: vip}}]", "is not what it seems"),
        ("levels: [{level: a b, says: x, needs: {checks: vip}}]", "key 'level': 'a b' is no id"),
        (
            "levels: [{level: X, says: x, opens: [[a]], needs: {checks: vip}}]",
            "key 'opens': expected names, found a list",
        ),
        ("claims: {X: {says: {en: x, 7seas: y}, needs: {checks: vip}}}", "key 'says': '7seas' is no language tag"),
        ("claims: {X: {says: {zh-TW: x}, needs: {checks: vip}}}", "key 'says' has no English; add `en:`"),
        ("claims: {X: {says: x, max_age: 0, needs: {checks: vip}}}", "seconds or an age as `15m`, more than none"),
        ("never: {X: {says: x}}", "never 'X': key 'approval' is missing; say whose"),
        ("never: {X: {says: x, needs: {checks: vip}}}", "never 'X': key 'approval' is missing"),
        ("levels: {X: {says: x}}", "key 'levels': expected a list of `- level: NAME` entries"),
        ("levels: []", "key 'levels': expected a list of `- level: NAME` entries"),
        ("levels: [X]", "packs/x/recovery.yml:1: expected a level with its `level:`"),
        ("levels: [{says: x, needs: {checks: vip}}]", "packs/x/recovery.yml:1: key 'level' is missing"),
        ("levels: [{level: x, says: x, needs: {checks: vip}}]", "key 'level': 'x' is no id"),
        ("levels: [{level: X, says: x, needs: {checks: vip}, approval: y}]", "both `approval` and `needs`"),
        ("levels: [{level: X, says: x, approval: y, go_word: x}]", "key 'go_word': 'x' is no id; use A-Z"),
        (
            "levels: [{level: X, says: x, approval: y}]\nstates: {Y: {says: y, needs: {levels: X}}}",
            "packs/x/recovery.yml:2: state 'Y': needs 'X', which a person decides on",
        ),
        (
            "states: {X: {says: x, needs: {checks: vip}}}\nclaims: {X: {says: x, needs: {checks: vip}}}",
            "packs/x/recovery.yml:2: claim 'X': 'X' stands twice, first in line 1",
        ),
        ("levels: [{level: X, says: x, approval: y, closes_as: z}]", "key 'closes_as': 'z' is no id"),
        ("words: [{word: X, says: x}]", "word 'X': key 'needs' is missing; what asks for nothing proves nothing"),
        ("words: [{word: X, says: x, needs: {checks: vip}, but: {}}]", "key 'but': expected a mapping from subject to"),
        ("words: [{word: X, says: x, needs: {checks: vip}, but: {drr: Y}}]", "unknown key 'drr'; did you mean 'dr'?"),
        ("words: [{word: X, says: x, needs: {checks: vip}, but: {dr: y}}]", "key 'dr': 'y' is no id"),
        (
            "words: [{word: VIP, says: x, needs: {checks: vip}, but: {dr: GREEN}}]",
            "the view 'v' has that word for its own",
        ),
        (
            "words: [{word: X, says: x, needs: {checks: vip}}, {word: X, says: x, needs: {checks: vip}}]",
            "'X' stands twice",
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


LADDER = """\
levels:
  - {level: B0, says: x, approval: y}
  - {level: B1, says: x, needs: {checks: vip}}
  - {level: B2, says: x, needs: {checks: escrow}}
  - {level: B3, says: x, needs: {checks: a-unit}}
words:
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{word: X, says: x, needs: {checks: vip}}"], "word 'X': key 'level' is missing"),
        (["{word: X, says: x, level: B0}"], "word 'X': no level 'B0' that evidence can prove"),
        (["{word: X, says: x, level: B4}"], "word 'X': no level 'B4' that evidence can prove"),
        (["{word: X, says: x, level: B2}"], "level 'B3': level 'B3' has no word, and one below it has; give it one"),
        (
            ["{word: X, says: x, level: B2}", "{word: Y, says: x, level: B3}"],
            "word 'Y': a word of 'B3' stands below one of 'B2'; put the words of the highest level first",
        ),
        (
            ["{word: X, says: x, level: B3}", "{word: Y, says: x, level: B3, needs: {checks: vip}}"],
            "word 'Y': 'X' above it is said of every run of that level; put that word last of its level",
        ),
        (
            ["{word: X, says: x, level: B3, needs: {checks: vip}}", "{word: Y, says: x, level: B2}"],
            "word 'X': the last word of level 'B3' asks for more than the level",
        ),
    ],
)
def test_what_lets_word_and_level_differ_is_refused(complain: Complain, words: list[str], said: str) -> None:
    """A run of a level has one of its words, and a word is of one level."""
    lines = complain(LADDER + "".join(f"  - {word}\n" for word in words))
    assert any(said in line for line in lines), lines


def test_the_lowest_level_with_words_may_be_without_one(load: Load) -> None:
    """Where none of them holds the word is BLOCKED, as it is below that level."""
    needs = "needs: {checks: escrow}"
    table = load(
        recovery=f"{LADDER}  - {{word: X, says: x, level: B3}}\n  - {{word: Y, says: x, level: B2, {needs}}}\n"
    )
    assert table.claims is not None
    assert [word.name for word in table.claims.words] == ["X", "Y"]


def test_a_subject_of_no_check_is_refused(complain: Complain) -> None:
    """Nothing is asked where it is asked of, and its suffix could never go."""
    fleet = FLEET.replace("dr]", "dr, idle]")
    text = "words: [{word: X, says: x, needs: {about: {idle: note}}, but: {idle: LAZY}}]\n"
    lines = complain(text, fleet=fleet)
    assert any("no check is about 'idle'; what asks for nothing proves nothing" in line for line in lines)
    assert any("no check is about 'idle'; so it would never be green" in line for line in lines)


def test_all_subjects_are_those_that_checks_are_about(load: Load) -> None:
    """One that no check is about yet is none of them."""
    fleet = FLEET.replace("dr]", "dr, idle]")
    table = load(fleet=fleet, recovery="states: {X: {says: x, needs: {about: {'*': service}}}}\n").claims
    assert table is not None
    requires = table.statements["X"].requires
    assert requires is not None
    assert set(requires.about) == {"service", "host", "dr"}


def test_only_one_file_is_read(complain: Complain, load: Load) -> None:
    """A second one would be passed over in silence."""
    text = "never: {X: {says: x, approval: y}}\n"
    (line,) = complain(text, **{"recovery.yaml": text})
    assert line.endswith("packs/x/recovery.yml: stands beside recovery.yaml; keep one of them")
    with pytest.raises(BaselineError):
        load(recovery="[")


@pytest.mark.parametrize("name", ["claims.yml", "claims/more.yaml"])
def test_a_file_of_an_old_name_says_what_became_of_it(complain: Complain, name: str) -> None:
    """What it says is read no more."""
    (line,) = complain("never: {X: {says: x, approval: y}}\n", **{name: "x: y\n"})
    said = (
        "a file of that name is read no more; its levels, words, states, claims and `never` stand in recovery.yml now"
    )
    assert line.startswith(f"packs/x/{name}: {said}")


def test_schema_knows_the_keys_the_loader_knows() -> None:
    """One that only one of the two knows would be a riddle."""
    shapes = {name: set(shape.get("properties", ())) for name, shape in make_schema()["$defs"].items()}
    assert shapes["recovery"] == {*SECTIONS, *DECISION_SECTIONS}
    assert shapes["level"] == set(KEYS[StatementKind.LEVEL])
    assert shapes["word"] == set(KEYS[StatementKind.WORD])
    assert shapes["claim"] == set(KEYS[StatementKind.CLAIM]) == set(KEYS[StatementKind.STATE])
    assert shapes["never"] == set(KEYS[StatementKind.NEVER])
    requirements = make_schema()["$defs"]["requirements"]["properties"]
    assert requirements["hosts"]["propertyNames"]["enum"] == list(CONDITIONS)
    assert requirements["about"]["additionalProperties"]["enum"] == list(CLASSES)
    assert shapes["AskedByClass"] == set(CLASSES)


def test_the_file_is_read_with_the_pack_and_so_are_those_of_old_names(tmp_path: Path) -> None:
    """Lest what they say be passed over."""
    for name in ("fleet.yml", "recovery.yml", "claims.yml", "claims/more.yaml", "claims/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert set(read_sources(str(tmp_path))) == {"fleet.yml", "recovery.yml", "claims.yml", "claims/more.yaml"}


DECIDED = "levels:\n  - {level: L1, says: x, needs: {checks: vip}}\n  - {level: L2, says: x, approval: y}\n"


def test_no_level_stands_over_a_decision_that_was_not_taken(load: Load, complain: Complain) -> None:
    """A run would reach the upper one without it; below the first and above the last nothing stands on it."""
    (line,) = complain(DECIDED + "  - {level: L3, says: x, needs: {checks: vip}}\n")
    said = "level 'L2': a person decides on it, and 'L3' above it would stand without"
    assert line.endswith(f"recovery.yml:3: {said}; put it below the first that a run can reach, or above the last")
    table = load(recovery=DECIDED).claims
    assert table is not None
    assert table.levels == ("L1", "L2")
    only = load(recovery="levels: [{level: L0, says: x, approval: y}]\n").claims
    assert only is not None
    assert only.levels == ("L0",)


def test_a_fleet_without_hosts_has_none_to_require(complain: Complain) -> None:
    """Not even `all`, which would then hold of nothing."""
    lines = complain("states: {X: {says: x, needs: {hosts: {HOST_READY: all}}}}\n", fleet="name: x\n")
    assert any(line.endswith("no host 'all'; no run looks at any host; give fleet.yml its hosts") for line in lines)


@pytest.mark.parametrize(
    ("subjects", "said"),
    [
        ("[]", "key 'subjects': names none; leave it out to have `service`"),
        ("[service, '*']", "'*' stands for all subjects; name each"),
        ("[service, service]", "subject 'service' stands twice; keep one"),
        ("[service]", "no subject 'host' under `subjects` of fleet.yml"),
    ],
)
def test_subjects_are_named_once_and_each(complain: Complain, subjects: str, said: str) -> None:
    """In fleet.yml, and each check is about one of them."""
    fleet = FLEET.replace("[service, host, dr]", subjects)
    lines = complain("never: {X: {says: x, approval: y}}", fleet=fleet)
    assert any(said in line for line in lines), lines


def test_a_check_is_about_its_phases_subject_where_it_names_none(load: Load) -> None:
    """And a phase that names none is about the first."""
    fleet = load(**{"phases/1.yml": P1.replace("needs", "about: host\nneeds").replace(", about: dr", "")})
    assert {check.id: check.about for check in fleet.checks} == {
        "a-unit": "host",
        "b-unit": "host",
        "vip": "service",
        "escrow": "host",
    }
