"""go.yml, plan_b.yml and timeline.yml: what they may say, and each mistake with its line."""

from pathlib import Path

import pytest
from unit.decisions.deciding import SOURCES, load

from blackstart.baseline.go_file import CEILING_KEYS, GO_KEYS, RULE_KEYS
from blackstart.baseline.go_file_shape import SHAPES
from blackstart.baseline.go_file_window import DONE_KEYS, WINDOW_KEYS
from blackstart.baseline.load import load_baseline
from blackstart.baseline.plan_file import (
    CLOSEOUT_KEYS,
    PATH_KEYS,
    PLAN_KEYS,
    POINT_KEYS,
    RED_LINE_KEYS,
    RELEASE_KEYS,
    STOP_LINE_KEYS,
    TIMELINE_KEYS,
    TRIGGER_KEYS,
)
from blackstart.baseline.problems import BaselineError
from blackstart.model.go import Operation, Permission, Window
from blackstart.model.plan import Moment
from blackstart.packs import read_sources

CEILINGS = "ceilings: [{ceiling: LOW, says: x}, {ceiling: HIGH, says: x}]\n"
RULE = "needs: {checks: [data]}, else: no_go, ceiling: LOW, says: x"
CLOSE = "closeouts: [{closeout: DONE, says: x}]\n"
TRIGGER = "needs: {checks: [data]}, ceiling: B1, says: x"


def complain(**changes: str) -> list[str]:
    """Return what is complained about."""
    with pytest.raises(BaselineError) as caught:
        load(**changes)
    return str(caught.value).splitlines()


def test_rules_with_all_they_can_have() -> None:
    """Defaults are every host, every operation, attended or not."""
    go = load(
        go=f"{CEILINGS}rules:\n  - {{rule: FIRST, {RULE}}}\n"
        "  - rule: SECOND\n    operations: [shutdown]\n    hosts: role:db\n    unattended: true\n    else: go\n"
        "    ceiling: HIGH\n    says: {en: x, zh-TW: 乙}\n    scope: y\n"
        "    window: {from: '23:30', to: '01:00', lead: 30m, timezone: Asia/Taipei, "
        "done: {check: backup, age: stated_age}}\n"
    ).go
    assert go is not None
    first, second = go.rules
    assert (first.hosts, first.operations, first.unattended) == (("a", "b"), tuple(Operation), False)
    assert (first.permission, first.window, go.max_age, go.scopes) == (Permission.NO_GO, None, 900.0, {})
    assert (second.hosts, second.operations, second.unattended) == (("b",), (Operation.SHUTDOWN,), True)
    assert (second.permission, second.requires, second.says["zh-TW"]) == (Permission.GO, None, "乙")
    assert second.window == Window(
        opens=1410, closes=60, timezone="Asia/Taipei", lead=1800.0, check="backup", age="stated_age"
    )


def test_plan_and_timeline_with_all_they_can_have() -> None:
    """Statements are resolved, patterns too; times are seconds."""
    fleet = load(
        plan_b="max_age: 1h\ntriggers:\n"
        "  - {trigger: T1, when: before, after: 5m, needs: {levels: ['B[35]']}, ceiling: B0, says: x}\n" + CLOSE,
        timeline="max_age: 1h\npoints: [{at: 0s, goal: x, says: x}, {at: 90s, goal: x, says: x, needs: {hosts: "
        "{HOST_BOOTED: all}}}]\n",
    )
    assert fleet.plan_b is not None
    assert fleet.timeline is not None
    (trigger,) = fleet.plan_b.triggers
    assert trigger.requires is not None
    assert (trigger.moment, trigger.after, trigger.requires.statements) == (Moment.BEFORE, 300.0, ("B3", "B5"))
    assert (fleet.plan_b.max_age, fleet.timeline.max_age) == (3600.0, 3600.0)
    assert [point.name for point in fleet.timeline.points] == ["T+0", "T+1.5"]


