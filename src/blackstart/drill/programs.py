"""Programs that are asked for by their whole path: they are simulated under that path as a name. Pure."""

import re
from urllib.parse import quote

QUESTION = re.compile(rb"_q \d+ \d+ (?P<path>/[\w./+-]+)(?=[ \n])")
"""A line by which the transport asks for a program in a shell (transports/framing.py)."""
OPENING = b"_q "


def name_program(tool: str) -> str:
    """Return the file a tool has among a host's tools: its name, or its whole path as one."""
    return quote(tool, safe="") if "/" in tool else tool


class PathTurner:
    """Turns whole paths of programs, in what a shell is told, into names that are found in PATH.

    This machine's own programs would answer otherwise, as no PATH leads around them.
    """

    def __init__(self) -> None:
        """Start at the beginning of a line."""
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Return what may go on; a question's line is held until it is whole."""
        lines = (self._held + data).splitlines(keepends=True)
        is_open = bool(lines) and not lines[-1].endswith(b"\n") and is_opening(lines[-1])
        self._held = lines.pop() if is_open else b""
        return b"".join(map(turn, lines))

    def end(self) -> bytes:
        """Return what is left."""
        held, self._held = self._held, b""
        return held


def is_opening(line: bytes) -> bool:
    """Tell whether a line without its end may become a question."""
    return line.startswith(OPENING) or OPENING.startswith(line)


def turn(line: bytes) -> bytes:
    """Return a line with the program's path as a name."""
    found = QUESTION.match(line)
    if found is None:
        return line
    return line[: found.start("path")] + name_program(found["path"].decode()).encode() + line[found.end("path") :]
