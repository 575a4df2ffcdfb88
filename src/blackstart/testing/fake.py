"""A transport that answers from a table, and a clock that stands until it is moved."""

from collections.abc import Mapping

from blackstart.model.reply import Cause, Gap, Reply
from blackstart.model.request import Request


class FakeTransport:
    """A `Transport` with prepared answers; `asked` are the requests put to it, in turn.

    What has no answer is a gap of cause NOT_ASKED, so that a test sees what it forgot.
    """

    def __init__(self, answers: Mapping[Request, Reply | Gap]) -> None:
        """Answer each request with what the table holds for it."""
        self.asked: list[Request] = []
        self.closed = False
        self._answers = answers

    async def ask(self, request: Request) -> Reply | Gap:
        """Return the prepared answer."""
        self.asked.append(request)
        return self._answers.get(request) or Gap(cause=Cause.NOT_ASKED, detail=f"no answer is prepared for {request}")

    async def close(self) -> None:
        """Note that it was let go."""
        self.closed = True


class FixedClock:
    """A clock, called like `time.time`, that stands still but for `advance`."""

    def __init__(self, now: float = 1000.0) -> None:
        """Stand at this time (Unix seconds)."""
        self.now = now

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self.now += seconds
