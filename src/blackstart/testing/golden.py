"""Golden cases: a kind's parameters, recorded exchanges, and what they must come to.

A case is a YAML file `golden/<kind>/<case>.yaml`:

    about: Debian 12, systemd 252; nginx runs          # where the replies were recorded
    params: {unit: nginx}                              # or a bare value, the kind's shorthand
    check: {expect: "restarts < 3", else: warn}        # optional
    exchanges:
      - request: {type: command, argv: [systemctl, show, ...]}
        reply: {type: command, stdout: "...", exit_code: 0, at: 1000.0}
    verdict: {outcome: PASS, reason: "...", cause: ..., warns_as: ..., reading: {...}}
    present: {outcome: PASS, reading: {...}}           # of a kind that follows another check: what that comes to

The judgement is made at `at: 1000` unless the case says `now:`.
"""

from pathlib import Path
from typing import Any

import msgspec

from blackstart.checks.table import find_kind
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.kind import Present
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import CommandReply
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import RunSpan, Scorecard, Verdict
from blackstart.testing.carried import GoldenExchange, carry_over
from blackstart.verdicts.judge import judge_check
from blackstart.verdicts.scorecard import judge

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=1000.0)


class GoldenCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a baseline adds to the kind's parameters."""

    expect: str = ""
    prefer: str = ""
    otherwise: Outcome = msgspec.field(default=Outcome.BLOCKED, name="else")
    max_age: float = 900.0


class GoldenVerdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must come out; fields that are left out are not compared."""

    outcome: Outcome
    reason: str | None = None
    cause: str | None = None
    warns_as: WarningClass | None = None
    reading: dict[str, Any] | None = None


class GoldenTarget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The host the case is about."""

    address: str = "192.0.2.10"
    ssh_port: int | None = None


class GoldenCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case, as its file holds it."""

    about: str
    params: Any
    exchanges: tuple[GoldenExchange, ...]
    verdict: GoldenVerdict
    check: GoldenCheck = GoldenCheck()
    target: GoldenTarget = GoldenTarget()
    present: Present | None = None
    now: float = 1000.0


def load_case(path: Path) -> GoldenCase:
    """Read a case, carried over to today's questions; raises msgspec.ValidationError where it is not one."""
    case = msgspec.yaml.decode(path.read_bytes(), type=GoldenCase, strict=False)
    return msgspec.structs.replace(case, exchanges=carry_over(path.parent.name, case.exchanges, case.now))


def make_fleet(kind: str, case: GoldenCase) -> Fleet:
    """Make a fleet of one host `a` with one check of the kind."""
    found = find_kind(kind)
    params = case.params if isinstance(case.params, dict) else {found.shorthand: case.params}
    spec = msgspec.convert(params, found)
    host = Host(id="a", address=case.target.address, port=case.target.ssh_port)
    check = Check(
        id=kind,
        phase="P0",
        host="a",
        place="a" if found.asked_from == "host" else CONTROLLER,
        spec=spec,
        expect=case.check.expect,
        prefer=case.check.prefer,
        otherwise=case.check.otherwise,
        max_age=case.check.max_age,
    )
    return Fleet(name="golden", hosts={"a": host}, phases=(Phase(id="P0"),), checks=(check,))


def judge_case(kind: str, case: GoldenCase) -> Verdict:
    """Judge the case and return the one verdict."""
    if case.present is not None:
        return judge_alone(kind, case)
    fleet, transcript = make_fleet(kind, case), make_transcript(kind, case)
    scorecard: Scorecard = judge(fleet, transcript, RunSpan(ended=case.now), now=case.now)
    return scorecard.verdicts[0]


def judge_alone(kind: str, case: GoldenCase) -> Verdict:
    """Judge the case on its own evidence alone: quicker, and it passes wherever the whole judgement does."""
    fleet = make_fleet(kind, case)
    present = case.present and msgspec.structs.replace(case.present, at=case.now)
    return judge_check(fleet.checks[0], fleet, make_transcript(kind, case), None, case.now, present)


def make_transcript(kind: str, case: GoldenCase) -> Transcript:
    """Make what was asked and answered in the case, between two looks at one boot."""
    place = "a" if find_kind(kind).asked_from == "host" else CONTROLLER
    bound = [Exchange(place="a", request=request, reply=BOOT) for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    recorded = [Exchange(place=place, request=item.request, reply=item.reply) for item in case.exchanges]
    return Transcript(recorded + bound)


def compare(verdict: Verdict, expected: GoldenVerdict) -> list[str]:
    """Return how the verdict differs from what the case expects; empty where it does not."""
    differences = []
    for name in ("outcome", "reason", "cause", "warns_as", "reading"):
        wanted, got = getattr(expected, name), as_lists(getattr(verdict, name))
        if wanted is not None and got != wanted:
            differences.append(f"{name}: expected {wanted!r}, got {got!r}")
    return differences


def as_lists(value: Any) -> Any:
    """Return the value with lists in place of tuples, as YAML has them."""
    match value:
        case dict():
            return {key: as_lists(item) for key, item in value.items()}
        case list() | tuple():
            return [as_lists(item) for item in value]
        case _:
            return value
