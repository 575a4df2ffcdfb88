"""What a lane has heard so far of a question that it asks."""

from dataclasses import dataclass

from blackstart.model.reply import CommandReply


@dataclass(slots=True, kw_only=True)
class Heard:
    """What a lane has heard of a question so far; times in Unix seconds."""

    started_at: float
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
            elapsed=(now if self.ended_at is None else self.ended_at) - self.started_at,
        )
