"""`blackstart packets`: JSON for the owners of open gates, and the guard of its contract."""

from pathlib import Path

import click

from blackstart.baseline.summary_file import LARGEST, SummaryFileError
from blackstart.cli import exits
from blackstart.cli.artifacts import write_artifact
from blackstart.cli.options import script_no_color_option
from blackstart.cli.summary_evidence import (
    FILE,
    SummaryEvidence,
    SummarySource,
    open_fleet,
    read_at_most,
    require_gates,
    sources_of,
    summary_options,
    take_evidence,
    target_argument,
)
from blackstart.gates.json_text import LARGEST as LARGEST_JSON
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
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


@click.group("packets", epilog=EPILOG)
def command() -> None:
    """Make what owners are asked, and verify that it is what the summary says."""


@command.command("make")
@summary_options
@click.option("--dispatch-file", type=FILE, help="Take the summary from a dispatch of it.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the packets to this file.")
@script_no_color_option
def make(*, sources: SummarySource, output: Path | None) -> int:
    """Make the packets of all open gates. They are no request: nothing is sent."""
    evidence = take_evidence(sources)
    fleet = require_gates(evidence.fleet)
    if sources.dispatch_file is not None:
        refuse_edited(sources.dispatch_file, evidence)
    text = write_json(make_packets(fleet, evidence.summary))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_artifact(output, text)
    return exits.CLEAN


def refuse_edited(path: Path, evidence: SummaryEvidence) -> None:
    """Raise SummaryFileError unless the file is what its own summary gives, in one of the pack's languages."""
    table = evidence.fleet.gates or GateTable()
    opened = find_open_gates(table, evidence.summary)
    texts = (write_dispatch(opened, evidence.summary, language) for language in list_languages(table))
    if read_at_most(path, 4 * LARGEST) not in {text.encode() for text in texts}:
        raise SummaryFileError(f"{path}: not the dispatch of the summary in it; dispatch anew")


@command.command("guard")
@summary_options
@click.option("--packet-file", type=FILE, required=True, help="The packets to judge.")
@script_no_color_option
def guard(*, sources: SummarySource, packet_file: Path) -> int:
    """Verify packets against the summary, or against the one they hold where no file is given."""
    if sources.summary_file is None:
        fleet, summary = require_gates(open_fleet(sources)), None
    else:
        evidence = take_evidence(sources)
        fleet, summary = require_gates(evidence.fleet), evidence.summary
    answer = guard_packets(read_at_most(packet_file, LARGEST_JSON), fleet, summary)
    click.echo(write_packet_answer(answer, fleet), nl=False)
    return exits.FORBIDDEN if answer.status else exits.CLEAN


@command.command("schema")
@target_argument
@sources_of
def schema(*, sources: SummarySource) -> int:
    """Print the JSON Schema of packets."""
    click.echo(write_schema(require_gates(open_fleet(sources)), PacketSet), nl=False)
    return exits.CLEAN
