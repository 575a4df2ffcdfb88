"""Points, paths, red lines and GO in recovery.yml: what they may say, and each mistake with its line."""

from pathlib import Path

import pytest
from unit.decisions.deciding import SOURCES, STATEMENTS, load

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.baseline.schema import make_schema
from blackstart.model.go import Operation, Permission, Window
from blackstart.model.scorecard import HostCondition
from blackstart.packs import read_sources

RULE = "needs: {checks: [data]}, else: conditional_go, ceiling: PART, says: x"
PATH = "when: {root_cause: data}, says: x, back: {checks: [data]}"


def complain(**changes: str) -> list[str]:
    """Return what is complained about."""
    with pytest.raises(BaselineError) as caught:
        load(**changes)
    return str(caught.value).splitlines()


def complain_of(text: str) -> list[str]:
    """Return what is complained about in recovery.yml, which has levels and this."""
    return complain(recovery=f"{STATEMENTS}{text}\n")


def rule(text: str) -> str:
    """Return rules of GO with this one."""
    return f"go: {{rules: [{{rule: R, {text}}}]}}"


def test_rules_with_all_they_can_have() -> None:
    """Defaults are every host, every operation, attended or not, and after a NO-GO the lowest ceiling."""
    go = load(
        recovery=f"{STATEMENTS}go:\n  rules:\n"
        "    - {rule: FIRST, needs: {checks: [data]}, else: no_go, says: x}\n"
        "    - rule: SECOND\n      operations: [shutdown]\n      hosts: role:db\n      unattended: true\n"
        "      else: go\n      ceiling: B3\n      says: {en: x, zh-TW: 乙}\n      scope: y\n"
        "      window: {from: '23:30', to: '01:00', lead: 30m, timezone: Asia/Taipei, "
        "done: {check: backup, reading: stated_age}}\n"
        f"    - {{rule: THIRD, {RULE}}}\n"
    ).go
    assert go is not None
    first, second, third = go.rules
    assert (first.hosts, first.operations, first.unattended) == (("a", "b"), tuple(Operation), False)
    assert (first.permission, first.window, go.max_age, go.scopes) == (Permission.NO_GO, None, 900.0, {})
    assert (second.hosts, second.operations, second.unattended) == (("b",), (Operation.SHUTDOWN,), True)
    assert (second.permission, second.requires, second.says["zh-TW"]) == (Permission.GO, None, "乙")
    assert second.window == Window(
        opens=1410, closes=60, timezone="Asia/Taipei", lead=1800.0, check="backup", reading="stated_age"
    )
    assert [one.ceiling for one in (first, second, third)] == ["B0", "B3", "B1"]


def test_points_and_paths_with_all_they_can_have() -> None:
    """Statements are resolved, patterns too; times are seconds; what is asked of the scope stands by itself."""
    plan = load(
        recovery=f"{STATEMENTS}max_age: 1h\npoints:\n"
        "  - {at: 0s, says: Begun.}\n"
        "  - {at: 90s, level: B1, needs: {levels: ['B[35]'], hosts: {HOST_BOOTED: scope, HOST_READY: [a]}}}\n"
        "  - {at: 2m, needs: {hosts: {HOST_BOOTED: scope, HOST_READY: scope}}, otherwise: x}\n"
        "paths:\n"
        f"  - {{path: P, {PATH.replace(': data', ': [host:a, host:a, data]')}}}\n"
    ).plan_b
    assert plan is not None
    begun, level, hosts = plan.points
    assert level.requires is not None
    assert (level.requires.statements, level.requires.hosts) == (("B3", "B5", "B1"), {"a": HostCondition.READY})
    assert (level.hosts_in_scope, level.says) == (HostCondition.BOOTED, {"en": "Data."})
    assert (hosts.hosts_in_scope, hosts.requires) == (HostCondition.READY, None)
    assert (begun.name, level.name, plan.max_age) == ("T+0", "T+1.5", 3600.0)
    assert (plan.paths[0].hosts, plan.paths[0].checks, plan.paths[0].stand_in) == (("a",), ("data",), None)


