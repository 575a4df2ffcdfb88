"""`blackstart session start` and `run`: begin a session, and drive it."""

import asyncio
from pathlib import Path

import click
import msgspec

from blackstart.app.clock import read_clock
from blackstart.app.connections import Connections
from blackstart.app.loading import load_pack
from blackstart.cli import exits
from blackstart.cli.options import (
    alert_test_option,
    complain,
    default_runs,
    language_option,
    may_run_pack_commands,
    pack_commands_option,
    runs_option,
    spoken_language,
    ssh_config_option,
)
from blackstart.cli.session_options import default_sessions, open_session, session_option, sessions_option
from blackstart.cli.session_teller import EventTeller
from blackstart.model.fleet import Fleet
from blackstart.model.recovery_plan import RecoveryPlan
from blackstart.model.session import SessionState
from blackstart.packs import PackError
from blackstart.sessions.approving import tell_user
from blackstart.sessions.driver import DriveEnd, Driver
from blackstart.sessions.fleet_world import SessionFleet, open_world
from blackstart.sessions.folder import FleetLock, Holder, hold_fleet
from blackstart.sessions.starting import start_session
from blackstart.sessions.telling import tell_status, write_status_lines, write_time
from blackstart.sessions.writing import OpenSession

EXAMPLE = """\b
Examples:
  blackstart session start packs/homelab-example startup
  blackstart session start packs/awoooi startup --operator ops@awoooi --operator-key ~/.ssh/id_ed25519 \\
      --allowed-signers /etc/blackstart/allowed_signers
  blackstart session run
  blackstart session run --session 1f3a9c --until-person
"""
ENDS = {
    DriveEnd.CLOSED: exits.CLEAN,
    DriveEnd.PERSON: exits.WARNINGS,
    DriveEnd.STUCK: exits.BLOCKED,
    DriveEnd.INCIDENT: exits.BLOCKED,
    DriveEnd.RESTING: exits.BLOCKED,
    DriveEnd.TAKEN_OVER: exits.FORBIDDEN,
    DriveEnd.INTERRUPTED: exits.INTERRUPTED,
}
"""What `run` exits with."""


def find_plan(fleet: Fleet, name: str) -> RecoveryPlan:
    """Return the pack's plan of that name. Raises PackError where there is none."""
    if name not in fleet.plans:
        known = ", ".join(fleet.plans) or "none; write plans/NAME.yml as docs/sessions.md shows"
        raise PackError(f"{fleet.name} has no plan '{name}'; there are {known}")
    return fleet.plans[name]


@click.command("start", epilog=EXAMPLE)
@click.argument("pack")
@click.argument("plan")
@click.option("--operator", metavar="NAME", help="Who drives it; by default the user.")
@click.option("--operator-key", metavar="KEY", help="Their key, where the plan asks for signatures of others.")
@click.option(
    "--allowed-signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who may sign (ssh-keygen(1)).",
)
@sessions_option
@language_option
def start(  # noqa: PLR0913  # one parameter for each option
    *,
    pack: str,
    plan: str,
    operator: str | None,
    operator_key: str | None,
    allowed_signers: Path | None,
    sessions: Path | None,
) -> int:
    """Begin a session of PACK's PLAN: the plan is frozen into it. No host is asked yet."""
    fleet = load_pack(pack, plans=True)
    session = start_session(
        sessions or default_sessions(),
        fleet,
        find_plan(fleet, plan),
        pack=str(Path(pack).resolve()) if Path(pack).is_dir() else pack,
        operator=operator or tell_user(),
        clock=read_clock,
        operator_key=operator_key,
        signers=allowed_signers,
    )
    state, log = session.read()
    click.echo("\n".join(write_status_lines(tell_status(state, log), spoken_language())))
    click.echo(f"next: blackstart session run --session {session.folder.name[-6:]}", err=True)
    return exits.CLEAN


@click.command("run", epilog=EXAMPLE)
@session_option
@click.option("--until-person", is_flag=True, help="End where a person is needed, or a step is overdue.")
@ssh_config_option
@runs_option
@alert_test_option
@pack_commands_option
@sessions_option
@language_option
def run(  # noqa: PLR0913  # one parameter for each option
    *,
    session: str | None,
    until_person: bool,
    ssh_config: str | None,
    runs: Path | None,
    send_alert_test: bool,
    sessions: Path | None,
) -> int:
    """Drive the session: look, pass what is seen, wait. Safe to end at any moment and to run again."""
    opened = open_session(sessions, session)
    state, _ = opened.read()
    fleet = load_pack(state.start.pack)
    if fleet.name != state.start.fleet or fleet.origin != state.start.origin:
        raise PackError(f"{state.start.pack} is {fleet.name} ({fleet.origin}) now, not {state.start.fleet}")
    if fleet.digest != state.start.pack_digest:
        complain("PACK_CHANGED: the pack is another than at the start; the plan stays as it was frozen")
    connections = Connections(
        ssh_config=ssh_config,
        send_alert_test=send_alert_test,
        runs=runs or default_runs(),
        allow_pack_commands=may_run_pack_commands(),
    )
    seen = SessionFleet(
        fleet=fleet,
        plan=state.plan,
        pack=state.start.pack,
        runs=runs or default_runs(),
        connections=connections,
    )
    root = opened.folder.parent
    with hold_fleet(root, fleet.name, make_holder(opened, state)) as lock:
        return ENDS[asyncio.run(drive(opened, seen, lock, until_person=until_person))]


def make_holder(session: OpenSession, state: SessionState) -> Holder:
    """Return who drives now."""
    return Holder(
        session=session.folder.name,
        user=session.by.user,
        host=session.by.host,
        pid=session.by.pid,
        step="" if state.current is None else state.plan.steps[state.current].id,
        since=write_time(session.clock()) + "Z",
    )


async def drive(session: OpenSession, seen: SessionFleet, lock: FleetLock, *, until_person: bool) -> DriveEnd:
    """Drive until there is an end; the lock tells others at which step."""
    holder = make_holder(session, session.read()[0])

    def tell_step(step: str) -> None:
        lock.tell(msgspec.structs.replace(holder, step=step))

    async with open_world(seen) as world:
        teller = EventTeller(spoken_language())
        return await Driver(session, world, teller, until_person=until_person, at_step=tell_step).drive()


COMMANDS = {"start": start, "run": run}
