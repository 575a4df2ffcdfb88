"""`blackstart audit`: tell whether a pack can be relied on, without looking at a host."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

import click
import msgspec

from blackstart.app.clock import read_clock
from blackstart.app.connections import Connections
from blackstart.app.loading import load_real_pack, place
from blackstart.app.looking import Look, check_once
from blackstart.audit.rules import READINESS_RULES, RULES, audit
from blackstart.baseline.problems import suggest
from blackstart.baseline.rule_files import read_readiness
from blackstart.baseline.waiver_file import WAIVER_FILES, load_waivers
from blackstart.cli import exits
from blackstart.cli.audit_accept import accept_meaning, accept_options, find_lock, require_acceptance
from blackstart.cli.options import (
    default_runs,
    format_option,
    language_option,
    make_style,
    may_run_pack_commands,
    no_color_option,
    pack_commands_option,
    ssh_config_option,
)
from blackstart.model.audit import Readiness, Waivers
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Verdict
from blackstart.packs import read_beside, read_one
from blackstart.render.audit import AUDIT_FORMATS
from blackstart.transports.surroundings import find_surroundings
from blackstart.verdicts.view import narrow

EPILOG = """\b
Examples:
  blackstart audit packs/awoooi
  blackstart audit packs/awoooi --format json
  blackstart audit packs/awoooi --ssh-config ops/ssh_config
  blackstart audit packs/awoooi --readiness --live verify-deploy
  blackstart audit packs/awoooi --accept --by Mei --note "Sales may be two days old."
"""


@click.command("audit", epilog=EPILOG)
@click.argument("pack")
@ssh_config_option
@click.option(
    "--readiness", is_flag=True, help="Audit also what stands beside the baseline: rules, scripts, documents."
)
@click.option("--live", multiple=True, metavar="VIEW", help="With --readiness: ask the hosts too, by this view.")
@pack_commands_option
@accept_options
@click.option("--only", multiple=True, metavar="RULE", help="Apply this rule only; may be repeated.")
@format_option(AUDIT_FORMATS)
@no_color_option
@language_option
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    pack: str,
    ssh_config: str | None,
    readiness: bool,
    live: tuple[str, ...],
    accept: bool,
    by: str | None,
    note: str | None,
    only: tuple[str, ...],
    form: str,
    no_color: bool,
) -> int:
    """Audit PACK: whether the way of looking depends on what is looked at, and all is said that must be.

    What its parts mean is compared with pack.lock, which --accept writes. No host is dialled, but with --live.
    Exits 0 when every finding is PASS, or waived in audit.yml of the pack,
    1 with warnings only, else 2.
    """
    if accept or by is not None or note is not None:
        return accept_meaning(pack, require_acceptance(by, note, accept=accept))
    require_rules(only, RULES | READINESS_RULES if readiness else RULES)
    if live and not readiness:
        raise click.UsageError("--live asks the hosts for what --readiness audits; give both")
    written = load_real_pack(pack)
    fleet = place(written)
    waivers = find_waivers(pack)
    lock = find_lock(pack)
    beside = find_readiness(pack, fleet, ssh_config, live) if readiness else None
    surroundings = asyncio.run(find_surroundings(fleet.hosts.values(), ssh_config))
    surroundings = msgspec.structs.replace(surroundings, readiness=beside, lock=lock, as_written=written)
    report = audit(fleet, surroundings, pack, only, waivers)
    click.echo(AUDIT_FORMATS[form](report, make_style(no_color=no_color, details=False)), nl=False)
    return exits.BY_RESULT[report.result]


def find_waivers(pack: str) -> Waivers:
    """Return the waivers of the pack, on this day. Raises BaselineError, PackError."""
    found = read_one(pack, WAIVER_FILES)
    today = datetime.fromtimestamp(read_clock(), UTC).date().isoformat()
    if found is None:
        return Waivers(today=today)
    file, text = found
    return Waivers(entries=load_waivers(text, file, RULES | READINESS_RULES), today=today)


def require_rules(names: Collection[str], known: Collection[str]) -> None:
    """Raise UsageError for a rule that there is not."""
    for name in names:
        if name not in known:
            raise click.UsageError(f"no rule '{name}'; {suggest(name, known) or ', '.join(known)}")


def find_readiness(pack: str, fleet: Fleet, ssh_config: str | None, live: tuple[str, ...]) -> Readiness:
    """Return what stands beside the pack's baseline, and what its hosts say. Raises PackError, UsageError."""
    from blackstart.cli.main import COMMANDS  # noqa: PLC0415  # it imports this module by name

    found = read_readiness(read_beside(pack), COMMANDS)
    if not live:
        return found
    for view in live:
        if view not in fleet.views:
            raise click.UsageError(
                f"no view '{view}'; {suggest(view, fleet.views) or 'there are ' + ', '.join(fleet.views)}"
            )
    connections = Connections(ssh_config=ssh_config, runs=default_runs(), allow_pack_commands=may_run_pack_commands())
    seen = {view: asyncio.run(look_at(fleet, view, connections)) for view in live}
    return msgspec.structs.replace(found, live=seen)


async def look_at(fleet: Fleet, view: str, connections: Connections) -> tuple[Verdict, ...]:
    """Look at a view once, and keep nothing of it but its verdicts."""
    looks: list[Look] = []
    await check_once(narrow(fleet, view), connections, lambda *_: None, looks.append)
    return looks[0].scorecard.verdicts
