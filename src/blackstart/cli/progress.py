"""Progress on standard error, on a terminal only: a line for each place that is done, and one that is rewritten."""

import os
import sys
from collections.abc import Iterable, Sequence

from blackstart.model.fleet import Check
from blackstart.model.reply import Gap
from blackstart.model.request import CONTROLLER

COLUMNS = 80
"""Where a terminal does not tell its width."""
START_OF_LINE = "\r\x1b[K"


class ProgressLine:
    """Shows how many checks have their answers, who is waited for, and each place as it is done."""

    def __init__(self, checks: Iterable[Check], *, lists_places: bool = True) -> None:
        """Wait for these checks; silent, and without a cost, where standard error is no terminal."""
        self._shows = sys.stderr.isatty()
        self._lists_places = lists_places
        self._checks = tuple(checks) if self._shows else ()
        if self._shows:
            self._begin()
            self._write("")

    def advance(self, check: Check, done: int) -> None:
        """Show that a check has its answers, or could not look."""
        if self._shows:
            self._done = done
            left = self._waiting.get(check.place, {})
            left.pop(check.id, None)
            if not left and check.place == CONTROLLER:  # it has no boot id to tell
                self._waiting.pop(CONTROLLER, None)
            self._write("")

    def finish(self, place: str, seconds: float, gaps: Sequence[Gap]) -> None:
        """Show that a place has said all there was to ask of it, so many seconds after the begin."""
        if self._shows:
            from blackstart.render.progress import show_place  # noqa: PLC0415  # for terminals only

            self._waiting.pop(place, None)
            line = show_place(place, self._counts[place], gaps, seconds)
            self._write(f"{line}\n" if self._lists_places else "")

    def clear(self) -> None:
        """Take the line away, and begin anew with the next check."""
        if self._shows:
            sys.stderr.write(START_OF_LINE)
            sys.stderr.flush()
            self._begin()

    def _begin(self) -> None:
        self._done = 0
        self._waiting: dict[str, dict[str, None]] = {}
        for check in self._checks:
            self._waiting.setdefault(check.place, {})[check.id] = None
        self._counts = {place: len(checks) for place, checks in self._waiting.items()}

    def _write(self, lines: str) -> None:
        """Write whole lines in place of the last one, and below them who is waited for."""
        from blackstart.render.progress import show_waiting  # noqa: PLC0415  # for terminals only

        width = os.get_terminal_size(sys.stderr.fileno()).columns or COLUMNS
        waiting = show_waiting(self._done, len(self._checks), self._waiting, width - 1)
        sys.stderr.write(f"{START_OF_LINE}{lines}{waiting}")
        sys.stderr.flush()
