"""`blackstart session status`, `list` and `verify`: they only read."""

from pathlib import Path

import click

from blackstart.cli import exits
from blackstart.cli.options import complain, default_runs, format_option, language_option, spoken_language
from blackstart.cli.session_options import default_sessions, open_session, session_option, sessions_option
from blackstart.model.plan import OPEN_INCIDENT
from blackstart.model.session import SessionState
from blackstart.model.session_status import SessionList
from blackstart.render.document import write_document
from blackstart.sessions.folder import list_sessions
from blackstart.sessions.telling import tell_status, write_status_lines
from blackstart.sessions.verifying import list_faults

EXAMPLE = """\b
Examples:
  blackstart session status
  blackstart session status --session 1f3a9c --format json
  blackstart session list
  blackstart session verify --session 1f3a9c
"""
FORMS = ("json", "terminal")


def status_of_session(state: SessionState) -> int:
    """Return 0 for a closed session, 2 for one that is stuck or an incident, else 1: it waits."""
    if state.closeout:
        return exits.BLOCKED if state.closeout == OPEN_INCIDENT else exits.CLEAN
    index = state.current
    stuck = state.halted or (index is not None and state.steps[index].overdue)
    return exits.BLOCKED if stuck else exits.WARNINGS


@click.command("status", epilog=EXAMPLE)
@session_option
@sessions_option
@format_option(FORMS)
@language_option
def status(*, session: str | None, sessions: Path | None, form: str) -> int:
    """Say where the session stands, what is frozen, and which digest its journal ends in."""
    state, log = open_session(sessions, session).read()
    told = tell_status(state, log)
    text = write_document(told) if form == "json" else "\n".join(write_status_lines(told, spoken_language())) + "\n"
    click.echo(text, nl=False)
    return status_of_session(state)


@click.command("list", epilog=EXAMPLE)
@sessions_option
@format_option(FORMS)
def list_all(*, sessions: Path | None, form: str) -> int:
    """List the sessions by their time."""
    folder = sessions or default_sessions()
    told = tuple(tell_status(*open_session(folder, path.name).read()) for path in list_sessions(folder))
    if form == "json":
        click.echo(write_document(SessionList(sessions=told)), nl=False)
        return exits.CLEAN
    for one in told:
        click.echo(f"{one.session}  {one.closeout or one.current or 'waits for its close'}")
    return exits.CLEAN


@click.command("verify", epilog=EXAMPLE)
@session_option
@sessions_option
@click.option("--runs", type=click.Path(file_okay=False, path_type=Path), help="The folder of the runs it names.")
def verify(*, session: str | None, sessions: Path | None, runs: Path | None) -> int:
    """Verify chain, table, signatures and the runs that are named, without asking any host."""
    opened = open_session(sessions, session)
    faults = list(list_faults(opened.folder, runs or default_runs()))
    for fault in faults:
        complain(f"{opened.folder.name}: {fault}")
    if not faults:
        click.echo(f"{opened.folder.name}: as it was written")
    return exits.BAD_DATA if faults else exits.CLEAN


COMMANDS = {"status": status, "list": list_all, "verify": verify}
