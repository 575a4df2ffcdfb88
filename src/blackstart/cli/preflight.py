"""`blackstart preflight`: whether an owner's response may be looked at by a reviewer. It accepts nothing."""

from pathlib import Path

import click
import msgspec

from blackstart.app.clock import read_clock
from blackstart.cli import exits
from blackstart.cli.options import script_no_color_option
from blackstart.cli.summary_evidence import (
    FILE,
    SummarySource,
    open_fleet,
    read_at_most,
    require_gates,
    summary_options,
    take_evidence,
)
from blackstart.gates.json_text import LARGEST as LARGEST_JSON
from blackstart.gates.packet_guard import guard_packets, read_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.response_template import make_template
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.packets import OwnerResponse, PacketSet, ResponseAnswer
from blackstart.model.summary import Summary
from blackstart.render.packets import write_json, write_response_answer, write_schema

EPILOG = """\b
Examples:
  blackstart preflight packs/awoooi --summary-file readiness/summary.txt --template
  blackstart preflight packs/awoooi --summary-file readiness/summary.txt --response-file response.json
  blackstart preflight packs/awoooi --schema

\b
Exit status: 0 ready for independent review, 3 refused.
"""


@click.command("preflight", epilog=EPILOG)
@summary_options
@click.option("--packet-file", "--owner-packet-file", type=FILE, help="The packets that were answered.")
@click.option("--response-file", type=click.Path(dir_okay=False, path_type=Path), help="The owner's response.")
@click.option("--template", is_flag=True, help="Print a response to fill in.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of responses.")
@script_no_color_option
def command(
    *,
    sources: SummarySource,
    packet_file: Path | None,
    response_file: Path | None,
    template: bool,
    schema: bool,
) -> int:
    """Refuse a response that holds what none may hold, or lacks what was asked for."""
    if schema:
        click.echo(write_schema(require_gates(open_fleet(sources)), OwnerResponse), nl=False)
        return exits.CLEAN
    fleet, summary = take_basis(sources, packet_file)
    packets = take_packets(fleet, summary, packet_file)
    if template and isinstance(packets, PacketSet):
        click.echo(write_json(make_template(fleet.gates or GateTable(), packets)), nl=False)
        return exits.CLEAN
    answer = judge(fleet, packets, response_file)
    click.echo(write_response_answer(answer, fleet), nl=False)
    return exits.CLEAN if answer.ready else exits.FORBIDDEN


def take_basis(sources: SummarySource, packet_file: Path | None) -> tuple[Fleet, Summary | None]:
    """Return the fleet, and the summary unless the packets are to be judged by the one they hold."""
    if sources.summary_file is None and packet_file is not None:
        return require_gates(open_fleet(sources)), None
    evidence = take_evidence(sources)
    return require_gates(evidence.fleet), evidence.summary


def take_packets(fleet: Fleet, summary: Summary | None, packet_file: Path | None) -> PacketSet | ResponseAnswer:
    """Return the packets of the summary, or those of the file if their guard lets them pass; else why not."""
    if packet_file is None:
        return make_packets(fleet, summary or Summary())
    data = read_at_most(packet_file, LARGEST_JSON)
    answer = guard_packets(data, fleet, summary)
    if answer.status:
        return ResponseAnswer(
            status=answer.status, expected=answer.gates, reason=f"{packet_file}: {answer.reason}", origin=answer.origin
        )
    return read_packets(data)


def judge(fleet: Fleet, packets: PacketSet | ResponseAnswer, response_file: Path | None) -> ResponseAnswer:
    """Judge the response; a file that is not there is no response."""
    if isinstance(packets, ResponseAnswer):
        return packets
    from blackstart.gates.response import preflight  # noqa: PLC0415  # brings the detectors of secrets: 0.4 s

    there = response_file is not None and response_file.exists()
    data = read_at_most(response_file, LARGEST_JSON) if response_file is not None and there else None
    answer = preflight(data, fleet, packets, now=read_clock())
    origin = Summary(values=packets.source.summary).origin
    return msgspec.structs.replace(answer, origin=origin)
