"""Standard output and error that may be closed, full, or left by their reader, and take nothing along with them."""

import io
import os
import sys
from types import TracebackType
from typing import NoReturn, TextIO

from blackstart.cli import exits
from blackstart.errors import CannotWriteError

STANDARD = 2
"""The greatest descriptor of the standard streams."""


class OutputError(CannotWriteError):
    """Standard output cannot take what was to be said, as on a full disk; the message names the mend."""


class LastingFile(io.FileIO):
    """A descriptor to write to that its reader may leave: what comes after goes nowhere, and the work goes on."""

    def write(self, data: object) -> int:
        """Write some of the bytes. Raises OutputError where that fails for another reason than a lost reader."""
        try:
            return super().write(data)  # type: ignore[arg-type]  # a buffer, which typing has no name for in 3.11
        except OSError as error:
            # From now on nothing can fail: else the buffer would be tried again at the interpreter's end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if isinstance(error, BrokenPipeError):
                return memoryview(data).nbytes  # type: ignore[arg-type]  # as above
            raise OutputError(f"standard output: {error.strerror}; make room, or send it elsewhere") from error


def open_streams() -> None:
    """Let the standard streams be there and last.

    Where one is closed, the next file that is opened would take its number, and what is said would
    go into it. A lost reader would end the command with click's own exit status 1, that of warnings.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STANDARD:
        continue
    os.close(descriptor)
    sys.stdout = open_lasting(1, sys.stdout)
    sys.stderr = open_lasting(2, sys.stderr)


def end_crashed(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> NoReturn:
    """End a command that crashed (`sys.excepthook`): Python's own status for it is 1, which says "warnings only"."""
    sys.__excepthook__(kind, error, place)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exits.INTERNAL)


def open_lasting(descriptor: int, stream: TextIO | None) -> io.TextIOWrapper:
    """Return a text stream over the descriptor, in the encoding of the one it replaces; what that lacks is escaped."""
    return io.TextIOWrapper(
        io.BufferedWriter(LastingFile(descriptor, "w", closefd=False)),
        encoding=getattr(stream, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=descriptor == STANDARD or os.isatty(descriptor),
    )
