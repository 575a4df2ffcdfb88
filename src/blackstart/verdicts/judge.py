"""Judge each check by itself: what its own evidence comes to, before anything explains it."""

import re
from collections.abc import Iterator
from typing import assert_never

import msgspec

from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Transcript
from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Finding, Present, Proof, Reading
from blackstart.model.outcome import WARNING_SEVERITY, Outcome, Severity, WarningClass
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply, SamplesReply, TcpReply, TlsReply
from blackstart.model.request import CONTROLLER, Request
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.expectation import EvaluationError, evaluate, seen_in
from blackstart.verdicts.replay import Observation, observe
from blackstart.verdicts.tool import find_tool
from blackstart.verdicts.unavailable import note_unavailable

AHEAD = 1.0
"""Seconds by which an answer may be of the future: clocks are put right by less while they run."""
BOOT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\n?")


class BootBinding(msgspec.Struct, frozen=True, kw_only=True):
    """The boot a host's evidence was seen under, or why it is bound to none, and the `cause` where that is a gap.

    `began` tells that the host was logged in to when the run began, `via` over which others the login leads. Where
    its clock is wrong, or nobody knows whether it is, `clock` says so, and `skew` is by how many seconds.
    """

    boot_id: str | None = None
    problem: str = ""
    cause: Cause | None = None
    began: bool = False
    via: tuple[str, ...] = ()
    clock: str = ""
    skew: float = 0.0


def bind_boots(fleet: Fleet, transcript: Transcript) -> dict[str, BootBinding]:
    """Bind each host's evidence to the boot id seen both first and last."""
    return {host: bind_boot(host, transcript) for host in fleet.hosts}


def bind_boot(host: str, transcript: Transcript) -> BootBinding:
    """Compare the boot ids seen before and after everything else."""
    first = read_boot_id(transcript.answer(host, FIRST_BOOT_ID))
    last = read_boot_id(transcript.answer(host, LAST_BOOT_ID))
    if isinstance(first, Gap):
        return BootBinding(problem=f"boot id not seen: {first}", cause=first.cause, via=first.via)
    if isinstance(last, Gap):
        return BootBinding(problem=f"boot id not confirmed at the end: {last}", cause=last.cause, began=True)
    if first != last:
        return BootBinding(problem="the host was restarted during the run", began=True)
    return BootBinding(boot_id=first, began=True)


def read_boot_id(reply: Reply | Gap) -> str | Gap:
    """Return the boot id; anything that does not look like one is a gap, not a new boot."""
    match reply:
        case Gap():
            return reply
        case CommandReply(exit_code=0, stdout=text) if BOOT_ID.fullmatch(text):
            return text.strip()
        case CommandReply(stdout=text):
            return Gap(cause=Cause.UNREADABLE, detail=f"not a boot id: {text[:60]!r}")
        case HttpReply() | TcpReply() | TlsReply() | SamplesReply():
            return Gap(cause=Cause.UNREADABLE, detail="not a command's reply")
        case _:
            assert_never(reply)


def judge_check(  # noqa: PLR0913, PLR0917  # all that a judgement depends on
    check: Check,
    fleet: Fleet,
    transcript: Transcript,
    bound: BootBinding | None,
    now: float,
    present: Present | None = None,
) -> Verdict:
    """Judge one check on its own evidence; `present` is what the check it follows comes to."""
    seen = observe(check, fleet.target(check), lambda request: transcript.answer(check.place, request), present)
    verdict = judge_seen(check, fleet, transcript, bound, now, present, seen)
    logged_in = bound is not None and bound.boot_id is not None
    return msgspec.structs.replace(note_unavailable(verdict, seen, check.place, logged_in=logged_in), took=seen.took)


def judge_seen(  # noqa: PLR0913, PLR0917  # as above
    check: Check,
    fleet: Fleet,
    transcript: Transcript,
    bound: BootBinding | None,
    now: float,
    present: Present | None,
    seen: Observation,
) -> Verdict:
    """Judge what was seen, unless it is missing or may not be used."""
    if isinstance(seen.outcome, Gap):
        return conclude_gap(check, seen.outcome, find_tool(seen.last, seen.outcome, check.place, transcript))
    stale = find_staleness(check, seen, bound, now) or find_doubt(check, seen, fleet, transcript, bound, present)
    return conclude(check, seen.outcome) if stale is None else conclude_gap(check, stale)


def find_staleness(check: Check, seen: Observation, bound: BootBinding | None, now: float) -> Gap | None:
    """Return why evidence that was read may not be used, if so."""
    if check.place != CONTROLLER and bound is not None and bound.boot_id is None:
        return Gap(cause=Cause.STALE, detail=bound.problem)
    if seen.oldest is not None and now - seen.oldest > check.max_age:
        return Gap(
            cause=Cause.STALE, detail=f"seen {now - seen.oldest:.0f} s ago, at most {check.max_age:.0f} s allowed"
        )
    if seen.newest is not None and seen.newest - now > AHEAD:
        detail = f"seen {seen.newest - now:.0f} s after the run's end, so nobody knows when: a clock was put back"
        return Gap(cause=Cause.STALE, detail=detail)
    return None


