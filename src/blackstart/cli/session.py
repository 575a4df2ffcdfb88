"""`blackstart session`: walk a plan of recovery, step by step, with people as hands."""

from importlib import import_module

import click

EPILOG = """\b
Examples:
  blackstart session start packs/homelab-example startup
  blackstart session run
  blackstart session status
  blackstart session confirm power --note "UPS feed B, all four on"
  blackstart session drill packs/awoooi startup --scenario 120-down

\b
Exit status: 0 closed or done, 1 waits for a person, 2 stuck, blocked or an open incident, 3 refused,
64 usage, 65 bad pack, plan or journal, 73 cannot write, 130 interrupted. Nothing is changed on any host.
"""
VERBS = {
    "approve": "session_approve",
    "close": "session_words",
    "confirm": "session_words",
    "continue": "session_words",
    "deny": "session_approve",
    "drill": "session_drill",
    "halt": "session_words",
    "list": "session_show",
    "note": "session_words",
    "run": "session_run",
    "skip": "session_words",
    "start": "session_run",
    "status": "session_show",
    "take-over": "session_words",
    "verify": "session_show",
}
"""Each verb with the module of its command, which is imported when it is used."""


class SessionGroup(click.Group):
    """Knows its verbs without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the verbs."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Import and return a verb's command."""
        if cmd_name not in VERBS:
            return None
        found = import_module(f"blackstart.cli.{VERBS[cmd_name]}").COMMANDS[cmd_name]
        return found if isinstance(found, click.Command) else None


@click.group("session", cls=SessionGroup, epilog=EPILOG)
def command() -> None:
    """Walk a plan of a pack: it looks, says what is next, waits for people, and writes everything down."""
