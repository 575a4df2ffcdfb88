"""The views of a pack, as options of a command: choosing one, listing them, completing a name."""

from collections.abc import Callable
from typing import Any

import click

from blackstart.app.loading import load_pack
from blackstart.baseline.problems import suggest
from blackstart.errors import BadDataError
from blackstart.model.fleet import Fleet

F = Callable[..., Any]


def view_option(function: F) -> F:
    """Add --view."""
    words = "Look at the checks of this view only, and at what they need."
    return click.option("--view", shell_complete=complete_view, metavar="NAME", help=words)(function)


def choose_view(fleet: Fleet, name: str | None) -> Fleet:
    """Return the fleet, narrowed where a view is named. Raises UsageError for a name that is not there."""
    if name is None:
        return fleet
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # few looks are of a view

    if name not in fleet.views:
        near = suggest(name, fleet.views) or "`blackstart check PACK --list-views` lists them"
        raise click.UsageError(f"{fleet.name} has no view '{name}'; {near if fleet.views else 'it has none at all'}")
    return narrow(fleet, name)


def write_views(fleet: Fleet, language: str) -> str:
    """Return a line for each view: its name, how many checks it is of, and its title."""
    from blackstart.render.labels import find_labels  # noqa: PLC0415  # 9 ms in all; a look has no use for it
    from blackstart.render.layout import pad, widest  # noqa: PLC0415  # as above
    from blackstart.render.wording import plain, say  # noqa: PLC0415  # as above
    from blackstart.verdicts.view import narrow  # noqa: PLC0415  # as above

    labels = find_labels(language)
    if not fleet.views:
        return labels.no_views
    column = widest(fleet.views)
    counts = {name: labels.count_checks(len(narrow(fleet, name).checks)) for name in fleet.views}
    counted = widest(counts.values())
    lines = (
        f"{pad(name, column)}  {pad(counts[name], counted)}  {plain(say(view.title, language))}".rstrip()
        for name, view in fleet.views.items()
    )
    return "\n".join(lines)


def complete_view(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the names a shell may complete to; none where the pack cannot be read.

    While --view still lacks its value, click leaves the arguments before it unparsed.
    """
    pack = ctx.params.get("pack") or next(iter(ctx.args), "")
    try:
        fleet = load_pack(pack)
    except BadDataError:
        return []
    return [name for name in fleet.views if name.startswith(incomplete)]
