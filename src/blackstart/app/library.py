"""The library's face: look at a fleet, judge what was seen, and write it down."""

import asyncio

from blackstart.app import recording
from blackstart.app.connections import Connections
from blackstart.app.looking import Look, check_once
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.scorecard import Scorecard
from blackstart.render.style import Style


def look(fleet: Fleet, *, ssh_config: str | None = None, allow_pack_commands: bool = False) -> Look:
    """Look at the fleet once, read-only, and return what was seen; nothing is kept on disk and no alert is sent.

    `ssh_config` takes the place of ~/.ssh/config. Raises PackError where the pack adds commands of its own and
    neither `allow_pack_commands` nor the operator's configuration lets them run. Where a loop runs already, call it
    in a thread.
    """
    looks: list[Look] = []
    connections = Connections(ssh_config=ssh_config, allow_pack_commands=allow_pack_commands)
    asyncio.run(check_once(fleet, connections, lambda *_: None, looks.append))
    return looks[0]


def judge(fleet: Fleet, seen: Look, *, now: float | None = None) -> Scorecard:
    """Return what the look comes to at a moment (Unix seconds); by default at the end of the look."""
    from blackstart.verdicts import scorecard  # noqa: PLC0415  # a look has loaded it

    moment = seen.scorecard.judged if now is None else now
    return scorecard.judge(fleet, Transcript(seen.exchanges), seen.scorecard.span, now=moment)


def render_text(fleet: Fleet, scorecard: Scorecard, form: str = "terminal", *, language: str = "en") -> str:
    """Return a scorecard in one of the formats of `blackstart check`. Raises KeyError for another."""
    return recording.render(fleet, scorecard, form, Style(language=language))
