"""`blackstart gates`: what may be declared by a summary, and which gates only their owners can clear."""

import click

from blackstart.cli import exits
from blackstart.cli.options import language_option, script_no_color_option, spoken_language
from blackstart.cli.summary_evidence import SummarySource, require_gates, summary_options, take_evidence
from blackstart.gates.declarations import guard_declarations, guard_in_time, name_missing
from blackstart.gates.open_gates import find_open_gates
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
@script_no_color_option
@language_option
def guard(*, sources: SummarySource, declared: tuple[str, ...]) -> int:
    """List what may be declared and what may not, with all that is missing."""
    evidence = take_evidence(sources)
    fleet = require_gates(evidence.fleet)
    found = guard_in_time(guard_declarations(fleet, evidence.summary), fleet, evidence.summary, evidence.now)
    if evidence.scorecard is not None:
        found = name_missing(found, fleet, evidence.scorecard, evidence.now)
    answers = choose(found, declared)
    click.echo(write_declarations(answers, evidence.summary, spoken_language()), nl=False)
    return exits.FORBIDDEN if declared and not all(answer.allowed for answer in answers) else exits.CLEAN


def choose(answers: tuple[DeclarationAnswer, ...], names: tuple[str, ...]) -> tuple[DeclarationAnswer, ...]:
    """Return the answers asked for, or all. Raises UsageError for a name that is no declaration of the pack."""
    known = [answer.name for answer in answers]
    for name in names:
        if name not in known:
            raise click.UsageError(f"no declaration '{name}'; there are {', '.join(known)}")
    return tuple(answer for answer in answers if not names or answer.name in names)


@command.command("dispatch")
@summary_options
@script_no_color_option
@language_option
def dispatch(*, sources: SummarySource) -> int:
    """List the open gates: owner, evidence wanted, what is known, and what stays forbidden. Nothing is sent."""
    evidence = take_evidence(sources)
    table = require_gates(evidence.fleet).gates or GateTable()
    opened = find_open_gates(table, evidence.summary)
    click.echo(write_dispatch(opened, evidence.summary, spoken_language()), nl=False)
    return exits.CLEAN