def test_a_pack_without_them_has_none() -> None:
    """They are no duty."""
    bare = {name: text for name, text in SOURCES.items() if name.startswith(("fleet", "phases"))}
    fleet = load_baseline(bare, "packs/x")
    assert (fleet.go, fleet.plan_b) == (None, None)
    fleet = load_baseline({**bare, "recovery.yml": STATEMENTS}, "packs/x")
    assert (fleet.go, fleet.plan_b) == (None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("go: x", "key 'go': expected a mapping, found text 'x'; as `go: {rules:"),
        ("go: {rule: x}", "unknown key 'rule'; did you mean 'rules'?"),
        ("go: {rules: []}", "key 'rules': an empty list demands nothing"),
        ("go: {max_age: 1h}", "key 'rules' is missing; without rules nothing could ever be a GO"),
        ("go: {rules: [x]}", "key 'rules': expected a mapping, found text 'x'; as `- {rule: DATA,"),
        (f"go: {{rules: [{{{RULE}}}]}}", "key 'rule' is missing; name the rule"),
        (f"go: {{rules: [{{rule: r, {RULE}}}]}}", "key 'rule': 'r' is no id"),
        (f"go:\n  rules:\n  - {{rule: R, {RULE}}}\n  - {{rule: R, {RULE}}}", "rule 'R' stands twice, first in"),
        (rule(f"{RULE}, onfail: x"), "recovery.yml:9: unknown key 'onfail'"),
        (rule("else: no_go, says: x"), "it has neither `needs` nor `window`; a rule objects when one is not met"),
        (rule("needs: {checks: [data]}, says: x"), "key 'else' is missing; what is left then"),
        (rule("needs: {checks: [data]}, else: go, says: x"), "key 'ceiling' is missing"),
        (rule(RULE.replace("PART", "PARTS")), "key 'ceiling': no 'PARTS'; did you mean 'PART'?"),
        (
            rule(RULE.replace("conditional_go", "nogo")),
            "found 'nogo'; did you mean 'no_go'?",
        ),
        (rule(RULE.replace(", says: x", "")), "key 'says' is missing"),
        (
            rule(f"{RULE}, operations: [reboots]"),
            "found 'reboots'; did you mean 'reboot'?",
        ),
        (rule(f"{RULE}, hosts: [c]"), "no host 'c'"),
        (rule(f"{RULE}, hosts: []"), "key 'hosts': an empty list demands nothing"),
        (rule(f"{RULE}, unattended: maybe"), "key 'unattended': expected true or false"),
        (rule(RULE.replace("data", "date")), "no check 'date'; did you mean 'data'?"),
        (rule(RULE.replace("checks: [data]", "levels: [B9]")), "no level 'B9'"),
        (rule(RULE.replace("checks: [data]", "levels: [B0]")), "which a person decides"),
        (f"go: {{scopes: x, rules: [{{rule: R, {RULE}}}]}}", "key 'scopes': expected a mapping, found text 'x'"),
        (f"go: {{scopes: {{gone: x}}, rules: [{{rule: R, {RULE}}}]}}", "unknown key 'gone'"),
    ],
)
def test_a_mistake_in_the_rules_is_told_with_its_line(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain_of(text)), complain_of(text)


def test_go_needs_levels() -> None:
    """A ceiling is one of them."""
    problems = complain(recovery="go: {rules: [{rule: R, needs: {checks: [data]}, else: no_go, says: x}]}\n")
    assert problems == ["packs/x/recovery.yml:1: there are no levels; a ceiling is a level: give them under `levels`"]


