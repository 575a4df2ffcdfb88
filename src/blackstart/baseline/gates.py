"""Owners on checks to the gates that they open: what clears each and what it forbids follows from its checks."""

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Map

import msgspec

from blackstart.baseline.check import Draft
from blackstart.baseline.gate_conditions import list_conditions
from blackstart.baseline.gate_reach import find_forbidden
from blackstart.baseline.needs import Directory
from blackstart.baseline.owner import OwnerEntry
from blackstart.baseline.typed_values import Name
from blackstart.model.claims import ClaimTable, Text
from blackstart.model.fleet import Check
from blackstart.model.gates import Gate, GateTable, Named
from blackstart.model.summary import OpenGates, SummaryTable
from blackstart.verdicts.expectation_cases import can_hold

NEVER = "so its gate could never clear"


class GateScene(msgspec.Struct, frozen=True, kw_only=True):
    """What gates are made of: every check, what every run asks, what a summary asks beside, and what follows."""

    directory: Directory
    counted: Collection[str]
    further: Collection[str]
    summary: SummaryTable
    claims: ClaimTable


def link_gates(drafts: Iterable[Draft], scene: GateScene) -> GateTable | None:
    """Return the gates in the order of their checks, or None where no check has an owner."""
    owned = [(draft, draft.owner) for draft in drafts if draft.owner is not None]
    refuse_gates_twice(owned)
    named_in = tuple(line.key for line in scene.summary.lines if isinstance(line.value, OpenGates))
    for draft, owner in owned:
        if scene.summary.lines and not named_in:
            said = "the summary does not say which gates are open"
            draft.report.add(owner.lines.line, said, "give summary.yml a line as `NEXT_GATES: {gates: open}`")
    gates = tuple(link_gate(draft, owner, scene) for draft, owner in owned)
    return GateTable(gates=gates, named_in=named_in) if gates else None


def refuse_gates_twice(owned: Iterable[tuple[Draft, OwnerEntry]]) -> None:
    """Report a gate that stands twice, also by a check that stands once for each of several hosts."""
    seen: set[str] = set()
    for draft, owner in owned:
        if owner.gate.text in seen:
            mend = "give one check the owner, and name the others under `beside`"
            draft.report.add(owner.gate.line, f"gate '{owner.gate.text}' stands twice", mend)
        seen.add(owner.gate.text)


def link_gate(draft: Draft, owner: OwnerEntry, scene: GateScene) -> Gate:
    """Return one gate; problems go to the check's report."""
    checks = {draft.id: owner.gate.line} | {name.text: name.line for name in owner.beside}
    found = [one for name, line in checks.items() if (one := find_check(Name(text=name, line=line), draft, scene))]
    lines = {line.key: line.value for line in scene.summary.lines if not isinstance(line.value, OpenGates)}
    for name in owner.shows:
        if name.text not in lines:
            draft.report.add_unknown(name.line, f"the summary has no line '{name.text}'", name.text, lines)
    shows = tuple(dict.fromkeys(name.text for name in owner.shows))
    return Gate(
        id=owner.gate.text,
        priority=owner.priority,
        owner=owner.who,
        says=owner.says or {},
        checks=tuple(checks),
        cleared_by=tuple(list_conditions(found, {key: lines[key] for key in shows if key in lines})),
        evidence=name_things(owner.evidence),
        current=shows,
        forbidden_actions=name_things(owner.forbidden),
        forbids={check.id: find_forbidden(check, scene.claims, scene.counted) for check in found},
        missing_status=owner.missing_status,
    )


def name_things(things: Map[Name, Text]) -> tuple[Named, ...]:
    """Return sentences by id."""
    return tuple(Named(id=name.text, says=says) for name, says in things.items())


def find_check(name: Name, owner: Draft, scene: GateScene) -> Check | None:
    """Return the check of a gate; that there is none, or that it can never pass, is reported."""
    draft = scene.directory.drafts.get(name.text)
    if draft is None:
        owner.report.add_unknown(name.line, f"no check '{name.text}'", name.text, scene.directory.drafts)
    if draft is None or draft.check is None:
        return None
    for said, mend in list_obstacles(draft.check, {*scene.counted, *scene.further}):
        owner.report.add(name.line, f"'{name.text}' {said}", mend)
    return draft.check


def list_obstacles(check: Check, asked: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield why the check can never pass in a run with the views of the summary, each with the mend."""
    if check.id not in asked:
        yield f"is looked at by views alone, {NEVER}", "name its view under `views` in summary.yml"
    for expectation in filter(None, (check.expect, check.prefer)):
        shown = (f"{path} == {value}" for path, value in check.spec.passes_at().items() if value.isdecimal())
        if can_hold(" && ".join((f"({expectation})", *shown))) is False:
            yield f"can never meet `{expectation}` and pass, {NEVER}", "ask for what a check that passes shows"
