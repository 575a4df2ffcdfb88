"""`blackstart session drill`: walk a plan on the simulated fleet, in seconds."""

import asyncio
import tempfile
from pathlib import Path

import click

from blackstart.app.connections import Connections
from blackstart.app.loading import load_real_pack
from blackstart.cli.options import format_option, language_option, spoken_language
from blackstart.cli.session_run import find_plan
from blackstart.cli.session_show import FORMS, status_of_session
from blackstart.cli.session_teller import EventTeller
from blackstart.model.session import SessionEvent, SessionState
from blackstart.recovery.next_move import Await
from blackstart.recovery.sighted import SightedRun
from blackstart.render.document import write_document
from blackstart.sessions.drill_session import drill_session
from blackstart.sessions.fleet_world import SessionFleet
from blackstart.sessions.telling import tell_status

EXAMPLE = """\b
Examples:
  blackstart session drill packs/awoooi startup
  blackstart session drill packs/awoooi startup --scenario 120-down
  blackstart session drill packs/homelab-example startup --format json
"""


class SilentTeller:
    """Says nothing: the answer is printed as a whole."""

    def event(self, event: SessionEvent, state: SessionState) -> None:
        """Do nothing."""

    def waiting(self, move: Await, state: SessionState, sighted: SightedRun | None) -> None:
        """Do nothing."""


@click.command("drill", epilog=EXAMPLE)
@click.argument("pack")
@click.argument("plan")
@click.option("--scenario", help="Raise the fleet with this scenario's faults instead of healthy.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Keep session and run here.")
@format_option(FORMS)
@language_option
def drill(*, pack: str, plan: str, scenario: str | None, folder: Path | None, form: str) -> int:
    """Walk PACK's PLAN on its simulated fleet from start to close.

    The fleet is looked at once and does not change; the clock jumps, and stand-ins confirm and sign with keys made for
    this drill. It exits 0 when it was closed, 2 when it ends as an open incident.
    """
    fleet = load_real_pack(pack, plans=True)
    with tempfile.TemporaryDirectory(prefix="blackstart-session-") as temporary:
        root = folder or Path(temporary)
        seen = SessionFleet(
            fleet=fleet, plan=find_plan(fleet, plan), pack=pack, runs=root / "runs", connections=Connections()
        )
        teller = EventTeller(spoken_language()) if form == "terminal" else SilentTeller()
        session = asyncio.run(drill_session(root / "sessions", seen, scenario, teller))
        state, log = session.read()
    if form == "json":
        click.echo(write_document(tell_status(state, log)), nl=False)
    return status_of_session(state)


COMMANDS = {"drill": drill}
