"""The form of a plan's file, `plans/NAME.yml`: structs that are reader and schema at once."""

from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta, field

from blackstart.baseline.file_types import Age, Id, Names, SomeNames, Texts, doc
from blackstart.baseline.needs_entry import NOTHING, NeedsEntry
from blackstart.baseline.nodes import Mapping, Node
from blackstart.baseline.typed_place import At
from blackstart.baseline.typed_scalars import Shape, Structs
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_texts import TextsReader
from blackstart.baseline.typed_values import Name
from blackstart.model.claims import DEFAULT_AGE
from blackstart.model.recovery_plan import PlanOperation

NO_ACTIONS = "this version has no actions: it changes nothing on any host"
IN_WORDS = "say in words what people do, as `do: Stop the consumers.`, and with `see` how it is seen"
SEES = "`phases`, `checks`, `hosts`, `levels`, `states`, `claims` or `about` as in recovery.yml, and `view` for views."


class SightEntry(NeedsEntry, frozen=True, kw_only=True):
    """What must be seen: a set of requirements, and views whose checks must pass."""

    view: Annotated[Names, doc("Views, all checks of which must pass.", empty=NOTHING)] = ()


class DoReader(TextsReader, frozen=True, kw_only=True):
    """What people do, in words; an action is refused."""

    def read(self, node: Node, at: At) -> Any:
        """Return the texts by language."""
        if isinstance(node, Mapping) and "action" in node.entries:
            at.complain(NO_ACTIONS, IN_WORDS, node.lines["action"])
            return {"en": ""}
        return TextsReader.read(self, node, at)


class PowerReader(msgspec.Struct, frozen=True, kw_only=True):
    """Refuses to switch machines."""

    wanted: str = "nothing"
    many: str = "nothing"

    def suits(self, node: Node) -> bool:  # noqa: ARG002  # as every reader
        """Tell that nothing may stand there."""
        return False

    def read(self, node: Node, at: At) -> Any:  # noqa: ARG002  # as every reader
        """Report that this version switches no machine."""
        at.complain(NO_ACTIONS, IN_WORDS)
        return True

    def shape(self, structs: Structs) -> Shape:  # noqa: ARG002  # as every reader
        """Return a schema that nothing fits."""
        return {"not": {}}


Do = Annotated[dict[str, str], Meta(extra={"reader": DoReader()})]
"""What people do, by language."""
NoPower = Annotated[bool, Meta(extra={"reader": PowerReader()})]
"""A key that no plan of this version has."""


class StepEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must be so before the next."""

    example: ClassVar = "- {id: data, see: {phases: [P0-DATA]}, within: 15m}"

    id: Annotated[Id, doc("Its name.", missing="name the step")]
    title: Annotated[Texts, doc("What people call it.")] = {}
    do: Annotated[Do | None, doc("What people do, in words.")] = None
    never: Annotated[Texts, doc("What they do not do.")] = {}
    see: Annotated[SightEntry | None, doc(f"What must be seen, all of it: {SEES}")] = None
    go: Annotated[bool, doc("Whether the pack's rules of GO must allow it.")] = False
    on: Annotated[Names, doc("Hosts it is about: ids, `role:NAME` or `all`.")] = ()
    hold_for: Annotated[Age | None, doc("How long it must stay seen.")] = field(name="for", default=None)
    wait: Annotated[Age | None, doc("How long to wait.")] = None
    within: Annotated[Age | None, doc("After how long it is overdue; it is told, and never skipped.")] = None
    approve: Annotated[int | None, Meta(ge=1), doc("By how many different keys it is approved.")] = None
    approvers: Annotated[SomeNames | None, doc("Whose signatures count: names, or patterns; by default anybody's.")] = (
        field(name="from", default=None)
    )
    freeze: Annotated[Name | None, doc("The hold that it begins.")] = None
    release: Annotated[Name | None, doc("The hold that it ends.")] = None
    skip: Annotated[bool, doc("Whether it may be skipped; that takes the best closeout away.")] = False
    zero: Annotated[bool, doc("Whether this is T+0, from which the points of recovery.yml are counted.")] = False
    keep: Annotated[Name | None, doc("The name under which the run is kept that shows it.")] = None
    power: Annotated[NoPower | None, doc("Not in this version: it starts and stops no machine.")] = None
    lines: KeyLines = KeyLines()


class PlanFile(msgspec.Struct, frozen=True, kw_only=True):
    """plans/NAME.yml: steps in their order, which a session walks."""

    plan: Annotated[Id, doc("Its name, as the file's.", missing="name the plan as the file is called")]
    title: Annotated[Texts, doc("What people call it.")] = {}
    operation: Annotated[PlanOperation, doc("What it does to the fleet.", missing="say what it does to the fleet")]
    window: Annotated[Age, doc("How long it may take.", missing="as `window: 2h`")]
    max_age: Annotated[Age, doc("How old a run may be that shows a step; by default 15m.")] = DEFAULT_AGE
    steps: Annotated[tuple[StepEntry, ...], Meta(min_length=1), doc("The steps.", missing="give it steps")]
    lines: KeyLines = KeyLines()
