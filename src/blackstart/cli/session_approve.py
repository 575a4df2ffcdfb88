"""`blackstart session approve` and `deny`: sign what a step asks, with a key of one's own."""

from pathlib import Path

import click

from blackstart.cli import exits
from blackstart.cli.options import language_option, spoken_language
from blackstart.cli.session_options import open_session, session_option, sessions_option, step_argument
from blackstart.model.session import EventKind
from blackstart.recovery.admit import find_step
from blackstart.recovery.approvals import APPROVE, DENY
from blackstart.sessions.approving import ApprovalWish, make_approval, sign_and_drop, take_in, tell_user
from blackstart.sessions.telling import write_event_line

EXAMPLE = """\b
Examples:
  blackstart session approve owner --as dba@awoooi --key ~/.ssh/id_ed25519 --evidence TICKET-12 --rollback-owner ops
  blackstart session deny owner --as dba@awoooi --key ~/.ssh/id_ed25519 --evidence TICKET-12 --rollback-owner ops
"""
HOUR = 60.0


def sign_step(  # noqa: PLR0913  # what an approval says
    step: str,
    decision: str,
    *,
    approver: str | None,
    key: str,
    evidence: str,
    rollback_owner: str,
    minutes: float,
    session: str | None,
    sessions: Path | None,
) -> int:
    """Sign, drop and take in; say what came of each document that waited."""
    opened = open_session(sessions, session)
    state, _ = opened.read()
    wish = ApprovalWish(
        approver=approver or tell_user(),
        decision=decision,
        evidence=evidence,
        rollback_owner=rollback_owner,
        seconds=minutes * HOUR,
    )
    document = make_approval(state, find_step(state, step), wish, opened.clock())
    path = sign_and_drop(opened, document, key)
    events = list(take_in(opened))
    for event in events:
        click.echo(write_event_line(event, spoken_language()))
    if not events:
        click.echo(f"{path}: waits until the step is open", err=True)
    return exits.FORBIDDEN if any(event.event is EventKind.APPROVAL_REFUSED for event in events) else exits.CLEAN


def make_command(name: str, decision: str, text: str) -> click.Command:
    """Return the command for one decision."""

    @click.command(name, epilog=EXAMPLE, help=text)
    @step_argument
    @click.option("--as", "approver", metavar="NAME", help="Your name in the file of allowed signers.")
    @click.option("--key", required=True, help="Your private key, or a public one that an agent has.")
    @click.option("--evidence", required=True, help="What it rests on, as a ticket.")
    @click.option("--rollback-owner", required=True, help="Who answers for the way back.")
    @click.option(
        "--minutes", type=click.FloatRange(min=1, max=1440), default=60.0, show_default=True, help="How long it counts."
    )
    @session_option
    @sessions_option
    @language_option
    def sign(**given: object) -> int:
        return sign_step(str(given.pop("step")), decision, **given)  # type: ignore[arg-type]  # click has checked them

    return sign


COMMANDS = {
    "approve": make_command("approve", APPROVE, "Sign that STEP, and all it opens, may go on."),
    "deny": make_command("deny", DENY, "Sign that STEP must not go on; only your own later signature takes it back."),
}
