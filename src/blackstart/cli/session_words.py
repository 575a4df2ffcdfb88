"""What people say to a session: confirm, skip, halt, continue, note, take over, close."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from blackstart.cli import exits
from blackstart.cli.options import language_option, spoken_language
from blackstart.cli.session_options import open_session, session_option, sessions_option, step_argument
from blackstart.cli.since import read_optional_since
from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.session import EventKind
from blackstart.recovery.holds import list_hold_names
from blackstart.sessions.telling import write_event_line

F = Callable[..., Any]
EXAMPLE = """\b
Examples:
  blackstart session confirm power --note "all four on" --at 2m
  blackstart session skip drain --note "120 cannot be reached"
  blackstart session halt --note "smoke in the rack"
  blackstart session continue --note "it was the kettle"
  blackstart session take-over 1f3a9c --note "asked wooo, who is on the train"
  blackstart session close --note "INC-77"
"""
note_option = click.option("--note", required=True, help="What was done, or why.")


def common(function: F) -> F:
    """Add --session, --sessions and --lang."""
    return session_option(sessions_option(language_option(function)))


def say_event(sessions: Path | None, session: str | None, kind: EventKind, **fields: Any) -> int:
    """Append the event and show it. Raises RefusedEventError, JournalError, JournalWriteError."""
    event = open_session(sessions, session).write(kind, **fields)
    click.echo(write_event_line(event, spoken_language()))
    return exits.CLEAN


@click.command("confirm", epilog=EXAMPLE)
@step_argument
@note_option
@click.option("--at", "since", callback=read_optional_since, metavar="TIME", help="When it was so, if not now.")
@common
def confirm(*, step: str, note: str, since: float | None, session: str | None, sessions: Path | None) -> int:
    """Say that STEP was done, where nothing of it can be seen."""
    return say_event(sessions, session, EventKind.CONFIRMED, step=step, note=note, since=since)


@click.command("skip", epilog=EXAMPLE)
@step_argument
@note_option
@common
def skip(*, step: str, note: str, session: str | None, sessions: Path | None) -> int:
    """Skip STEP, if the plan lets it; that takes the best closeout away."""
    return say_event(sessions, session, EventKind.SKIPPED, step=step, note=note)


@click.command("halt", epilog=EXAMPLE)
@note_option
@common
def halt(*, note: str, session: str | None, sessions: Path | None) -> int:
    """Let nothing begin until the session is told to continue."""
    return say_event(sessions, session, EventKind.HALTED, note=note)


@click.command("continue", epilog=EXAMPLE)
@click.option("--note", default="", help="Why.")
@common
def go_on(*, note: str, session: str | None, sessions: Path | None) -> int:
    """Go on with a session that was halted."""
    return say_event(sessions, session, EventKind.CONTINUED, note=note)


@click.command("note", epilog=EXAMPLE)
@click.argument("text")
@common
def note_down(*, text: str, session: str | None, sessions: Path | None) -> int:
    """Write TEXT into the journal."""
    return say_event(sessions, session, EventKind.NOTED, note=text)


@click.command("take-over", epilog=EXAMPLE)
@click.argument("session", required=False)
@note_option
@sessions_option
@language_option
def take_over(*, session: str | None, note: str, sessions: Path | None) -> int:
    """Let the driver of SESSION stop at its next turn; then `session run` drives it from here."""
    return say_event(sessions, session, EventKind.TAKEN_OVER, note=note)


@click.command("close", epilog=EXAMPLE)
@note_option
@common
def close(*, note: str, session: str | None, sessions: Path | None) -> int:
    """Close the session as OPEN_INCIDENT_REQUIRED, with what is still frozen; what is done is closed by `run`."""
    state, _ = open_session(sessions, session).read()
    held = list_hold_names(state)
    return say_event(sessions, session, EventKind.CLOSED, note=note, closeout=OPEN_INCIDENT, holds=held)


COMMANDS = {one.name: one for one in (confirm, skip, halt, go_on, note_down, take_over, close)}
