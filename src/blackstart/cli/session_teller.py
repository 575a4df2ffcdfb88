"""Shows each event of a session as it is written, and what is waited for."""

import click

from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import SessionEvent, SessionState
from blackstart.recovery.next_move import Await
from blackstart.recovery.sighted import SightedRun
from blackstart.render.wording import plain, say
from blackstart.sessions.telling import write_event_line, write_time

MOST = 3


class EventTeller:
    """Writes to standard output, one line for each event."""

    def __init__(self, language: str) -> None:
        """Speak that language."""
        self.language = language

    def event(self, event: SessionEvent, state: SessionState) -> None:  # noqa: ARG002  # as every teller
        """Show the event."""
        click.echo(write_event_line(event, self.language))

    def waiting(self, move: Await, state: SessionState, sighted: SightedRun | None) -> None:
        """Show what is waited for, and what it lacks."""
        for line in self.list_lines(move, state, sighted):
            click.echo(f"           {line}")

    def list_lines(self, move: Await, state: SessionState, sighted: SightedRun | None) -> list[str]:
        """Return what to say."""
        until = "" if move.until is None else f" (until {write_time(move.until)}Z)"
        if not move.step:
            return [
                "all steps are done, and the fleet is not; `blackstart session close --note TEXT` leaves an incident"
            ]
        step = state.plan.steps[state.plan.find(move.step)]
        lacking = () if sighted is None else sighted.lacking.get(step.id, ())
        lines = [f"waits for {step.id}{until}: {plain(say(step.do, self.language) or say(step.title, self.language))}"]
        lines += [f"  never: {plain(never)}"] if (never := say(step.never, self.language)) else []
        lines += [f"  {plain(text)}" for text in lacking[:MOST]]
        lines += [f"  and {len(lacking) - MOST} more"] if len(lacking) > MOST else []
        if step.kind is StepKind.APPROVE:
            lines.append(
                f"  blackstart session approve {step.id} --as NAME --key KEY --evidence E --rollback-owner WHO"
            )
        elif step.kind is StepKind.MANUAL and step.see is None:
            lines.append(f"  blackstart session confirm {step.id} --note TEXT")
        return lines