@pytest.mark.parametrize(
    ("window", "problem"),
    [
        ("x", "key 'window': expected a mapping, found text 'x'"),
        ("{from: '03:00', timezone: UTC}", "nothing ends the window; give it `to:`, `done:` or both"),
        ("{to: '03:00', timezone: UTC}", "key 'from' is missing"),
        ("{from: '03:00', to: '05:00'}", "key 'timezone' is missing"),
        ("{from: '03:00', to: '24:00', timezone: UTC}", "key 'to': expected a time of day from 00:00 to 23:59"),
        ("{from: 3, to: '05:00', timezone: UTC}", "key 'from': expected a time of day"),
        (
            "{from: [], to: '05:00', timezone: UTC}",
            "from 00:00 to 23:59, found an empty list",
        ),
        ("{from: '03:00', to: '03:00', timezone: UTC}", "the window closes as it opens"),
        ("{from: '03:00', to: '05:00', timezone: Taipei}", "timezone 'Taipei' is not known here"),
        ("{from: '03:00', until: '05:00', timezone: UTC}", "unknown key 'until'"),
        ("{from: '03:00', timezone: UTC, done: backup}", "key 'done': expected a mapping, found text 'backup'"),
        ("{from: '03:00', timezone: UTC, done: {check: backup}}", "key 'reading' is missing"),
        (
            "{from: '03:00', timezone: UTC, done: {check: back, reading: x}}",
            "key 'check': no check 'back'; did you mean 'backup'?",
        ),
        (
            "{from: '03:00', timezone: UTC, done: {check: backup, reading: last}}",
            "key 'reading': the reading has no 'last'",
        ),
        (
            "{from: '03:00', timezone: UTC, done: {check: data, reading: active}}",
            "key 'reading': 'active' is no number",
        ),
    ],
)
def test_a_mistake_in_a_window_is_told(window: str, problem: str) -> None:
    """A window that nothing ends, of no time, of no known place, or closed by what tells no time."""
    text = rule(f"window: {window}, else: no_go, says: x")
    assert any(problem in line for line in complain_of(text)), complain_of(text)


def test_a_window_on_a_check_with_a_problem_of_its_own_is_not_judged() -> None:
    """The check's problem is the one to mend."""
    broken = SOURCES["phases/1.yml"].replace("report: {path", "report: {pat")
    window = "{from: '03:00', timezone: UTC, done: {check: backup, reading: nonsense}}"
    text = rule(f"window: {window}, else: no_go, says: x")
    assert not any("recovery.yml" in line for line in complain(recovery=STATEMENTS + text, phases__1=broken))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("points: []", "key 'points': an empty list demands nothing"),
        ("points: [x]", "key 'points': expected a mapping, found text 'x'; as `- {at: 5m,"),
        ("points: [{needs: {checks: [data]}}]", "key 'at' is missing; say when, counted from T+0"),
        ("points: [{at: soon, level: B1}]", "key 'at': expected a duration such as 15m, or seconds"),
        ("points: [{at: true, level: B1}]", "key 'at': expected a duration such as 15m, or seconds"),
        ("points: [{at: false, level: B1}]", "key 'at': expected a duration such as 15m, or seconds"),
        ("points: [{at: 5m, level: B2}]", "key 'level': no 'B2'"),
        ("points: [{at: 5m, level: B0}]", "a person decides on 'B0'; name a level that a run can reach"),
        ("points: [{at: 5m, goal: x}]", "it asks for nothing and says nothing"),
        ("points: [{at: 0, says: x}]", "no point has `needs` or a `level`"),
        ("points: [{at: 5m, needs: {checks: []}}]", "key 'checks': names nothing"),
        ("points: [{at: 5m, level: B1}, {at: 0, says: x}]", "T+0 stands behind T+5; put them in order"),
        (
            "points: [{at: 5m, needs: {hosts: {HOST_POWERED: scope}}}]",
            "'HOST_POWERED' cannot be asked of the scope; did you mean 'HOST_READY'?",
        ),
        ("paths: [{path: P}]", "key 'when' is missing; as `when: {root_cause: host:nas}`"),
        ("paths: [{path: P}]", "key 'says' is missing"),
        ("paths: [{path: P}]", "key 'back' is missing; what asks for nothing proves nothing"),
        (f"paths: [{{path: P, {PATH}}}]", "there are paths and no `points`; give at least one point"),
        (f"paths: [{{path: P, {PATH.replace('{root_cause: data}', 'data')}}}]", "key 'when': expected a mapping"),
        (
            f"paths: [{{path: P, {PATH.replace('root_cause: data', 'root_cause: []')}}}]",
            "'root_cause': an empty list",
        ),
        (f"paths: [{{path: P, {PATH.replace('root_cause: data', 'cause: data')}}}]", "unknown key 'cause'"),
        (f"paths: [{{path: P, {PATH.replace('root_cause: data', 'root_cause: host:c')}}}]", "no host 'c'"),
        (f"paths: [{{path: P, {PATH.replace('root_cause: data', 'root_cause: date')}}}]", "no check 'date'"),
        (f"paths: [{{path: P, {PATH}, stand_in: b}}]", "key 'stand_in': expected a mapping, found text 'b'"),
        (f"paths: [{{path: P, {PATH}, stand_in: {{says: x}}}}]", "key 'needs' is missing; what asks for nothing"),
        (f"paths: [{{path: P, {PATH}, stand_in: {{needs: {{checks: [data]}}}}}}]", "key 'says' is missing"),
        ("red_lines: x", "key 'red_lines': expected a mapping, found text 'x'"),
        ("red_lines: {never: x}", "'never' is no name of a red line; use A-Z, digits and _ only"),
        ("red_lines: {NEVER: []}", "key 'NEVER': expected text"),
    ],
)
def test_a_mistake_in_points_and_paths_is_told_with_its_line(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain_of(text)), complain_of(text)