def test_a_pack_without_them_has_none() -> None:
    """They are no duty."""
    bare = {name: text for name, text in SOURCES.items() if name.startswith(("fleet", "phases"))}
    fleet = load_baseline(bare, "packs/x")
    assert (fleet.go, fleet.plan_b, fleet.timeline) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "go.yml: the file is empty"),
        ("rule: x", "go.yml:1: unknown key 'rule'; did you mean 'rules'?"),
        ("rules: []", "go.yml:1: key 'rules': expected a list of `- rule: NAME` entries, found an empty list"),
        (CEILINGS, "go.yml:1: key 'rules' is missing; without rules nothing could ever be a GO"),
        (f"rules: [{{rule: R, {RULE}}}]", "key 'ceilings' is missing; from the lowest up"),
        (f"{CEILINGS}rules: [x]", "go.yml:2: key 'rules': expected a mapping with its `rule:`"),
        (f"{CEILINGS}rules: [{{{RULE}}}]", "go.yml:2: key 'rule' is missing; name the rule"),
        (f"{CEILINGS}rules: [{{rule: r, {RULE}}}]", "key 'rule': 'r' is no id"),
        (
            f"{CEILINGS}rules:\n- {{rule: R, {RULE}}}\n- {{rule: R, {RULE}}}",
            "go.yml:4: rule 'R' stands twice, first in",
        ),
        (f"{CEILINGS}rules: [{{rule: R, {RULE}, onfail: x}}]", "go.yml:2: rule 'R': unknown key 'onfail'"),
        (f"{CEILINGS}rules: [{{rule: R, else: go, ceiling: LOW, says: x}}]", "it has neither `needs` nor `window`"),
        (f"{CEILINGS}rules: [{{rule: R, needs: {{checks: [data]}}, says: x}}]", "key 'else' is missing; what is left"),
        (f"{CEILINGS}rules: [{{rule: R, needs: {{checks: [data]}}, says: x}}]", "key 'ceiling' is missing"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace('LOW', 'LOWER')}}}]", "key 'ceiling': no 'LOWER'; did you mean"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace('no_go', 'nogo')}}}]", "key 'else': no 'nogo'; did you mean"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace(', says: x', '')}}}]", "key 'says' is missing"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE}, operations: [reboots]}}]", "no 'reboots'; did you mean 'reboot'?"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE}, hosts: [c]}}]", "no host 'c'"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE}, hosts: []}}]", "key 'hosts' names nothing"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE}, unattended: maybe}}]", "key 'unattended': expected true or false"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace('data', 'date')}}}]", "no check 'date'; did you mean 'data'?"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace('checks: [data]', 'levels: [B9]')}}}]", "no level 'B9'"),
        (f"{CEILINGS}rules: [{{rule: R, {RULE.replace('checks: [data]', 'levels: [B0]')}}}]", "which a person decides"),
        (f"{CEILINGS}scopes: x\nrules: [{{rule: R, {RULE}}}]", "key 'scopes': expected a mapping from permission"),
        (f"{CEILINGS}scopes: {{gone: x}}\nrules: [{{rule: R, {RULE}}}]", "unknown key 'gone'"),
    ],
)
def test_a_mistake_in_the_rules_is_told_with_its_line(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain(go=text)), complain(go=text)