def find_doubt(  # noqa: PLR0913, PLR0917  # as above
    check: Check,
    seen: Observation,
    fleet: Fleet,
    transcript: Transcript,
    bound: BootBinding | None,
    present: Present | None,
) -> Gap | None:
    """Return why evidence cannot be relied on that rests on the host's clock, where that is wrong.

    It rests on the clock if something that is compared would be seen otherwise, had the host's answers come by its own
    time; or if its kind says that the host reckons with the time.
    """
    if bound is None or not bound.clock or check.place == CONTROLLER or check.spec.proof() is Proof.CLOCK:
        return None

    def answer_by_its_clock(request: Request) -> Reply | Gap:
        reply = transcript.answer(check.place, request)
        return msgspec.structs.replace(reply, at=reply.at + bound.skew)

    other = observe(check, fleet.target(check), answer_by_its_clock, present)
    rests = check.spec.rests_on_clock() or compare_all(check, seen.outcome) != compare_all(check, other.outcome)
    return Gap(cause=Cause.STALE, detail=bound.clock) if rests else None


def compare_all(check: Check, outcome: Reading | Gap) -> list[Finding] | Gap | str:
    """Return all that a reading is compared with, or why nothing is."""
    if isinstance(outcome, Gap):
        return outcome
    try:
        return list(find_all(check, outcome, msgspec.to_builtins(outcome)))
    except EvaluationError as error:
        return str(error)


def conclude_gap(check: Check, gap: Gap, tool: str | None = None) -> Verdict:
    """Give the check's `else` outcome to evidence that is not there; `tool` is the program that is the cause."""
    return Verdict(
        check=check.id,
        phase=check.phase,
        host=check.host,
        kind=check.spec.name,
        outcome=check.otherwise,
        reason=describe_gap(check, gap, tool),
        cause=gap.cause,
        warns_as=check.warns_as if check.otherwise is Outcome.WARN else None,
        tool=tool or msgspec.UNSET,
    )


def describe_gap(check: Check, gap: Gap, tool: str | None) -> str:
    """Say why there is no evidence; what is the fault of another place than the check's host is said of that place."""
    if tool is None or check.place == check.host:
        return str(gap)
    if gap.cause is Cause.TOOL_MISSING:
        return f"on {check.place}: `{tool}` is missing"
    return f"on {check.place}: {gap}"


def conclude(check: Check, reading: Reading) -> Verdict:
    """Compare the reading with what was expected; the worst finding decides."""
    values = msgspec.to_builtins(reading)
    try:
        failed = [finding for finding in find_all(check, reading, values) if not finding.holds]
    except EvaluationError as error:
        verdict = conclude_gap(check, Gap(cause=Cause.UNREADABLE, detail=str(error)))
        return msgspec.structs.replace(verdict, reading=values)
    worst = max(failed, key=lambda finding: weigh_finding(finding, check), default=None)
    outcome = Outcome.PASS if worst is None else worst.outcome or check.otherwise
    return Verdict(
        check=check.id,
        phase=check.phase,
        host=check.host,
        kind=check.spec.name,
        outcome=outcome,
        reason="; ".join(f"expected {finding.expected}, saw {finding.seen}" for finding in failed),
        warns_as=classify(worst, check) if worst is not None and outcome is Outcome.WARN else None,
        reading=values,
        units=list_units(failed),
    )


def weigh_finding(finding: Finding, check: Check) -> Severity:
    """Return how bad it is that a finding does not hold."""
    outcome = finding.outcome or check.otherwise
    return WARNING_SEVERITY[classify(finding, check)] if outcome is Outcome.WARN else Severity.BLOCKED


def classify(finding: Finding, check: Check) -> WarningClass:
    """Return what a warning is about: as the kind says, where that is no worse than what the check says.

    A gap has the check's class, and what was not seen may not be milder than what was.
    """
    return min(finding.warns_as or check.warns_as, check.warns_as, key=WARNING_SEVERITY.__getitem__)


def list_units(failed: list[Finding]) -> tuple[str, ...] | msgspec.UnsetType:
    """Return the failed units that all of the failure comes to, if it comes to nothing else."""
    if not failed or not all(finding.units for finding in failed):
        return msgspec.UNSET
    return tuple(dict.fromkeys(unit for finding in failed for unit in finding.units))


def find_all(check: Check, reading: Reading, values: dict[str, object]) -> Iterator[Finding]:
    """Yield the kind's own findings, then those of the baseline's expectations."""
    yield from check.spec.findings(reading)
    if check.expect:
        yield Finding(holds=evaluate(check.expect, values), expected=check.expect, seen=seen_in(check.expect, values))
    if check.prefer:
        yield Finding(
            holds=evaluate(check.prefer, values),
            expected=check.prefer,
            seen=seen_in(check.prefer, values),
            outcome=Outcome.WARN,
        )
