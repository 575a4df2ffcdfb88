"""Bring a self-hosted fleet back from a reboot, and never call it green without evidence."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blackstart.app.library import judge, look, render_text
    from blackstart.app.loading import load_pack
    from blackstart.baseline.problems import BaselineError
    from blackstart.errors import BadDataError, BlackstartError, CannotWriteError
    from blackstart.journal.run import BundleError
    from blackstart.packs import PackError

__version__ = "0.1.0"
__all__ = [
    "BadDataError",
    "BaselineError",
    "BlackstartError",
    "BundleError",
    "CannotWriteError",
    "PackError",
    "judge",
    "load_pack",
    "look",
    "render_text",
]
WHERE = {
    "BadDataError": "blackstart.errors",
    "BaselineError": "blackstart.baseline.problems",
    "BlackstartError": "blackstart.errors",
    "BundleError": "blackstart.journal.run",
    "CannotWriteError": "blackstart.errors",
    "PackError": "blackstart.packs",
    "judge": "blackstart.app.library",
    "load_pack": "blackstart.app.loading",
    "look": "blackstart.app.library",
    "render_text": "blackstart.app.library",
}
"""Each name of the library with its module, imported when first used, so that the command starts as fast as ever."""


def __getattr__(name: str) -> Any:
    """Import a name of the library (PEP 562)."""
    if name not in WHERE:
        raise AttributeError(f"module 'blackstart' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415  # only the library needs it

    return getattr(import_module(WHERE[name]), name)
