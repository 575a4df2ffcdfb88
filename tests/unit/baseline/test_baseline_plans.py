"""Plans are read with all their errors at once, each at its line with its mend."""

import pytest
from unit.decisions.deciding import SOURCES

from blackstart.baseline.load import load_baseline
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.plan_format import PowerReader
from blackstart.baseline.problems import BaselineError
from blackstart.baseline.schema import make_file_schema
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Severity
from blackstart.model.recovery_plan import PlanOperation, StepKind

HEAD = "plan: startup\noperation: startup\nwindow: 2h\nsteps:\n"
GOOD = """\
  - {id: power, do: On., never: Twice., zero: true}
  - {id: data, title: Data., see: {phases: [P0], levels: [B1]}, within: 5m, keep: first}
  - {id: seen, see: {view: quick}, for: 15m}
  - {id: both, see: {checks: [data], view: [quick]}}
  - {id: ask, approve: 2, from: ["dba*"]}
  - {id: calm, wait: 10m, skip: true}
  - {id: ci, release: ci, on: role:db, do: {en: Go., zh-TW: 放行。}, see: {checks: [api]}}
"""
DOWN = (
    "plan: down\noperation: shutdown\nwindow: 1h\nsteps:\n"
    "  - {id: go, go: true}\n  - {id: one, go: true, on: a}\n  - {id: f, freeze: ci, do: Hold.}\n"
)


def load(steps: str = GOOD, *, head: str = HEAD, down: str = DOWN, **others: str) -> Fleet:
    """Load the fleet with two plans."""
    plans = {"plans/startup.yml": head + steps, "plans/down.yml": down}
    changed = {f"{name}.yml": text for name, text in others.items()}
    return load_baseline({**SOURCES, **plans, **changed}, "packs/x")


def complain(steps: str, **changes: str) -> str:
    """Return the errors of a plan with these steps before those that are right."""
    with pytest.raises(BaselineError) as found:
        load(steps + GOOD, **changes)
    return str(found.value)


def test_a_plan_is_read() -> None:
    """Each kind of step by its keys, and names as the fleet has them."""
    fleet = load()
    plan = fleet.plans["startup"]
    kinds = [step.kind for step in plan.steps]
    assert kinds == [StepKind.MANUAL, *[StepKind.CHECK] * 3, StepKind.APPROVE, StepKind.WAIT, StepKind.MANUAL]
    power, data, seen, both, ask, calm, release = plan.steps
    assert (plan.operation, plan.window, plan.max_age, plan.zero) == (PlanOperation.STARTUP, 7200.0, 900.0, 0)
    assert (power.do, power.never, power.see) == ({"en": "On."}, {"en": "Twice."}, None)
    assert data.see is not None
    assert data.see.requires.phases == {"P0": Severity.NOTE}
    assert (data.see.requires.statements, data.within, data.keep) == (("B1",), 300.0, "first")
    assert seen.see is not None
    assert (seen.see.views, seen.hold_for) == (("quick",), 900.0)
    assert both.see is not None
    assert (both.see.views, list(both.see.requires.checks)) == (("quick",), ["data"])
    assert (ask.approvals, ask.approvers, calm.wait, calm.skip) == (2, ("dba*",), 600.0, True)
    assert (release.release, release.on, release.do["zh-TW"]) == ("ci", ("b",), "放行。")
    go, one, _ = fleet.plans["down"].steps
    assert go.see is not None
    assert one.see is not None
    assert (go.see.go, one.see.go) == (("a", "b"), ("a",))


