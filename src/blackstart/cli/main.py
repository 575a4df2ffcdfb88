"""The command line's root: commands are imported when they are used."""

import os
from collections.abc import Sequence
from importlib import import_module

import click

from blackstart import __version__
from blackstart.cli import exits
from blackstart.errors import BlackstartError

COMMANDS = {
    "audit": "Tell whether a pack can be relied on: its way of looking, and its readiness.",
    "check": "Look at a fleet once, or until it is GREEN, and say where it stands.",
    "claim": "Tell whether something may be said of a fleet, and if not, what is missing.",
    "drill": "Rehearse on a simulated fleet.",
    "gates": "Tell what may be declared by a summary, and which gates are open.",
    "go": "Tell whether hosts may be taken down now: GO, CONDITIONAL GO or NO-GO.",
    "judge": "Judge a recorded run again.",
    "kinds": "Describe the kinds of check a baseline may use.",
    "packets": "Make what owners are asked, and verify it against the summary.",
    "plan-b": "Tell how to go on where a recovery does not go as planned.",
    "preflight": "Tell whether an owner's response may go to a reviewer.",
    "quick-check": "Look ten minutes after a start, and say it in one word.",
    "session": "Walk a plan of recovery step by step, with people as hands.",
    "schema": "Print the JSON Schema of a baseline, for editors.",
    "summary": "Say where a fleet stands as KEY=VALUE lines.",
    "timeline": "Tell where a recovery stands on its timeline, and where it is stuck.",
    "verify": "Verify a recorded run, and the chain it stands in.",
}
"""Command name (also its module's, with _ for -) to what `--help` says of it."""

EPILOG = """\b
Examples:
  blackstart check packs/localhost
  blackstart check packs/awoooi --watch --interval 60 --max-attempts 30
  blackstart drill run packs/awoooi
  blackstart audit packs/awoooi
  blackstart claim FULL_STACK_GREEN --pack packs/awoooi

\b
Exit status: 0 clean, 1 warnings only, 2 blocked, 3 refused, 64 usage,
65 bad baseline or bundle, 70 internal error, 73 cannot write, 130 interrupted.
"""


class LazyGroup(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"blackstart.cli.{cmd_name.replace('-', '_')}").command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which name was perhaps meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415  # on a mistake only

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(sorted(COMMANDS))}"
            ctx.fail(f"no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="blackstart")
def blackstart() -> None:
    """Bring a self-hosted fleet back from a reboot, and never call it green without evidence."""


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; errors become one line on standard error."""
    if os.environ.get("BLACKSTART_DRILL"):
        click.echo("blackstart: BLACKSTART_DRILL is set: this is a simulated fleet, not the real one", err=True)
    try:
        status = blackstart.main(list(arguments), prog_name="blackstart", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return exits.USAGE
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except BlackstartError as error:
        click.echo(f"blackstart: {error}", err=True)
        return error.status
    return status if isinstance(status, int) else exits.CLEAN
