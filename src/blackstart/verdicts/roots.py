"""Why a check failed, where another one explains it: each reason a function that returns the root cause or None."""

from collections.abc import Iterator

from blackstart.model.fleet import Check
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.reply import ACCESS_CAUSES, Cause
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.implied import is_left_open
from blackstart.verdicts.rungs import list_below, rung_of
from blackstart.verdicts.scene import Scene

WHOLE_HOST_CAUSES = frozenset({Cause.NO_ROUTE, Cause.CONNECT_TIMED_OUT, Cause.NAME_UNKNOWN})
"""Causes on the way to the login that also explain why another port does not answer."""
SILENT_CAUSES = frozenset(
    {Cause.REFUSED, Cause.NO_ROUTE, Cause.CONNECT_TIMED_OUT, Cause.CONNECTION_LOST, Cause.TIME_LIMIT}
)
"""Causes of nobody having answered; others, such as a tool that is missing, are about the asking."""
UNHEARD_CAUSES = SILENT_CAUSES | {Cause.NAME_UNKNOWN}
"""Causes of nobody having been heard, nor the name looked up."""
SHUT_CAUSES = ACCESS_CAUSES | {Cause.STALE}
"""What all questions to a host come to that cannot be logged in to, or was restarted meanwhile."""


def find_root(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the id of the check that explains this failure, or None.

    Explanations that depend on a gap's cause, or on what was read, hold only what is BLOCKED anyway: else
    taking evidence away, which changes them, could turn HELD into WARN.
    """
    if check.id in (scene.uplink, scene.run):
        return None
    if scene.run is not None and is_left_open(verdict, check.place, scene.bindings):
        return scene.run
    root = root_of_uplink(check, verdict, scene)
    root = (
        root
        or root_of_jump(check, verdict, scene)
        or root_of_ladder(check, verdict, scene)
        or root_of_needs(check, scene)
    )
    if root is not None or verdict.outcome is not Outcome.BLOCKED:
        return root
    if verdict.cause is None:
        return root_of_units(check, verdict, scene)
    root = root_of_clock(check, verdict, scene) or root_of_place(check, verdict, scene) or root_of_tool(verdict, scene)
    if root is not None or rung_of(check) is not None:
        return root
    return root_of_silence(check, verdict, scene) or root_of_layer(check, verdict, scene)


def root_of_uplink(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return that this machine has no network, of all that is looked at over one."""
    if scene.uplink is None or verdict.outcome is not Outcome.BLOCKED:
        return None
    far = check.place in scene.bindings and verdict.cause is not None
    return scene.uplink if far or rung_of(check) is not None or verdict.cause in UNHEARD_CAUSES else None


def root_of_jump(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return what is wrong with a host that the login leads over, where nobody could log in to that one either."""
    far = verdict.cause is not None or rung_of(check) is not None
    if not far or verdict.outcome is not Outcome.BLOCKED:
        return None
    hosts = dict.fromkeys(jump for host in (check.place, check.host) for jump in scene.jumps.get(host, ()))
    shut = [host for host in hosts if scene.is_shut(host)]
    rungs = scene.first_root(rung.id for host in shut for rung in scene.rungs[host])
    return rungs or next((scene.firsts[host,] for host in shut if (host,) in scene.firsts), None)


def root_of_clock(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the check that tells that the clock is wrong on which the evidence rests."""
    doubted = verdict.cause is Cause.STALE and not scene.is_shut(check.place)
    return scene.first_root([scene.clocks.get(check.place, "")]) if doubted else None


def root_of_ladder(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the failed rung without which the check could not be put.

    A port that greets wrongly, or a login as another user, is a finding of its own, whatever ping says.
    """
    if verdict.cause is None and rung_of(check) != Proof.LINK:
        return None
    return scene.first_root(rung.id for rung in list_rungs_to(check, scene))


def list_rungs_to(check: Check, scene: Scene) -> Iterator[Check]:
    """Yield the rungs without which the check cannot be put.

    These are all of the place it is asked on; of a rung, those below it; or, of a host it looks at from outside,
    those that show whether it is on the network at all. A host that was logged in to is, whatever ping says.
    """
    on_ladder = rung_of(check) is not None and check.host in scene.rungs
    if on_ladder:
        yield from list_below(check, scene.rungs)
    if check.place != CONTROLLER and not (on_ladder and check.place == check.host):
        if scene.is_shut(check.place):
            yield from scene.rungs[check.place]
    elif not on_ladder and scene.is_shut(check.host):
        yield from (rung for rung in scene.rungs[check.host] if rung_of(rung) in (Proof.PING, Proof.LINK))


def root_of_needs(check: Check, scene: Scene) -> str | None:
    """Return the root cause behind the first failed check this one needs.

    A check that only repeats what this one tells of a unit is none of them.
    """
    return scene.first_root(need for need in check.needs if check.id not in scene.told.get(need, {}).values())


def root_of_units(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the root cause behind the first failed unit, where each of them is the finding of a check about it."""
    told = scene.told.get(check.id, {})
    roots = [scene.first_root([told.get(unit, "")]) for unit in verdict.units or ()]
    return None if None in roots else next(iter(roots), None)


def root_of_place(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the first check that could not be put on a host that nobody could log in to; never of its own rungs."""
    own = rung_of(check) is not None and check.place == check.host
    shut = scene.is_shut(check.place) and verdict.cause in SHUT_CAUSES and not own
    return scene.firsts.get((check.place,)) if shut else None


def root_of_silence(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the rung whose failure shows that no port of the host answers.

    A port that refuses the connection does answer; and a name that is not known is that one's own.
    """
    if verdict.cause not in WHOLE_HOST_CAUSES:
        return None
    about = [scene.explained[rung.id] for rung in scene.rungs.get(check.host, ()) if rung.id in scene.explained]
    alike = Cause.NAME_UNKNOWN if verdict.cause is Cause.NAME_UNKNOWN else None
    return scene.first_root(
        rung.check for rung in about if rung.cause in WHOLE_HOST_CAUSES and (alike is None or rung.cause is alike)
    )


def root_of_tool(verdict: Verdict, scene: Scene) -> str | None:
    """Return the first check that met the same program of the same place, missing, refused or hanging."""
    return scene.firsts.get(key) if (key := tool_key(verdict, scene)) is not None else None


def tool_key(verdict: Verdict, scene: Scene) -> tuple[str, ...] | None:
    """Return what failures of one program on one place have in common, where the program itself is the cause."""
    if not verdict.tool or verdict.cause is None:
        return None
    said = verdict.reason if verdict.cause is Cause.UNREADABLE else ""
    return (scene.by_id[verdict.check].place, verdict.tool, verdict.cause, said)


def root_of_layer(check: Check, verdict: Verdict, scene: Scene) -> str | None:
    """Return the root cause behind the nearest failure of a layer below, on the host that gave no answer.

    Layers below are the phases that the check's phase needs. Of what is looked at from this machine and is on no
    host of the fleet, only a way that is down (ping) is such a failure.
    """
    if verdict.cause not in SILENT_CAUSES:
        return None
    below = scene.reach.get(check.phase, frozenset())
    hosts = dict.fromkeys((check.host, check.place)) if check.host != CONTROLLER else (check.place,)
    failed = [other.id for host in hosts for other in scene.by_host.get(host, ()) if other.phase in below]
    if hosts == (CONTROLLER,):
        failed = [other for other in failed if rung_of(scene.by_id[other]) is not None]
    return scene.first_root(reversed(failed))


def note_first(verdict: Verdict, scene: Scene) -> None:
    """Note a failure that nothing explains, for those that fail alike after it."""
    if verdict.outcome is not Outcome.BLOCKED:
        return
    place = scene.by_id[verdict.check].place
    if scene.is_shut(place) and verdict.cause in SHUT_CAUSES:
        scene.firsts.setdefault((place,), verdict.check)
    if (key := tool_key(verdict, scene)) is not None:
        scene.firsts.setdefault(key, verdict.check)