def test_a_run_is_judged_without_plans() -> None:
    """The digest of a fleet does not change with them, nor what is kept of it."""
    plain = load_baseline(SOURCES, "packs/x")
    assert (plain.digest, plain.sources, plain.plans) == (load().digest, load().sources, {})


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{id: x, do: {action: compose-up}}", "step 'x'|no actions: it changes nothing on any host; say in words"),
        ("{id: x, power: 'off', on: a}", "key 'power': this version has no actions"),
        ("{id: x}", "step 'x': nothing makes it done; give it one of"),
        ("{id: x, wait: 5m, see: {checks: [data]}}", "key 'see' does not go with a step of the kind wait"),
        ("{id: x, do: Y., approve: 1}", "key 'do' does not go with a step of the kind approve"),
        ("{id: x, see: {checks: [dota]}}", "step 'x': no check 'dota'; did you mean 'data'?"),
        ("{id: x, see: {phases: [P9]}}", "no phase 'P9'"),
        ("{id: x, see: {levels: [B2]}}", "no level 'B2'"),
        ("{id: x, see: {levels: [B0]}}", "which a person decides on"),
        ("{id: x, see: {view: quack}}", "no view 'quack'; did you mean 'quick'?"),
        ("{id: x, see: {}}", "names nothing"),
        ("{id: x, see: yes}", "expected a mapping, found"),
        ("{id: x, do: Y., on: c}", "no host 'c'"),
        ("{id: x, do: Y., for: 5m}", "key 'for' needs something to see"),
        ("{id: x, do: Y., keep: z}", "key 'keep' needs something to see"),
        ("{id: x, do: Y., release: z, skip: true}", "a release is never skipped"),
        ("{id: x, do: Y., release: z}", "no plan freezes 'z'"),
        ("{id: x, do: Y., freeze: z}", "no plan releases 'z'"),
        ("{id: x, do: Y., freeze: z, release: z}", "`freeze` and `release` stand together"),
        ("{id: x, wait: 5m, zero: true}", "T+0 is something that is seen or done"),
        ("{id: x, do: Y., zero: true}", "there is a T+0 already"),
        ("{id: power, do: Y.}", "step 'power' stands twice, first in line 5"),
        ("{id: x, do: Y., release: ci}\n  - {id: z, do: Y., freeze: ci}", "'ci' is released before it is frozen"),
        ("{id: x, do: Y., within: soon}", "key 'within'"),
        ("{id: x, approve: 0}", "key 'approve'"),
    ],
)
def test_each_fault_is_told_at_its_line(step: str, said: str) -> None:
    """With what it is, and how to mend it."""
    found = complain(f"  - {step}\n")
    assert "packs/x/plans/startup.yml:" in found
    assert any(part in found for part in said.split("|")), found


def test_all_errors_are_told_at_once() -> None:
    """Of every plan, with those of the other files."""
    found = complain("  - {id: x}\n  - {id: y, see: {view: none}}\n", down=DOWN.replace("freeze", "frooze"))
    assert "nothing makes it done" in found
    assert "no view 'none'" in found
    assert "packs/x/plans/down.yml:7: unknown key 'frooze'" in found


def test_names_of_plans_are_those_of_their_files() -> None:
    """A plan of another name, a file that is none, and a startup without T+0."""
    with pytest.raises(BaselineError, match="stands in a file of another name; call it 'startup'"):
        load(head=HEAD.replace("plan: startup", "plan: start"))
    with pytest.raises(BaselineError, match=r"down\.yml: the file is empty"):
        load(down="")
    with pytest.raises(BaselineError, match="no step is T\\+0"):
        load(GOOD.replace(", zero: true", ""))
    with pytest.raises(BaselineError, match="a second plan 'startup'"):
        load_baseline({**SOURCES, "plans/startup.yml": HEAD + GOOD, "plans/startup.yaml": HEAD + GOOD}, "packs/x")


def test_go_needs_rules() -> None:
    """A pack without them, or without a recovery.yml, cannot be asked."""
    recovery = SOURCES["recovery.yml"]
    with pytest.raises(BaselineError, match="key 'go': the pack has no rules of GO"):
        load(recovery=recovery[: recovery.index("go:\n")])


def test_the_schema_has_plans() -> None:
    """With what must be seen, and nothing that switches machines."""
    step = make_file_schema("plan")["$defs"]["StepEntry"]
    assert step["properties"]["power"]["not"] == {}
    assert "view" in make_file_schema("plan")["$defs"]["SightEntry"]["properties"]
    node = Mapping(line=1, entries={}, lines={})
    assert not PowerReader().suits(node)
