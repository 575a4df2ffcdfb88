"""What a lane writes to its shell: questions in turn, and GETs that one curl makes together."""

from collections.abc import Iterable

from blackstart.transports.pending_command import PendingCommand
from blackstart.transports.script import Group, find_after, find_group, write_batch, write_preamble


class Batches:
    """Writes questions, and remembers which of them one curl was asked together."""

    def __init__(self, nonce: str) -> None:
        """Begin with none; the nonce tells the answers of one curl apart."""
        self._nonce = nonce
        self._groups: dict[int, Group] = {}
        self._grouping = True

    def open(self) -> bytes:
        """Return what tells the shell how to answer."""
        return write_preamble(self._nonce)

    def write(self, questions: Iterable[PendingCommand]) -> bytes:
        """Return what asks the questions; GETs together, where this host's curl can."""
        asked = [(one.number, one.get if self._grouping and one.get else one.request) for one in questions]
        group = find_group(asked)
        if group:
            self._groups[group[0][0]] = group
        return write_batch(asked, group, self._nonce)

    def find_after(self, number: int) -> tuple[bool, int | None]:
        """Tell whether a question was asked with others, and return the one that its curl asks next, if any."""
        return find_after(self._groups.values(), number)

    def end_group(self, first: int) -> list[int]:
        """Forget the group that began with this question, and return the numbers of all in it."""
        return [number for number, _ in self._groups.pop(first, ())]

    def ask_singly(self) -> None:
        """Ask each GET by a curl of its own from now on: this host's is too old to tell one from another."""
        self._grouping = False
