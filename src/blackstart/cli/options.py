"""Options that several commands share."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from blackstart.render.language import ENGLISH, read_locale, read_tag
from blackstart.render.style import Style
from blackstart.render.table import FORMATS

F = Callable[..., Any]
LANGUAGE = "blackstart.language"
"""Where a command's context keeps the language."""
PACK_COMMANDS = "blackstart.pack_commands"
"""And the consent to a pack's own commands."""


no_color_option = click.option(
    "--no-color", is_flag=True, help="No colour, also where the terminal has it (as NO_COLOR)."
)
script_no_color_option = click.option(
    "--no-color", is_flag=True, expose_value=False, help="Taken for the sake of scripts: the lines never have colour."
)
details_option = click.option("--details", is_flag=True, help="Show all that is missing, not the first of it.")
ssh_config_option = click.option(
    "--ssh-config", type=click.Path(exists=True, dir_okay=False), help="Use this file instead of ~/.ssh/config."
)
runs_option = click.option(
    "--runs", type=click.Path(file_okay=False, path_type=Path), help="Keep the run in this folder."
)
no_save_option = click.option("--no-save", is_flag=True, help="Keep no record of the run.")
alert_test_option = click.option(
    "--send-alert-test", is_flag=True, help="Let checks of the alert chain POST a test alert."
)


def combine(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return one decorator that adds these options; `--help` shows them in this order."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def format_option(formats: Iterable[str]) -> Callable[[F], F]:
    """Add --format, one of these."""
    choice = click.Choice(sorted(formats))
    return click.option("--format", "form", type=choice, default="terminal", show_default=True)


def output_options(function: F) -> F:
    """Add --format, --details, --no-color and --lang."""
    details = click.option(
        "--details", is_flag=True, help="Show every check with its reading, not only the failed ones."
    )
    return combine(format_option(FORMATS), details, no_color_option, language_option)(function)


def pack_commands_option(function: F) -> F:
    """Add --allow-pack-commands, which `may_run_pack_commands` looks at."""
    return click.option(
        "--allow-pack-commands",
        is_flag=True,
        expose_value=False,
        callback=keep_consent,
        help="Let PACK run what it adds to the read-only commands; `audit` lists it.",
    )(function)


def keep_consent(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's signature
    """Note whether it was given."""
    ctx.meta[PACK_COMMANDS] = value


def may_run_pack_commands() -> bool:
    """Tell whether the operator consented for the command that runs."""
    return bool(click.get_current_context().meta.get(PACK_COMMANDS, False))


def language_option(function: F) -> F:
    """Add --lang, which `make_style` and `spoken_language` look at."""
    return click.option(
        "--lang",
        metavar="TAG",
        expose_value=False,
        is_eager=True,
        callback=keep_language,
        shell_complete=complete_language,
        help="Language of texts and headings, as zh-TW; by default the locale's, else English.",
    )(function)


def complete_language(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the languages a shell may complete to."""
    from blackstart.render.labels import LABELS  # noqa: PLC0415  # a command that runs has them from elsewhere

    return [tag for tag in LABELS if tag.startswith(incomplete)]


def keep_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    """Note the language asked for. Raises BadParameter for what is no language."""
    if value is not None and (tag := read_tag(value)) is None:
        raise click.BadParameter(f"'{value}' is no language; write a tag as en or zh-TW")
    ctx.meta[LANGUAGE] = read_locale(os.environ) if value is None else tag


def spoken_language() -> str:
    """Return the language of the command that runs."""
    return str(click.get_current_context().meta.get(LANGUAGE, ENGLISH))


def make_style(*, no_color: bool, details: bool) -> Style:
    """Return how to show things: in colour only on a terminal that was not told otherwise."""
    from shutil import get_terminal_size  # noqa: PLC0415  # 2 ms, of use only where something is shown

    colour = sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR")
    width = get_terminal_size((100, 24)).columns
    return Style(color=colour, width=max(40, width), details=details, language=spoken_language())


def default_runs() -> Path:
    """Return the folder runs are kept in: BLACKSTART_RUNS, or the user's state folder (XDG).

    Raises UsageError for a user without an account where HOME does not name a folder either.
    """
    if named := os.environ.get("BLACKSTART_RUNS"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    try:
        return Path(state).expanduser() / "blackstart" / "runs"
    except RuntimeError as error:
        raise click.UsageError("this user has no home folder: set HOME, or BLACKSTART_RUNS to keep runs in") from error


def complain(message: str) -> None:
    """Say what is wrong, on standard error."""
    click.echo(f"blackstart: {message}", err=True)