def test_a_host_whose_boot_nobody_reads_could_never_be_in_time() -> None:
    """So a point that asks it of the scope is refused; a host that nobody logs in to is in no scope."""
    phase = SOURCES["phases/0.yml"].replace("  - {id: b-boot, on: b, boot: {}}\n", "")
    said = "no check tells when 'b' has booted, so it could never count as booted after T+0; give it a check `boot: {}`"
    assert any(said in line for line in complain(phases__0=phase))
    switch = SOURCES["fleet.yml"].replace("b: {", "s: {address: s, login: none}, b: {")
    pinged = SOURCES["phases/0.yml"] + "  - {id: s-ping, on: s, ping: {}}\n"
    assert load(fleet=switch, phases__0=pinged).plan_b is not None


@pytest.mark.parametrize(
    ("name", "became"),
    [
        ("go.yml", "its rules stand under `go` in recovery.yml now"),
        ("plan_b.yaml", "levels, `points` and `paths` of recovery.yml say it now"),
        ("timeline.yml", "its points stand under `points` in recovery.yml now"),
    ],
)
def test_a_file_of_an_old_name_is_told_what_became_of_it(name: str, became: str) -> None:
    """It would be passed over in silence."""
    with pytest.raises(BaselineError, match=f"{name}: a file of that name is read no more; {became}"):
        load_baseline({**SOURCES, name: ""}, "packs/x")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("checks: [data]\nparts: x", "key 'parts': expected a mapping from part to checks, found text 'x'"),
        ("checks: [data]\nparts: {Routes: [api]}", "'Routes' is no name of a part; use a-z, digits and single -"),
        ("checks: [data]\nparts: {routes: []}", "key 'routes': an empty list demands nothing"),
    ],
)
def test_a_mistake_in_the_parts_of_a_view_is_told(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain(views__quick=text)), complain(views__quick=text)


def test_a_pattern_for_phase_files_takes_none_of_them() -> None:
    """Whatever `include` says."""
    fleet = load(fleet=SOURCES["fleet.yml"] + 'include: "[rp]*"\n')
    assert fleet.go is not None


def test_they_are_read_from_a_packs_folder(tmp_path: Path) -> None:
    """By its name; so are files of old names, which are told of."""
    for name in ("fleet.yml", "go.yml", "recovery.yml", "gone.yml"):
        (tmp_path / name).write_text("")
    assert sorted(read_sources(str(tmp_path))) == ["fleet.yml", "go.yml", "recovery.yml"]


def test_schema_follows_from_the_structs() -> None:
    """What editors know is what the loader takes; requirements are those of every statement."""
    shapes = make_schema()["$defs"]
    sections = shapes["recovery"]["properties"]
    assert sections["points"]["items"] == {"$ref": "#/$defs/PointEntry"}
    assert {"at", "goal", "level", "needs", "otherwise", "says"} == set(shapes["PointEntry"]["properties"])
    assert shapes["PathEntry"]["properties"]["back"]["$ref"] == "#/$defs/requirements"
    assert shapes["WindowEntry"]["required"] == ["from", "timezone"]
