"""`blackstart summary`: a run as KEY=VALUE lines, and everything that follows from them in one folder."""

from pathlib import Path

import click

from blackstart.app.recording import render
from blackstart.app.ways import Ways
from blackstart.cli import exits
from blackstart.cli.options import complain, default_runs, language_option, may_run_pack_commands, pack_commands_option
from blackstart.cli.summary_source import REFUSED, Evidence, Sources, summary_options, take_evidence
from blackstart.gates.declarations import guard_declarations, guard_in_time
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.response_template import make_template
from blackstart.journal.bundle import BundleWriteError
from blackstart.journal.durable import write_durably
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
@click.option(
    "--ssh-config", type=click.Path(exists=True, dir_okay=False), help="Use this file instead of ~/.ssh/config."
)
@pack_commands_option
@click.option("--no-save", is_flag=True, help="Keep no record of the run.")
@click.option("--send-alert-test", is_flag=True, help="Let checks of the alert chain POST a test alert.")
@click.option("--no-color", is_flag=True, help="Taken for the sake of scripts: the lines never have colour.")
@language_option
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    target: str,
    summary_file: Path | None,
    rehearsal: bool,
    artifacts: Path | None,
    drill: str | None,
    ssh_config: str | None,
    no_save: bool,
    send_alert_test: bool,
    no_color: bool,  # noqa: ARG001  # see its help
) -> int:
    """Say where PACK's fleet stands as KEY=VALUE lines, from a look now, from RUN, or from a file."""
    ways = Ways(
        ssh_config=ssh_config,
        send_alert_test=send_alert_test,
        runs=default_runs(),
        allow_pack_commands=may_run_pack_commands(),
    )
    sources = Sources(
        target=target, summary_file=summary_file, drill=drill, ways=ways, keep=not no_save, rehearsal=rehearsal
    )
    try:
        evidence = take_evidence(sources)
        if artifacts is not None:
            write_artifacts(artifacts, evidence)
    except REFUSED as error:
        complain(str(error))
        return exits.BAD_DATA
    except BundleWriteError as error:
        complain(str(error))
        return exits.CANNOT_WRITE
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}")
        return exits.CANNOT_WRITE
    click.echo(write_summary(evidence.summary), nl=False)
    return exits.INTERRUPTED if evidence.summary.values[INTERRUPTED] != "0" else find_status(evidence)


def find_status(evidence: Evidence) -> int:
    """Return the status of the run, where one was looked at; a replay is clean."""
    return exits.CLEAN if evidence.scorecard is None else exits.status_of(evidence.scorecard)


def write_artifacts(folder: Path, evidence: Evidence) -> None:
    """Write the summary, the logs of what it was made of, and what follows from it. Raises OSError."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    for name, text in [*list_logs(evidence), *list_files(evidence)]:
        write_durably(folder / name, text.encode())


def list_logs(evidence: Evidence) -> list[tuple[str, str]]:
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


def list_files(evidence: Evidence) -> list[tuple[str, str]]:
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
