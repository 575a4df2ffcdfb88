"""Units that a generator enables anew at each boot (systemd.generator(7))."""

from blackstart.checks.asking import run
from blackstart.checks.facts.found_paths import read_paths
from blackstart.model.request import Steps

GENERATORS = tuple(f"/run/systemd/generator{suffix}" for suffix in ("", ".early", ".late"))
FOR_THIS_BOOT = "enabled-runtime"
"""What systemd calls a unit whose link is gone after a reboot: a person made it, or a generator that makes it again."""


def list_generated() -> Steps[frozenset[str]]:
    """Ask for the names of what generators enabled."""
    return read_paths((yield from run("find", *GENERATORS, "-type", "l", "-printf", "%f\\n")))
