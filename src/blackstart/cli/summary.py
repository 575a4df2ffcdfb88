"""`blackstart summary`: a run as KEY=VALUE lines, and everything that follows from them in one folder."""

from pathlib import Path

import click

from blackstart.app.recording import render
from blackstart.cli import exits
from blackstart.cli.artifacts import make_folder, write_artifact
from blackstart.cli.options import (
    alert_test_option,
    language_option,
    no_save_option,
    pack_commands_option,
    script_no_color_option,
    ssh_config_option,
)
from blackstart.cli.summary_evidence import SummaryEvidence, SummarySource, summary_options, take_evidence
from blackstart.gates.declarations import guard_declarations, guard_in_time
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.response_template import make_template
from blackstart.model.summary import INTERRUPTED
from blackstart.render.gates import write_declarations, write_dispatch, write_summary
from blackstart.render.packets import write_json, write_packet_answer
from blackstart.render.style import Style

EPILOG = """\b
Examples:
  blackstart summary packs/awoooi --artifacts readiness
  blackstart summary runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart summary packs/awoooi --summary-file readiness/summary.txt --artifacts replay
  blackstart summary packs/awoooi --drill healthy
"""


@click.command("summary", epilog=EPILOG)
@summary_options
@click.option(
    "--artifacts", type=click.Path(file_okay=False, path_type=Path), help="Write all that follows to this folder too."
)
@click.option("--drill", metavar="SCENARIO", help="Take it of the simulated fleet under this scenario, or `healthy`.")
@ssh_config_option
@pack_commands_option
@no_save_option
@alert_test_option
@script_no_color_option
@language_option
def command(*, sources: SummarySource, artifacts: Path | None) -> int:
    """Say where PACK's fleet stands as KEY=VALUE lines, from a look now, from RUN, or from a file."""
    evidence = take_evidence(sources)
    if artifacts is not None:
        write_artifacts(artifacts, evidence)
    click.echo(write_summary(evidence.summary), nl=False)
    return exits.INTERRUPTED if evidence.summary.values[INTERRUPTED] != "0" else find_status(evidence)


def find_status(evidence: SummaryEvidence) -> int:
    """Return the status of the run, where one was looked at; a replay is clean."""
    return exits.CLEAN if evidence.scorecard is None else exits.status_of(evidence.scorecard)


def write_artifacts(folder: Path, evidence: SummaryEvidence) -> None:
    """Write the summary, the logs of what it was made of, and what follows from it. Raises ArtifactError."""
    make_folder(folder / "logs")
    for name, text in [*list_logs(evidence), *list_files(evidence)]:
        write_artifact(folder / name, text)


def list_logs(evidence: SummaryEvidence) -> list[tuple[str, str]]:
    """Return the logs of the whole run and of each view."""
    if evidence.scorecard is None:
        return []
    style = Style(details=True)
    whole = [("logs/run.txt", render(evidence.fleet, evidence.scorecard, "terminal", style))]
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # only where there is a run

    return whole + [
        (f"logs/{name}.txt", render(narrow(evidence.fleet, name), scorecard, "terminal", style))
        for name, scorecard in evidence.views.items()
    ]


def list_files(evidence: SummaryEvidence) -> list[tuple[str, str]]:
    """Return the summary's file and all that follows from it alone."""
    fleet, summary = evidence.fleet, evidence.summary
    files = [("summary.txt", write_summary(summary))]
    if fleet.gates is None:
        return files
    packets = make_packets(fleet, summary)
    text = write_json(packets)
    declared = guard_in_time(guard_declarations(fleet, summary), fleet, summary, evidence.now)
    return [
        *files,
        ("declarations.txt", write_declarations(declared, summary)),
        ("dispatch.txt", write_dispatch(find_open_gates(fleet.gates, summary), summary)),
        ("owner-packets.json", text),
        ("contract-guard.txt", write_packet_answer(guard_packets(text.encode(), fleet, summary), fleet)),
        ("owner-response-template.json", write_json(make_template(fleet.gates, packets))),
    ]
