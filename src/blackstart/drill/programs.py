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
        self._is_begun = False

    def feed(self, data: bytes) -> bytes:
        """Return what may go on; a question's line is held until it is whole."""
        begun, rest = self._finish_line(data)
        *lines, last = (self._held + rest).split(b"\n")
        self._held = last if is_opening(last) and not self._is_begun else b""
        passed = last[len(self._held) :]
        self._is_begun = self._is_begun or bool(passed)
        return begun + b"".join(turn(line + b"\n") for line in lines) + passed

    def _finish_line(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what belongs to a line that was passed on before its end, and the rest."""
        if not self._is_begun:
            return b"", data
        line, end, rest = data.partition(b"\n")
        self._is_begun = not end
        return line + end, rest

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
