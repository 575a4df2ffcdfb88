"""What a lane has heard so far of a question that it asks."""

import msgspec

from blackstart.model.reply import CommandReply


class Heard(msgspec.Struct, kw_only=True):
    """What a lane has heard of a question so far, on two streams that keep no order; times in Unix seconds."""

    started_at: float | None = None
    ended_at: float | None = None
    status: int = 0
    output: bytes | None = None
    errors: bytes | None = None

    def to_reply(self, now: float) -> CommandReply:
        """Return the whole answer."""
        return CommandReply(
            stdout=(self.output or b"").decode(errors="backslashreplace"),
            stderr=(self.errors or b"").decode(errors="backslashreplace"),
            exit_code=self.status,
            at=now,
            elapsed=self.lasted(now),
        )

    def lasted(self, now: float) -> float:
        """Return for how long it has run, in seconds."""
        ended = now if self.ended_at is None else self.ended_at
        return ended - self.started_at if self.started_at is not None else 0.0