@pytest.mark.parametrize(
    ("window", "problem"),
    [
        ("x", "key 'window': expected a mapping, found text 'x'"),
        ("{from: '03:00', timezone: UTC}", "nothing ends the window; give it `to:`, `done:` or both"),
        ("{to: '03:00', timezone: UTC}", "key 'from' is missing"),
        ("{from: '03:00', to: '05:00'}", "key 'timezone' is missing"),
        ("{from: '03:00', to: '24:00', timezone: UTC}", "key 'to': expected a time of day from 00:00 to 23:59"),
        ("{from: 3, to: '05:00', timezone: UTC}", "key 'from': expected a time of day"),
        ("{from: [], to: '05:00', timezone: UTC}", "key 'from': expected a name, found an empty list"),
        ("{from: '03:00', to: '03:00', timezone: UTC}", "the window closes as it opens"),
        ("{from: '03:00', to: '05:00', timezone: Taipei}", "timezone 'Taipei' is not known here"),
        ("{from: '03:00', until: '05:00', timezone: UTC}", "unknown key 'until'"),
        ("{from: '03:00', timezone: UTC, done: backup}", "key 'done': expected a mapping, found text 'backup'"),
        ("{from: '03:00', timezone: UTC, done: {check: backup}}", "key 'age' is missing"),
        (
            "{from: '03:00', timezone: UTC, done: {check: back, age: x}}",
            "key 'check': no check 'back'; did you mean 'backup'?",
        ),
        ("{from: '03:00', timezone: UTC, done: {check: backup, age: last}}", "key 'age': the reading has no 'last'"),
        ("{from: '03:00', timezone: UTC, done: {check: data, age: active}}", "key 'age': 'active' is no number"),
    ],
)
def test_a_mistake_in_a_window_is_told(window: str, problem: str) -> None:
    """A window that nothing ends, of no time, of no known place, or closed by what tells no time."""
    text = f"{CEILINGS}rules:\n  - rule: R\n    window: {window}\n    else: no_go\n    ceiling: LOW\n    says: x\n"
    assert any(f"rule 'R': {problem}" in line for line in complain(go=text)), complain(go=text)


def test_a_window_on_a_check_with_a_problem_of_its_own_is_not_judged() -> None:
    """The check's problem is the one to mend."""
    broken = SOURCES["phases/1.yml"].replace("report: {path", "report: {pat")
    window = "{from: '03:00', timezone: UTC, done: {check: backup, age: nonsense}}"
    text = f"{CEILINGS}rules:\n  - rule: R\n    window: {window}\n    else: no_go\n    ceiling: LOW\n    says: x\n"
    assert not any("go.yml" in line for line in complain(go=text, phases__1=broken))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "plan_b.yml: the file is empty"),
        (CLOSE, "key 'triggers' is missing; what makes plan B begin"),
        (f"triggers: [{{trigger: T, {TRIGGER}}}]", "key 'closeouts' is missing; from the best down"),
        (f"{CLOSE}triggers: [{{trigger: T, ceiling: B1, says: x}}]", "it has neither `needs` nor `window`"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER.replace('B1', 'B2')}}}]", "key 'ceiling': no 'B2'"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}, when: never}}]", "key 'when': no 'never'"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}, after: soon}}]", "key 'after': expected seconds or an age"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}, after: true}}]", "key 'after': expected seconds or an age"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}, after: false}}]", "key 'after': expected seconds or an age"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]\npaths: [{{path: P, says: x}}]", "path 'P': key 'back' is"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]\npaths: [{{path: P, says: x}}]", "path 'P': key 'needs' is"),
        (
            f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]\nreleases: [{{release: R, says: x}}]",
            "key 'needs' is missing",
        ),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]\nstop_lines: [{{stop_line: S, says: x}}]", "key 'after' is"),
        (f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]\nred_lines: [{{red_line: S}}]", "key 'says' is missing"),
        (
            f"closeouts: [{{closeout: A, says: x}}, {{closeout: B, says: x}}]\ntriggers: [{{trigger: T, {TRIGGER}}}]",
            "closeout 'A': key 'needs' is missing; what asks for nothing proves nothing",
        ),
        (
            f"closeouts: [{{closeout: A, says: x, needs: {{checks: [data]}}}}]\ntriggers: [{{trigger: T, {TRIGGER}}}]",
            "closeout 'A': the last state asks for evidence; one must be left",
        ),
    ],
)
def test_a_mistake_in_plan_b_is_told_with_its_line(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain(plan_b=text)), complain(plan_b=text)


