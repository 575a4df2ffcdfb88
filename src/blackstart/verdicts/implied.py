"""What every run is judged by without a pack's asking, and what of it is told."""

from collections.abc import Iterator, Mapping

import msgspec

from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.scorecard import RunSpan, Verdict
from blackstart.verdicts.judge import BootBinding, judge_check

NOT_SEEN = frozenset({Cause.INTERRUPTED, Cause.NOT_ASKED})
"""What a run that was cut short leaves open."""
UNKNOWN_SKEW = 3600.0
"""Seconds by which a clock that nobody has read may be wrong."""

Verdicts = dict[str, Verdict]


def judge_clocks(fleet: Fleet, transcript: Transcript, now: float) -> Verdicts:
    """Return what is wrong with clocks, by host, of the hosts that this run has asked."""
    asked = {check.place for check in fleet.checks}
    judged = {
        check.host: judge_check(check, fleet, transcript, None, now)
        for check in fleet.implied.clocks
        if check.place in asked
    }
    return {host: verdict for host, verdict in judged.items() if verdict.outcome is not Outcome.PASS}


def doubt_clocks(bindings: Mapping[str, BootBinding], clocks: Verdicts) -> dict[str, BootBinding]:
    """Return the bindings, with what is wrong with the host's clock where something is."""
    return {host: doubt_clock(binding, clocks.get(host)) for host, binding in bindings.items()}


def doubt_clock(binding: BootBinding, clock: Verdict | None) -> BootBinding:
    """Return a host's binding with what is wrong with its clock."""
    if clock is None:
        return binding
    skew = UNKNOWN_SKEW if clock.reading is None else clock.reading["skew"]
    said = f"it rests on the host's clock: {clock.reason}"
    return msgspec.structs.replace(binding, clock=said, skew=skew)


def add_implied(  # noqa: PLR0913, PLR0917  # all that a run is judged by
    fleet: Fleet,
    verdicts: Verdicts,
    transcript: Transcript,
    bindings: Mapping[str, BootBinding],
    clocks: Verdicts,
    span: RunSpan,
    now: float,
) -> tuple[Fleet, Verdicts]:
    """Return the fleet and its verdicts with those of every run that failed: the network first, the run last."""
    first = dict(find_uplink(fleet, transcript, now))
    last = dict(list_clocks(fleet, verdicts, bindings, clocks)) | dict(find_run(fleet, verdicts, bindings, span))
    by_id = fleet.by_id
    told = (*(by_id[name] for name in first), *fleet.checks, *(by_id[name] for name in last))
    return msgspec.structs.replace(fleet, checks=told), {**first, **verdicts, **last}


def find_uplink(fleet: Fleet, transcript: Transcript, now: float) -> Iterator[tuple[str, Verdict]]:
    """Yield that this machine has no network, where it was looked at and seen to have none."""
    check = fleet.implied.uplink
    if check is not None and is_of(check, fleet):
        verdict = judge_check(check, fleet, transcript, None, now)
        if verdict.outcome is not Outcome.PASS and verdict.cause is None:
            yield check.id, verdict


def is_of(check: Check, fleet: Fleet) -> bool:
    """Tell whether the check's phase is one of the fleet's, or of the view's."""
    return any(phase.id == check.phase for phase in fleet.phases)


def list_clocks(
    fleet: Fleet, verdicts: Verdicts, bindings: Mapping[str, BootBinding], clocks: Verdicts
) -> Iterator[tuple[str, Verdict]]:
    """Yield wrong clocks of hosts that were logged in to, where no check of the pack's own tells of it."""
    own = {check.host for check in fleet.checks if check.spec.proof() is Proof.CLOCK and fails(verdicts[check.id])}
    for host, verdict in clocks.items():
        if host not in own and bindings[host].boot_id is not None and is_of(fleet.by_id[verdict.check], fleet):
            yield verdict.check, verdict


def fails(verdict: Verdict) -> bool:
    """Tell whether others can be held by it."""
    return verdict.outcome is Outcome.BLOCKED


def find_run(
    fleet: Fleet, verdicts: Verdicts, bindings: Mapping[str, BootBinding], span: RunSpan
) -> Iterator[tuple[str, Verdict]]:
    """Yield that the run was cut short, where something was left open by that."""
    check = fleet.implied.run
    if check is None or not span.interrupted:
        return
    places = {check.id: check.place for check in fleet.checks}
    missing = sum(is_left_open(verdict, places[name], bindings) for name, verdict in verdicts.items())
    if missing:
        yield (
            check.id,
            Verdict(
                check=check.id,
                phase=check.phase,
                host=check.host,
                kind=check.spec.name,
                outcome=Outcome.BLOCKED,
                reason=f"interrupted before its end: {missing} checks were not asked, or not to their end",
                cause=Cause.INTERRUPTED,
            ),
        )


def is_left_open(verdict: Verdict, place: str, bindings: Mapping[str, BootBinding]) -> bool:
    """Tell whether a check was not asked or cut off, or its host's boot id was not seen again for that reason."""
    binding = bindings.get(place)
    if verdict.cause is Cause.STALE and binding is not None and binding.boot_id is None:
        return binding.cause in NOT_SEEN
    return verdict.cause in NOT_SEEN
