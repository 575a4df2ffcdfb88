"""`blackstart verify`: tell whether a recorded run is whole and unedited."""

from collections.abc import Iterator
from pathlib import Path

import click

from blackstart.cli import exits
from blackstart.journal.bundle import BundleError, read_run
from blackstart.journal.chain import verify_chain
from blackstart.journal.signature import verify_signature

EPILOG = """\b
Examples:
  blackstart verify runs/20261124T201500Z-0a1b2c3d4e5f
  blackstart verify --chain runs
  blackstart verify runs/20261124T201500Z-0a1b2c3d4e5f --allowed-signers allowed_signers --signer ops@example.org
"""


@click.command("verify", epilog=EPILOG)
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--chain", is_flag=True, help="PATH is a folder of runs: verify each, and that each follows the last.")
@click.option(
    "--allowed-signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Require a signature of one of these (ssh-keygen(1), ALLOWED SIGNERS).",
)
@click.option("--signer", metavar="NAME", help="Require this one's.")
def command(*, path: Path, chain: bool, allowed_signers: Path | None, signer: str | None) -> int:
    """Verify the run at PATH offline: every file is there, and is as it was written."""
    if signer is not None and allowed_signers is None:
        raise click.UsageError("--signer is a name in a file of allowed signers: give --allowed-signers FILE")
    for line in describe_chain(path) if chain else describe_run(path):
        click.echo(line)
    if allowed_signers is not None:
        for bundle in verify_chain(path).runs if chain else (path,):
            click.echo(f"signed by {verify_signature(bundle, allowed_signers, signer)}: {bundle.name}")
    return exits.CLEAN


def describe_run(path: Path) -> Iterator[str]:
    """Yield what there is to say of a run. Raises BundleError."""
    loaded = read_run(path)
    yield f"whole: {len(loaded.exchanges)} exchanges of {loaded.run.fleet}, {loaded.run.run_id}"


def describe_chain(path: Path) -> Iterator[str]:
    """Yield what there is to say of a folder of runs. Raises BundleError, also where there are none."""
    found = verify_chain(path)
    if not found.runs:
        # That nothing is wrong with nothing is no proof (catalogue of false greens, 10).
        raise BundleError(f"{path}: no run is in it; name the folder that runs are kept in")
    yield f"{len(found.runs)} runs, each whole and following the one before"
    if found.follows is not None:
        yield f"older ones were removed, the last of them with manifest {found.follows}"
