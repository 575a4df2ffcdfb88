"""What a reader is, and the one that reads single values."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from blackstart.baseline.nodes import Node, Scalar
from blackstart.baseline.typed_place import UNREAD, At

Shape = dict[str, Any]
"""JSON Schema."""


class Structs(Protocol):
    """The schemas of structs."""

    def refer(self, reader: Any) -> Shape:
        """Return a reference to the schema of what a struct's reader reads."""


class Reader(Protocol):
    """Reads values of one type."""

    @property
    def wanted(self) -> str:
        """What may stand there, in words."""

    @property
    def many(self) -> str:
        """What a list of them holds, in words."""

    @property
    def forms(self) -> frozenset[type[Node]]:
        """The forms of values that are read here: Scalar, Sequence, Mapping."""

    def read(self, node: Node, at: At) -> Any:
        """Return the value, or UNREAD with the reason in the report."""

    def shape(self, structs: Structs) -> Shape:
        """Return the JSON Schema."""


Take = Callable[[Scalar, int], Any]
"""Returns the value, given the line of its key, or UNREAD."""
Refuse = Callable[["ScalarReader", Scalar, At], None]
"""Reports a single value that was not taken."""
Check = Callable[[Any, At], None]
"""Reports what is wrong with a value that was taken."""


def refuse_plainly(reader: "ScalarReader", node: Scalar, at: At) -> None:
    """Report what was wanted and what was found."""
    at.refuse(reader.wanted, node)


class ScalarReader(msgspec.Struct, frozen=True, kw_only=True):
    """Reads single values. Where several types may stand, the lowest `rank` has the first try.

    `words` are those that may stand there, if they are few.
    """

    wanted: str
    many: str
    take: Take
    schema: Shape
    refuse: Refuse = refuse_plainly
    check: Check | None = None
    rank: int = 0
    words: tuple[str, ...] = ()
    forms: frozenset[type[Node]] = frozenset({Scalar})

    def read(self, node: Node, at: At) -> Any:
        """Return the value; one with a fault of its own is returned all the same, so that it counts as known."""
        if not isinstance(node, Scalar):
            at.refuse(self.wanted, node)
            return UNREAD
        value = self.take(node, at.line)
        if value is UNREAD:
            self.refuse(self, node, at)
        elif self.check is not None:
            self.check(value, at)
        return value

    def shape(self, structs: Structs) -> Shape:  # noqa: ARG002  # as every reader
        """Return the JSON Schema."""
        return self.schema
