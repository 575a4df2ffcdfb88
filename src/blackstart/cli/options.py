"""Options that several commands share."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from blackstart.render.style import Style
from blackstart.render.table import FORMATS

F = Callable[..., Any]


def output_options(function: F) -> F:
    """Add --format, --details and --no-color."""
    for option in (
        click.option("--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR)."),
        click.option("--details", is_flag=True, help="Show every check with its reading, not only the failed ones."),
        click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="terminal", show_default=True),
    ):
        function = option(function)
    return function


def make_style(*, no_color: bool, details: bool) -> Style:
    """Return how to show things: in colour only on a terminal that was not told otherwise."""
    colour = sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size((100, 24)).columns
    return Style(color=colour, width=max(40, width), details=details)


def default_runs() -> Path:
    """Return the folder runs are kept in: BLACKSTART_RUNS, or the user's state folder (XDG)."""
    if named := os.environ.get("BLACKSTART_RUNS"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "blackstart" / "runs"


def complain(message: str) -> None:
    """Say what is wrong, on standard error."""
    click.echo(f"blackstart: {message}", err=True)
