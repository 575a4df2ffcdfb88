"""Options that the verbs of a session share, and the session that they name."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from blackstart.app.clock import read_clock
from blackstart.cli.options import default_runs
from blackstart.sessions.folder import find_session, list_sessions
from blackstart.sessions.starting import find_actor
from blackstart.sessions.writing import OpenSession

F = Callable[..., Any]


def default_sessions() -> Path:
    """Return the folder sessions are kept in: BLACKSTART_SESSIONS, or beside the runs."""
    named = os.environ.get("BLACKSTART_SESSIONS")
    return Path(named) if named else default_runs().parent / "sessions"


def complete_session(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the sessions a shell may complete to."""
    return [path.name for path in list_sessions(default_sessions()) if path.name.startswith(incomplete)]


sessions_option = click.option(
    "--sessions", type=click.Path(file_okay=False, path_type=Path), help="The folder sessions are kept in."
)
session_option = click.option(
    "--session", metavar="ID", shell_complete=complete_session, help="Its name, or how it ends; by default the last."
)


def complete_step(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the steps a shell may complete to."""
    if not list_sessions(default_sessions()):
        return []
    state, _ = open_session(None, ctx.params.get("session")).read()
    return [step.id for step in state.plan.steps if step.id.startswith(incomplete)]


step_argument = click.argument("step", shell_complete=complete_step)


def open_session(sessions: Path | None, name: str | None) -> OpenSession:
    """Return the session that is meant. Raises SessionMissingError."""
    folder = find_session(sessions or default_sessions(), name)
    return OpenSession(folder=folder, by=find_actor(), clock=read_clock)
