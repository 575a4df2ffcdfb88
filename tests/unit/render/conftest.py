"""Runs to show, each with something a format can get wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome, Result, WarningClass
from blackstart.model.reply import Cause
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard, Verdict, ViewState
from blackstart.model.view import Lookup, Scope, Template, View, ViewLine
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict

HOSTILE = 'saw \x1b[2J\x07 <b>"x"</b> & `rm` | $(reboot)\n@all\u202e'


class Shown(NamedTuple):
    """A fleet and what a run of it came to."""

    fleet: Fleet
    scorecard: Scorecard


def make_healthy() -> Shown:
    """Make a fleet with nothing wrong."""
    fleet = make_fleet(make_check("web"), make_check("db", host="b", phase="P1"), name="small")
    return Shown(fleet, make_scorecard(fleet))


def make_blocked() -> Shown:
    """Make a fleet with a host down, what it holds, a warning, and texts in Chinese."""
    why = {"en": "Nothing on 120 can be judged while it is off.", "zh-TW": "120 關機時,其上的一切都無法判斷。" * 3}
    checks = (
        make_check("110-ping", phase="P0-NETWORK", host="110"),
        make_check("120-ping", phase="P0-NETWORK", host="120", why=why, next="Power on 120 at the console."),
        make_check("120-ssh", phase="P0-NETWORK", host="120"),
        *(make_check(f"120-k3s-{number}", phase="P1-K3S", host="120") for number in range(7)),
        make_check("110-disk", phase="P1-REGISTRY", host="110", next="清理磁碟"),
        make_check("110-swap", phase="P1-REGISTRY", host="110"),
    )
    phases = (
        Phase(id="P0-NETWORK"),
        Phase(id="P1-K3S", needs=("P0-NETWORK",)),
        Phase(id="P1-REGISTRY", needs=("P0-NETWORK",)),
    )
    fleet = make_fleet(*checks, name="AWOOOI", phases=phases, title={"en": "Four hosts"})
    down = HostState(host="120", condition=HostCondition.UNREACHABLE, reason="no route: EHOSTUNREACH")
    named = {check.id: check for check in checks}
    held = [
        make_verdict(check, Outcome.HELD, "no route", held_by="120-ping", cause=Cause.NO_ROUTE)
        for check in checks
        if check.host == "120" and check.id != "120-ping"
    ]
    return Shown(
        fleet,
        make_scorecard(
            fleet,
            make_verdict(named["120-ping"], Outcome.BLOCKED, "no route: EHOSTUNREACH", cause=Cause.NO_ROUTE),
            make_verdict(
                named["110-disk"], Outcome.BLOCKED, "expected used < 90 %, saw 97 % " * 6, reading={"used": 97}
            ),
            make_verdict(
                named["110-swap"], Outcome.WARN, "交換空間已滿" * 12, warns_as=WarningClass.SERVICE, reading={"free": 0}
            ),
            *held,
            hosts={"120": down},
        ),
    )


def make_degraded() -> Shown:
    """Make a fleet with warnings only."""
    fleet = make_fleet(make_check("web"), make_check("escrow"), make_check("copy"))
    _, escrow, copy = fleet.checks
    return Shown(
        fleet,
        make_scorecard(
            fleet,
            make_verdict(escrow, Outcome.WARN, "five markers missing", warns_as=WarningClass.BOUNDARY),
            make_verdict(copy, Outcome.WARN, "seen 1200 s ago", warns_as=WarningClass.EVIDENCE, cause=Cause.STALE),
        ),
    )


def make_interrupted() -> Shown:
    """Make a run that was cut short."""
    fleet = make_fleet(make_check("web"), make_check("db"), make_check("cache"))
    _, db, cache = fleet.checks
    return Shown(
        fleet,
        make_scorecard(
            fleet,
            make_verdict(db, Outcome.BLOCKED, "interrupted", cause=Cause.INTERRUPTED),
            make_verdict(cache, Outcome.BLOCKED, "not asked", cause=Cause.NOT_ASKED),
            span=RunSpan(started=1000.0, ended=1000.25, interrupted=True),
        ),
    )


def make_hostile() -> Shown:
    """Make a run in which every text does its worst, and ids that make the same key."""
    checks = (
        make_check('a-"b"', phase="P.0", host="h|1", why=HOSTILE, next=HOSTILE),
        make_check("a.b`", phase="P-0", host="h-1"),
        make_check("主機", phase="階段", host="伺服器"),
    )
    fleet = make_fleet(*checks, name='<fleet> "x"\n')
    first, second, third = checks
    return Shown(
        fleet,
        make_scorecard(
            fleet,
            make_verdict(first, Outcome.BLOCKED, HOSTILE, reading={"text": HOSTILE}),
            make_verdict(second, Outcome.HELD, HOSTILE, held_by=first.id),
            make_verdict(third, Outcome.WARN, HOSTILE, warns_as=WarningClass.EVIDENCE),
        ),
    )


def make_nothing_passed() -> Shown:
    """Make a run with warnings and no PASS, which is BLOCKED without a blocked check."""
    fleet = make_fleet(make_check("web"))
    verdict: Verdict = make_verdict(fleet.checks[0], Outcome.WARN, "slow", warns_as=WarningClass.SERVICE)
    return Shown(fleet, make_scorecard(fleet, verdict))


def make_empty() -> Shown:
    """Make a run of nothing; a baseline cannot be so, a renderer must not mind."""
    fleet = make_fleet(name="empty", digest="")
    return Shown(fleet, make_scorecard(fleet))


def make_view() -> Shown:
    """Make a run of a view: a phase of which not all is looked at, lines, and words of its own."""
    view = View(
        name="hygiene",
        title={"en": "Host hygiene", "zh-TW": "主機衛生檢查"},
        checks=("units", "disk"),
        words={Result.BLOCKED: "HYGIENE_BLOCKED."},
        lines=(ViewLine(key="UNITS", value=Template(parts=(Lookup(check="units"),))),),
    )
    phases = (Phase(id="P0", title={"en": "Hosts", "zh-TW": "主機層"}), Phase(id="P1"))
    checks = (make_check("units"), make_check("disk", phase="P1"))
    fleet = make_fleet(*checks, phases=phases, views={"hygiene": view}, title={"en": "Small", "zh-TW": "小"})
    scorecard = make_scorecard(fleet, make_verdict(checks[0], Outcome.BLOCKED, "two failed units"))
    state = ViewState(name="hygiene", lines={"UNITS": "BLOCKED", "LATEST": "unknown", "HOST_A": "mine", "EMPTY": ""})
    confined = msgspec.structs.replace(scorecard, level="HYGIENE_BLOCKED.", phases=scorecard.phases[:1], view=state)
    return Shown(msgspec.structs.replace(fleet, scope=Scope(view=view)), confined)


def make_claims() -> Shown:
    """Make a run by a table of claims: a level, a word, what may and what may not be said."""
    fleet = make_fleet(make_check("web"), make_check("escrow"))
    verdict = make_verdict(fleet.checks[1], Outcome.WARN, "five markers missing", warns_as=WarningClass.BOUNDARY)
    said = make_scorecard(
        fleet,
        verdict,
        level="B4_FULL_STACK_GREEN",
        word="FULL_STACK_GREEN_ESCROW_BLOCKED",
        allowed=("SERVICE_READY", "FULL_STACK_GREEN"),
        forbidden=("DR_COMPLETE", "RUNTIME_ACTION_AUTHORIZED"),
    )
    return Shown(fleet, said)


CASES: dict[str, Callable[[], Shown]] = {
    "healthy": make_healthy,
    "blocked": make_blocked,
    "degraded": make_degraded,
    "interrupted": make_interrupted,
    "hostile": make_hostile,
    "nothing_passed": make_nothing_passed,
    "empty": make_empty,
    "view": make_view,
    "claims": make_claims,
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    """Return each case's name in turn."""
    return str(request.param)


@pytest.fixture
def shown(case: str) -> Shown:
    """Return the case's fleet and scorecard."""
    return CASES[case]()


@pytest.fixture
def make_shown() -> Callable[[str], Shown]:
    """Return what makes a case by its name."""
    return lambda name: CASES[name]()


@pytest.fixture
def expected() -> Path:
    """Return the folder of expected texts."""
    return Path(__file__).parent / "expected"
