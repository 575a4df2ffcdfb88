"""Where a value stands in a file, and what is said of one that does not fit."""

from typing import Final

import msgspec

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.problems import ProblemReport

UNREAD: Final = object()
"""What a reader returns for a value that does not fit; the report says why."""
EMPTY_LIST = ("an empty list demands nothing", "name what is expected or leave it out")
EMPTY_MAPPING = ("an empty mapping demands nothing", "name what is expected or leave it out")
"""What is wrong with a list or mapping of nothing where there must be something, and the mend."""


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How messages speak of the values in one sort of file.

    `noun` is what its keys are called. With `whole_paths` a message names the way to a value
    (`'status[1]'`), not its key alone, and the sort of value found, not the value. With `blank`, texts may be empty.
    """

    noun: str = "key"
    whole_paths: bool = False
    blank: bool = False


FILE = Manner()
FIXTURES = Manner(blank=True)
PARAMETERS = Manner(noun="parameter", whole_paths=True, blank=True)


class At(msgspec.Struct, frozen=True):
    """A value's place: its report, its line (of its key, where it has one), its key or index, and what is around it."""

    report: ProblemReport
    manner: Manner
    line: int
    step: str | int = ""
    outer: "At | None" = None

    def below(self, step: str | int, line: int) -> "At":
        """Return the place of a part of the value."""
        return At(self.report, self.manner, line, step, self)

    def refuse(self, wanted: str, node: Node, mend: str = "") -> None:
        """Report that the value is not what is wanted. A list or mapping is told of where it begins."""
        line = self.line if isinstance(node, Scalar) else node.line
        found = name_sort(node) if self.manner.whole_paths else describe(node)
        self.complain(f"expected {wanted}, found {found}", mend, line)

    def complain(self, message: str, mend: str = "", line: int | None = None) -> None:
        """Report what is wrong with the value."""
        label = self.name()
        self.report.add(line or self.line, f"{label}: {message}" if label else message, mend)

    def name(self) -> str:
        """Return what messages call the place: its key, or the way to it; empty for a whole file."""
        steps = self.list_steps()
        if self.manner.whole_paths:
            path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
            return f"'{path.removeprefix('.')}'" if path else ""
        keys = [step for step in steps if isinstance(step, str)]
        return f"key '{keys[-1]}'" if keys else ""

    def list_steps(self) -> list[str | int]:
        """Return the keys and indexes that lead to the value."""
        above = [] if self.outer is None else self.outer.list_steps()
        return above if self.step == "" else [*above, self.step]


def name_sort(node: Node) -> str:
    """Name the sort of value that stands there; a text as it is."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=bool()):
            return "true or false"
        case Scalar(value=int()):
            return "a whole number"
        case Scalar(value=float()):
            return "a number"
        case _:
            return describe(node)
