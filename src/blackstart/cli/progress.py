"""Progress on standard error: one line, rewritten, on a terminal only."""

import sys

from blackstart.model.fleet import Check


class ProgressLine:
    """Shows how many checks have their answers."""

    def __init__(self, total: int) -> None:
        """Count up to the total; silent where standard error is no terminal."""
        self._total = total
        self._shows = sys.stderr.isatty()

    def advance(self, check: Check, done: int) -> None:
        """Show that a check has its answers."""
        if self._shows:
            sys.stderr.write(f"\r\x1b[K{done}/{self._total} {check.id}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shows:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
