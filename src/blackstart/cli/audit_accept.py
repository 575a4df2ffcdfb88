"""`blackstart audit --accept`: write down what a pack means, under the name of who accepts it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from blackstart.app.clock import read_clock
from blackstart.app.loading import load_real_pack
from blackstart.audit.acceptance import Difference, describe, list_differences
from blackstart.audit.meaning import list_parts
from blackstart.baseline.lock_file import read_lock, write_lock
from blackstart.cli import exits
from blackstart.errors import CannotWriteError
from blackstart.journal.durable import write_durably
from blackstart.model.lock import LOCK_FILE, Acceptance, Lock
from blackstart.packs import find_pack, read_one
from blackstart.render.wording import plain


def accept_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which somebody accepts what a pack means."""
    accept = click.option("--accept", is_flag=True, help="Accept what the pack means now: write pack.lock.")
    by = click.option("--by", metavar="NAME", help="With --accept: who accepts it.")
    note = click.option("--note", metavar="TEXT", help="With --accept: why it is right so.")
    return accept(by(note(function)))


def require_acceptance(by: str | None, note: str | None, *, accept: bool) -> Acceptance:
    """Return who accepts it, and why. Raises UsageError where one of the three options is missing."""
    if not (accept and by and note):
        raise click.UsageError("give --accept, --by NAME and --note TEXT together: somebody accepts it for a reason")
    day = datetime.fromtimestamp(read_clock(), UTC).date().isoformat()
    return Acceptance(day=day, by=by, note=note)


def find_lock(pack: str) -> Lock | None:
    """Return what the pack was accepted to mean, or None. Raises BaselineError, PackError."""
    found = read_one(pack, (LOCK_FILE,))
    return None if found is None else read_lock(found[1], found[0])


def accept_meaning(pack: str, acceptance: Acceptance) -> int:
    """Write the lock file, and show what had not been accepted before. Raises BadDataError, CannotWriteError."""
    fleet, lock = load_real_pack(pack), find_lock(pack) or Lock(file=LOCK_FILE)
    path = find_pack(pack) / LOCK_FILE
    parts, differences = list_parts(fleet), list_differences(fleet, lock)
    try:
        write_durably(path, write_lock(parts, (*lock.acceptances, acceptance)).encode())
    except OSError as error:
        raise CannotWriteError(f"{path}: {error.strerror}") from error
    click.echo("".join(map(show_difference, differences if lock.parts else ())), nl=False)
    click.echo(f"{path}: {len(parts)} parts, {len(differences)} of them not accepted before; by {plain(acceptance.by)}")
    return exits.CLEAN


def show_difference(difference: Difference) -> str:
    """Return a line that says what is accepted of one part."""
    return f"{plain(difference.name)}: {plain(describe(difference))}\n"
