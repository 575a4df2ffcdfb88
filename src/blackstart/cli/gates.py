"""`blackstart gates`: what may be declared by a summary, and which gates only their owners can clear."""

from pathlib import Path

import click

from blackstart.cli import exits
from blackstart.cli.options import complain, language_option, spoken_language
from blackstart.cli.summary_source import REFUSED, Sources, require_gates, summary_options, take_evidence
from blackstart.gates.declarations import guard_declarations, guard_in_time
from blackstart.gates.open_gates import find_open_gates
from blackstart.journal.bundle import BundleWriteError
from blackstart.model.gates import DeclarationAnswer, GateTable
from blackstart.render.gates import write_declarations, write_dispatch

EPILOG = """\b
Examples:
  blackstart gates guard packs/awoooi --summary-file readiness/summary.txt
  blackstart gates guard packs/awoooi --summary-file readiness/summary.txt --declare DR_COMPLETE
  blackstart gates dispatch packs/awoooi --summary-file readiness/summary.txt

\b
Exit status: 0 shown, 3 a declaration that was asked about is forbidden.
"""


@click.group("gates", epilog=EPILOG)
def command() -> None:
    """Tell what may be declared by a summary, and which gates are open."""


@command.command("guard")
@summary_options
@click.option("--declare", "declared", multiple=True, metavar="NAME", help="Ask about this one; may be repeated.")
@click.option("--no-color", is_flag=True, help="Taken for the sake of scripts: the lines never have colour.")
@language_option
def guard(*, target: str, summary_file: Path | None, rehearsal: bool, declared: tuple[str, ...], no_color: bool) -> int:  # noqa: ARG001  # see its help
    """List what may be declared and what may not, with all that is missing."""
    try:
        evidence = take_evidence(Sources(target=target, summary_file=summary_file, rehearsal=rehearsal))
        fleet = require_gates(evidence.fleet)
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    found = guard_in_time(guard_declarations(fleet, evidence.summary), fleet, evidence.summary, evidence.now)
    answers = choose(found, declared)
    click.echo(write_declarations(answers, evidence.summary, spoken_language()), nl=False)
    return exits.FORBIDDEN if declared and not all(answer.allowed for answer in answers) else exits.CLEAN


def choose(answers: tuple[DeclarationAnswer, ...], names: tuple[str, ...]) -> tuple[DeclarationAnswer, ...]:
    """Return the answers asked for, or all. Raises UsageError for a name that is no declaration of the pack."""
    known = [answer.declaration.name for answer in answers]
    for name in names:
        if name not in known:
            raise click.UsageError(f"no declaration '{name}'; there are {', '.join(known)}")
    return tuple(answer for answer in answers if not names or answer.declaration.name in names)


@command.command("dispatch")
@summary_options
@click.option("--no-color", is_flag=True, help="Taken for the sake of scripts: the lines never have colour.")
@language_option
def dispatch(*, target: str, summary_file: Path | None, rehearsal: bool, no_color: bool) -> int:  # noqa: ARG001  # see its help
    """List the open gates: owner, evidence wanted, what is known, and what stays forbidden. Nothing is sent."""
    try:
        evidence = take_evidence(Sources(target=target, summary_file=summary_file, rehearsal=rehearsal))
        table = require_gates(evidence.fleet).gates or GateTable()
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    opened = find_open_gates(table, evidence.summary)
    click.echo(write_dispatch(opened, evidence.summary, spoken_language()), nl=False)
    return exits.CLEAN
