"""What points, paths and rules require, with the statements they name; and the levels that they name."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

import msgspec

from blackstart.baseline.choice import WILD
from blackstart.baseline.fields import Fields, Name
from blackstart.baseline.needs_entry import NeedsEntry
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.recovery_needs import Reference, link_needs_entry
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.baseline.recovery_seldom import MEND
from blackstart.model.claims import ClaimTable, Requirements

NO_KEYS = Mapping(line=0, entries={}, lines={})


class DecisionScene(msgspec.Struct, frozen=True, kw_only=True):
    """What names may stand for: what every run looks at, and what may be said; problems go to the report.

    `seldom` are the statements that ask for what views alone look at.
    """

    claims: ClaimScene
    table: ClaimTable
    seldom: AbstractSet[str] = frozenset()
    report: ProblemReport

    @property
    def fields(self) -> Fields:
        """The report alone, for what takes the keys around a name."""
        return Fields(mapping=NO_KEYS, report=self.report)

    def about(self, subject: str) -> "DecisionScene":
        """Return the scene of one entry: problems are told under its name."""
        return msgspec.structs.replace(self, report=self.report.about(subject))


def link_needs(needs: NeedsEntry, scene: DecisionScene) -> Requirements:
    """Return what is required, with the statements that are."""
    requires, references = link_needs_entry(needs, scene.claims, scene.report)
    return msgspec.structs.replace(requires, statements=resolve(references, scene))


def resolve(references: Iterable[Reference], scene: DecisionScene) -> tuple[str, ...]:
    """Return the names of the statements, each once."""
    return tuple(dict.fromkeys(name for reference in references for name in find_statements(reference, scene)))


def find_statements(reference: Reference, scene: DecisionScene) -> tuple[str, ...]:
    """Return the names one reference stands for; that there is none, or none evidence allows, is reported."""
    text, line, statements = reference.name.text, reference.name.line, scene.table.statements
    known = [name for name, statement in statements.items() if statement.kind is reference.kind]
    wild = not WILD.isdisjoint(text)
    found = tuple(name for name in known if name == text or (wild and fnmatchcase(name, text)))
    if not found:
        scene.report.add_unknown(line, f"no {reference.kind} '{text}'", text, known)
    for name in found:
        if statements[name].requires is None:
            said = f"needs '{name}', which a person decides on"
            scene.report.add(line, said, "take it out: no evidence could meet it")
        elif name in scene.seldom:
            scene.report.add(line, f"'{name}' asks for what views alone look at", MEND)
    return found


def link_level(name: Name | None, scene: DecisionScene) -> tuple[str, ...]:
    """Return the level that a run can reach, where one is named; that there is none of that name is reported."""
    if name is None:
        return ()
    if name.text not in scene.table.levels:
        scene.report.add_unknown(name.line, f"key 'level': no '{name.text}'", name.text, scene.table.levels)
    elif scene.table.statements[name.text].requires is None:
        scene.report.add(name.line, f"a person decides on '{name.text}'", "name a level that a run can reach")
    return (name.text,)
