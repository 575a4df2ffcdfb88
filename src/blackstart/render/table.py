"""The table of formats: each name with its module, imported when first used."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style

Renderer = Callable[[Fleet, Scorecard, Style], str]

FORMATS = {
    "terminal": "blackstart.render.terminal",
    "json": "blackstart.render.json",
    "summary": "blackstart.render.summary",
    "junit": "blackstart.render.junit",
    "markdown": "blackstart.render.markdown",
    "prometheus": "blackstart.render.prometheus",
}
"""Format name to the module whose `render` makes it."""


@cache
def find_renderer(name: str) -> Renderer:
    """Return a format's `render`. Raises KeyError for a name that is not in the table."""
    return cast("Renderer", import_module(FORMATS[name]).render)