def test_plan_b_needs_levels() -> None:
    """It reports by them."""
    sources = {name: text for name, text in SOURCES.items() if name != "recovery.yml"}
    sources["plan_b.yml"] = f"{CLOSE}triggers: [{{trigger: T, {TRIGGER}}}]"
    with pytest.raises(BaselineError, match=r"plan_b\.yml: the pack has no levels; plan B reports by levels"):
        load_baseline(sources, "packs/x")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "timeline.yml: the file is empty"),
        ("max_age: 1h", "key 'points' is missing"),
        ("points: []", "key 'points': expected a list of `- at: 5m` entries"),
        ("points: [x]", "key 'points': expected a mapping with its `at:`"),
        ("points: [{at: 5m, goal: x, needs: {checks: [data]}}]", "key 'says' is missing; say when, what for"),
        ("points: [{at: 0, goal: x, says: x}]", "no point has `needs`; what asks for nothing proves nothing"),
        (
            "points: [{at: 5m, goal: x, says: x, needs: {checks: [data]}}, {at: 0, goal: x, says: x}]",
            "T+0 stands behind T+5; put them in order",
        ),
    ],
)
def test_a_mistake_in_the_timeline_is_told_with_its_line(text: str, problem: str) -> None:
    """And how to mend it."""
    assert any(problem in line for line in complain(timeline=text)), complain(timeline=text)


def test_a_second_file_of_a_name_is_refused() -> None:
    """Only one of them would be read."""
    with pytest.raises(BaselineError, match=r"go\.yml: stands beside go\.yaml; keep one of them"):
        load_baseline({**SOURCES, "go.yaml": SOURCES["go.yml"]}, "packs/x")


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
    fleet = load(fleet=SOURCES["fleet.yml"] + 'include: "[gpt]*"\n')
    assert fleet.go is not None


def test_they_are_read_from_a_packs_folder(tmp_path: Path) -> None:
    """By their names."""
    for name in ("fleet.yml", "go.yml", "plan_b.yml", "timeline.yaml", "gone.yml"):
        (tmp_path / name).write_text("")
    assert sorted(read_sources(str(tmp_path))) == ["fleet.yml", "go.yml", "plan_b.yml", "timeline.yaml"]


@pytest.mark.parametrize(
    ("shape", "name", "keys"),
    [
        ("go", "", GO_KEYS),
        ("go_rule", "rule", RULE_KEYS),
        ("window", "", WINDOW_KEYS),
        ("plan_b", "", PLAN_KEYS),
        ("timeline", "", TIMELINE_KEYS),
    ],
)
def test_schema_has_the_keys_of_the_files(shape: str, name: str, keys: tuple[str, ...]) -> None:
    """What editors know is what the loader takes."""
    assert sorted(SHAPES[shape]["properties"]) == sorted({*keys, name} - {""})


@pytest.mark.parametrize(
    ("path", "name", "keys"),
    [
        (("go", "ceilings"), "ceiling", CEILING_KEYS),
        (("plan_b", "triggers"), "trigger", TRIGGER_KEYS),
        (("plan_b", "paths"), "path", PATH_KEYS),
        (("plan_b", "stop_lines"), "stop_line", STOP_LINE_KEYS),
        (("plan_b", "releases"), "release", RELEASE_KEYS),
        (("plan_b", "closeouts"), "closeout", CLOSEOUT_KEYS),
        (("plan_b", "red_lines"), "red_line", RED_LINE_KEYS),
        (("timeline", "points"), "at", POINT_KEYS),
    ],
)
def test_schema_has_the_keys_of_their_entries(path: tuple[str, str], name: str, keys: tuple[str, ...]) -> None:
    """As above; and what is required of a window's `done`."""
    items = SHAPES[path[0]]["properties"][path[1]]["items"]
    assert sorted(items["properties"]) == sorted({*keys, name})
    assert sorted(SHAPES["window"]["properties"]["done"]["properties"]) == sorted(DONE_KEYS)
