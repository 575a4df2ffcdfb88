"""`blackstart packets`: JSON for the owners of open gates, and the guard of its contract."""

from pathlib import Path

import click

from blackstart.baseline.summary_file import LARGEST, SummaryFileError
from blackstart.cli import exits
from blackstart.cli.options import complain
from blackstart.cli.summary_source import (
    FILE,
    REFUSED,
    Evidence,
    Sources,
    open_fleet,
    read_at_most,
    require_gates,
    summary_options,
    take_evidence,
)
from blackstart.gates.json_text import LARGEST as LARGEST_JSON
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.journal.bundle import BundleWriteError
from blackstart.journal.durable import write_durably
from blackstart.model.gates import GateTable
from blackstart.model.packets import PacketSet
from blackstart.render.gates import list_languages, write_dispatch
from blackstart.render.packets import write_json, write_packet_answer, write_schema

EPILOG = """\b
Examples:
  blackstart packets make packs/awoooi --summary-file readiness/summary.txt --output owner-packets.json
  blackstart packets guard packs/awoooi --summary-file readiness/summary.txt --packet-file owner-packets.json
  blackstart packets schema packs/awoooi

\b
Exit status: 0 made or in order, 3 refused.
"""
NO_COLOR = "Taken for the sake of scripts: the lines never have colour."


@click.group("packets", epilog=EPILOG)
def command() -> None:
    """Make what owners are asked, and verify that it is what the summary says."""


@command.command("make")
@summary_options
@click.option("--dispatch-file", type=FILE, help="Take the summary from a dispatch of it.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the packets to this file.")
@click.option("--no-color", is_flag=True, help=NO_COLOR)
def make(  # noqa: PLR0913  # one parameter for each option
    *,
    target: str,
    summary_file: Path | None,
    rehearsal: bool,
    dispatch_file: Path | None,
    output: Path | None,
    no_color: bool,  # noqa: ARG001  # see its help
) -> int:
    """Make the packets of all open gates. They are no request: nothing is sent."""
    sources = Sources(target=target, summary_file=summary_file, dispatch_file=dispatch_file, rehearsal=rehearsal)
    try:
        evidence = take_evidence(sources)
        fleet = require_gates(evidence.fleet)
        if dispatch_file is not None:
            refuse_edited(dispatch_file, evidence)
        text = write_json(make_packets(fleet, evidence.summary))
        if output is not None:
            write_durably(output, text.encode())
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}")
        return exits.CANNOT_WRITE
    if output is None:
        click.echo(text, nl=False)
    return exits.CLEAN


def refuse_edited(path: Path, evidence: Evidence) -> None:
    """Raise SummaryFileError unless the file is what its own summary gives, in one of the pack's languages."""
    table = evidence.fleet.gates or GateTable()
    opened = find_open_gates(table, evidence.summary)
    texts = (write_dispatch(opened, evidence.summary, language) for language in list_languages(table))
    if read_at_most(path, 4 * LARGEST) not in {text.encode() for text in texts}:
        raise SummaryFileError(f"{path}: not the dispatch of the summary in it; dispatch anew")


@command.command("guard")
@summary_options
@click.option("--packet-file", type=FILE, required=True, help="The packets to judge.")
@click.option("--no-color", is_flag=True, help=NO_COLOR)
def guard(
    *,
    target: str,
    summary_file: Path | None,
    rehearsal: bool,
    packet_file: Path,
    no_color: bool,  # noqa: ARG001  # see its help
) -> int:
    """Verify packets against the summary, or against the one they hold where no file is given."""
    sources = Sources(target=target, summary_file=summary_file, rehearsal=rehearsal)
    try:
        if summary_file is None:
            fleet, summary = require_gates(open_fleet(sources)), None
        else:
            evidence = take_evidence(sources)
            fleet, summary = require_gates(evidence.fleet), evidence.summary
        answer = guard_packets(read_at_most(packet_file, LARGEST_JSON), fleet, summary)
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    click.echo(write_packet_answer(answer, fleet), nl=False)
    return exits.FORBIDDEN if answer.status else exits.CLEAN


@command.command("schema")
@click.argument("target", metavar="PACK|RUN")
def schema(*, target: str) -> int:
    """Print the JSON Schema of packets."""
    try:
        click.echo(write_schema(require_gates(open_fleet(Sources(target=target))), PacketSet), nl=False)
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    return exits.CLEAN
