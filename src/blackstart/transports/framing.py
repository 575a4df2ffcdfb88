"""Cut what a lane sends into events: what a question printed, and how it ended (see `script`). Pure."""

from collections.abc import Iterator

import msgspec

ERRORS_CAP = 64 * 1024
"""Bytes of standard error kept of one command."""
END_OF_GET = b"\x1e"
"""What curl says on standard error at the end of each of several GETs (see `script`)."""
TAIL = 40
"""More than any marker is longer than its nonce."""


class Ready(msgspec.Struct, frozen=True):
    """The shell runs, and both of its streams arrive."""


class Started(msgspec.Struct, frozen=True):
    """A question was started."""

    question: int


class Ended(msgspec.Struct, frozen=True):
    """A question's standard output is complete."""

    question: int
    status: int
    output: bytes


class ErrorsEnded(msgspec.Struct, frozen=True):
    """A question's standard error is complete; of much the first `ERRORS_CAP` bytes are kept."""

    question: int
    output: bytes


class Overflowed(msgspec.Struct, frozen=True):
    """A question printed more than the cap."""

    question: int


class GroupEnded(msgspec.Struct, frozen=True):
    """The curl that began with this question is over, and all it said has arrived."""

    first: int


Event = Ready | Started | Ended | ErrorsEnded | Overflowed | GroupEnded


class MarkerCutter:
    """Cuts one stream at its markers; what is not cut yet is `held`."""

    def __init__(self, nonce: str) -> None:
        """Look for markers with this nonce."""
        self.held = bytearray()
        self._marker = b"\n" + nonce.encode()
        self._searched = 0

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Take bytes; yield what stood before each whole marker, its sign and its text."""
        self.held += data
        while (start := self.held.find(self._marker, self._searched)) >= 0:
            self._searched = start
            text = start + len(self._marker)
            end = self.held.find(b"\n", text)
            if end < 0:
                return
            before, line = bytes(self.held[:start]), bytes(self.held[text:end])
            del self.held[: end + 1]
            self._searched = 0
            yield before, line[:1], line[1:]
        self._searched = max(self._searched, len(self.held) - len(self._marker) + 1)

    def take(self, end: bytes) -> bytes:
        """Return what is held up to the last of these signs, and hold it no more."""
        part = bytes(self.held[: self.held.rfind(end) + 1])
        del self.held[: len(part)]
        self._searched = max(0, self._searched - len(part))
        return part

    def forget(self, kept: int) -> None:
        """Drop what is held, but for the first `kept` bytes and what may be a marker's beginning."""
        tail = len(self._marker) + TAIL
        if len(self.held) > kept + tail:
            del self.held[kept:-tail]
            self._searched = kept


class FrameReader:
    """Cuts one lane's two streams into events; what is outside of frames is dropped."""

    def __init__(self, nonce: str, cap: int) -> None:
        """Read markers with this nonce; at most `cap` bytes of output for each answer."""
        self._cap = cap
        self._out = MarkerCutter(nonce)
        self._err = MarkerCutter(nonce)
        self._greeted: set[str] = set()
        self._over: dict[int, set[str]] = {}
        self._question: int | None = None
        self._gets: list[int] = []

    def feed_output(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard output and yield what they complete."""
        for before, sign, text in self._out.feed(data):
            if sign == b"!":
                yield from self._greet("output")
            elif sign == b"+":
                self._question = int(text)
                yield Started(self._question)
            elif sign == b"-":
                yield from self._end(before, text)
            elif sign == b"=":
                self._question = None
                yield from self._end_group("output", int(text))
        if self._question is None:
            self._out.forget(0)
        elif len(self._out.held) > self._cap + TAIL + len(data):
            yield self._overflow(self._question)

    def feed_errors(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard error and yield what they complete."""
        for before, sign, text in self._err.feed(data):
            if sign == b"!":
                yield from self._greet("errors")
            elif sign == b"-":
                yield ErrorsEnded(int(text.split()[0]), before[:ERRORS_CAP])
            elif sign == b">":
                self._gets = [int(number) for number in text.split()]
            elif sign == b"=":
                yield from self._end_gets(before)
                self._gets = []
                yield from self._end_group("errors", int(text))
        if self._gets:
            yield from self._end_gets(self._err.take(END_OF_GET))
        self._err.forget(ERRORS_CAP)

    def _greet(self, stream: str) -> Iterator[Event]:
        """Yield Ready once both streams have said so."""
        self._greeted.add(stream)
        if len(self._greeted) == len(("output", "errors")):
            yield Ready()

    def _end_gets(self, errors: bytes) -> Iterator[Event]:
        """Yield the GETs of one curl that ended, in their turn."""
        for said in errors.split(END_OF_GET)[:-1]:
            if self._gets:
                yield ErrorsEnded(self._gets.pop(0), said[:ERRORS_CAP])

    def _end_group(self, stream: str, first: int) -> Iterator[Event]:
        """Yield that a curl is over once both streams have said so."""
        told = self._over.setdefault(first, set())
        told.add(stream)
        if len(told) == len(("output", "errors")):
            del self._over[first]
            yield GroupEnded(first)

    def _end(self, before: bytes, text: bytes) -> Iterator[Event]:
        """Yield the answer; where both streams come as one, the end of errors is no second end.

        An end without a status is that of a curl which does not know how to tell it.
        """
        number, *told = (int(word) for word in text.split())
        if number != self._question or not told:
            return
        status = told[0]
        if len(before) > self._cap:
            yield self._overflow(number)
            return
        self._question = None
        yield Ended(number, status, before)

    def _overflow(self, number: int) -> Overflowed:
        self._question = None
        return Overflowed(number)
