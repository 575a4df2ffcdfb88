"""When a reboot began, as a person writes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from blackstart.app.clock import read_clock
from blackstart.checks.duration import find_seconds

F = Callable[..., Any]
AS = "write it with its offset, as 2026-06-26T06:20+08:00, or how long ago it was, as 25m"
HELP = "T+0: when it began, as 2026-06-26T06:20+08:00, or how long ago, as 25m."


def since_option(function: F) -> F:
    """Add --since, a moment in Unix seconds."""
    return click.option("--since", required=True, metavar="T0", callback=read_since, help=HELP)(function)


def optional_since_option(function: F) -> F:
    """Add --since, a moment in Unix seconds or None."""
    return click.option("--since", metavar="T0", callback=read_optional_since, help=HELP)(function)


def read_optional_since(context: click.Context, parameter: click.Parameter, text: str | None) -> float | None:
    """Return the moment, or None where none was given."""
    return None if text is None else read_since(context, parameter, text)


def read_since(_ctx: click.Context, _param: click.Parameter, text: str) -> float:
    """Return the moment. A time without its offset is refused: it is unclear whose clock it was read from."""
    ago = find_seconds(text)
    if ago is not None and (began := read_clock() - ago) > 0:
        return began
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is no time; {AS}") from error
    if moment.tzinfo is None:
        raise click.BadParameter(f"'{text}' has no offset; {AS}")
    return moment.timestamp()
