"""YAML events to nodes, within limits, without recursion."""

from collections.abc import Iterable
from typing import Any, NoReturn

import msgspec
import yaml

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.scalars import resolve

MAX_DEPTH = 40
MAX_ALIASED = 100_000
"""Aliases may repeat that many nodes in a file; more is a bomb (each level multiplies)."""


class NodeError(Exception):
    """YAML that goes past a limit or uses what a baseline has no use for."""

    def __init__(self, line: int, message: str, mend: str) -> None:
        """Name the place, the thing and the mend."""
        super().__init__(message)
        self.line = line
        self.mend = mend


class Frame(msgspec.Struct, kw_only=True):
    """A collection not yet ended: its members so far, how many nodes they are and how deep they go."""

    line: int
    anchor: str | None = None
    is_mapping: bool = False
    members: list[Node]
    size: int = 1
    height: int = 1


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """A node that aliases may repeat; None while it is being read."""

    node: Node | None
    size: int = 1
    height: int = 1


class Composer:
    """Puts the parser's events together; collections still open stand on a stack, not on Python's."""

    def __init__(self, report: ProblemReport) -> None:
        """Start with nothing read."""
        self.report = report
        self.frames = [Frame(line=0, members=[])]
        self.anchors: dict[str, Anchored] = {}
        self.aliased = 0

    def compose(self, events: Iterable[Any]) -> Node:
        """Return the document, or an empty scalar where there is none. Raises NodeError."""
        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self.take_scalar(event)
                case yaml.CollectionStartEvent():
                    self.open(event)
                case yaml.CollectionEndEvent():
                    self.close()
                case yaml.AliasEvent():
                    self.repeat(event)
                case yaml.DocumentStartEvent() if self.frames[0].members:
                    raise NodeError(line_of(event), "a second document begins", "one file holds one document")
                case _:
                    pass
        return next(iter(self.frames[0].members), Scalar(line=1, text="", value=None))

    def take_scalar(self, event: Any) -> None:
        """Take a single value; only a plain one (no quotes) can be other than text."""
        line, text = event.start_mark.line + 1, event.value
        if event.tag is not None:
            refuse_tag(event.tag, line)
        value = resolve(text) if event.implicit[0] else text
        self.add(Scalar(line=line, text=text, value=value), 1, 0, event.anchor)

    def open(self, event: Any) -> None:
        """Begin a list or mapping."""
        line = event.start_mark.line + 1
        if event.tag is not None:
            refuse_tag(event.tag, line)
        refuse_depth(line, len(self.frames))
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchored(node=None)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.frames.append(Frame(line=line, anchor=event.anchor, is_mapping=is_mapping, members=[]))

    def close(self) -> None:
        """End the innermost list or mapping and put it into the one around it."""
        frame = self.frames.pop()
        node = (
            make_mapping(frame, self.report)
            if frame.is_mapping
            else Sequence(line=frame.line, items=tuple(frame.members))
        )
        self.add(node, frame.size, frame.height, frame.anchor)

    def add(self, node: Node, size: int, height: int, anchor: str | None) -> None:
        """Put a node into the innermost open collection."""
        frame = self.frames[-1]
        frame.members.append(node)
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if anchor is not None:
            self.anchors[anchor] = Anchored(node=node, size=size, height=height)

    def repeat(self, event: Any) -> None:
        """Put in the node the alias names."""
        line, name = line_of(event), event.anchor
        anchored = self.anchors.get(name)
        if anchored is None:
            raise NodeError(line, f"no anchor '&{name}' stands before '*{name}'", "anchor the value first")
        if anchored.node is None:
            raise NodeError(line, f"'&{name}' contains itself", "write the value out")
        self.aliased += anchored.size
        if self.aliased > MAX_ALIASED:
            raise NodeError(line, f"aliases repeat more than {MAX_ALIASED} nodes", "write the values out")
        refuse_depth(line, len(self.frames) + anchored.height - 1)
        self.add(anchored.node, anchored.size, anchored.height, None)


def make_mapping(frame: Frame, report: ProblemReport) -> Mapping:
    """Pair keys with values. A key that is not text, or stands twice, is reported."""
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in zip(frame.members[::2], frame.members[1::2], strict=True):
        if not isinstance(key, Scalar) or key.value is None or isinstance(key.value, bool):
            report.add(key.line, f"expected text for a key, found {describe(key)}", "put it in quotes")
        elif key.text in entries:
            report.add(key.line, f"key '{key.text}' stands twice, first in line {lines[key.text]}", "keep one")
        else:
            entries[key.text] = value
            lines[key.text] = key.line
    return Mapping(line=frame.line, entries=entries, lines=lines)


def line_of(event: Any) -> int:
    """Return the line an event begins in, from 1."""
    return int(event.start_mark.line) + 1


def refuse_tag(tag: str, line: int) -> NoReturn:
    """Raise NodeError for an explicit tag: a baseline is plain values."""
    raise NodeError(line, f"tag '{tag}' is not read", "write a plain value")


def refuse_depth(line: int, depth: int) -> None:
    """Raise NodeError past the limit; everything after may then recurse over nodes."""
    if depth > MAX_DEPTH:
        raise NodeError(line, f"nested deeper than {MAX_DEPTH}", "flatten it")
