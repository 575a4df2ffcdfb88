"""Random fleets and what is seen of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from blackstart.baseline.implied import imply
from blackstart.checks.network.http import Http
from blackstart.model.claims import Requirements, SomeOf
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID
from blackstart.model.fleet import Check, ExplainedIf, Fleet, Host, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome, Severity, WarningClass
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER, HttpRequest, Request, RunCommand
from blackstart.model.scorecard import HostCondition
from blackstart.testing.kinds import StatusKind

Answer = tuple[tuple[str, Request], Reply | Gap]
Answers = dict[tuple[str, Request], Reply | Gap]

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=100.0)
OTHER_BOOT = CommandReply(stdout="ffffffff-0000-4000-8000-0123456789ab\n", at=100.0)

DATE = RunCommand(argv=("date", "+%s.%N"))
"""How every run asks each host for its time."""
gaps = st.sampled_from(Cause).map(lambda cause: Gap(cause=cause, detail="seen in a test", at=100.0))
GOOD = CommandReply(stdout="", exit_code=0, at=100.0)
GOOD_PAGE = HttpReply(status=200, at=100.0)
bad_pages = st.sampled_from([HttpReply(status=status, at=100.0) for status in (500, 502, 503)])
stale_pages = st.just(HttpReply(status=200, at=-10000.0))
UPTIMES = ("", "10", "1000")
"""For how long a host has been up, as a good answer tells: not at all, or since either side of most T+0."""
unreached = st.just(Gap(cause=Cause.REFUSED, detail="seen in a test", at=100.0))
good = st.just(GOOD)
bad = st.integers(1, 3).map(lambda status: CommandReply(stdout="", exit_code=status, at=100.0))
stale = st.just(CommandReply(stdout="", exit_code=0, at=-10000.0))
PARTS = 6
SUBJECTS = ("service", "host")
"""The kinds of things that can be asked for."""
MOODS = (
    *("well", "well", "warnings", "warnings", "a fault or two", "out of reach"),
    *("a host is down", "a host is down", "not ready", "anything"),
)
UNITS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ((), ()), (("a",), ()), (("b",), ()), ((), ("a", "b"))
"""Units that a check is about, and those that it names where it fails."""
moods = st.sampled_from(MOODS)
"""How a fleet is: of one where anything may be wrong hardly anything is ever proven."""


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet of a few hosts, phases in a line or a diamond, and checks that need earlier ones.

    Of some, one host has checks for all that can be proven of it; some have checks on demand. Of some checks another
    one explains the failure.
    """
    hosts = [f"h{n}" for n in range(draw(st.integers(1, 3)))]
    phases = [f"P{n}" for n in range(draw(st.integers(1, 3)))]
    checks: list[Check] = list(make_ladder(hosts[0], phases[0])) if draw(st.booleans()) else []
    for phase in phases:
        for _ in range(draw(st.integers(1, 4))):
            checks.append(draw(fleet_checks(len(checks), phase, hosts, [check.id for check in checks])))
    later = [draw(fleet_checks(len(checks) + n, "P9", hosts, [])) for n in range(draw(st.integers(0, 2)))]
    needs = {phase: tuple(draw(st.sets(st.sampled_from(phases[:n])))) if n else () for n, phase in enumerate(phases)}
    fleet = Fleet(
        name="random",
        subjects=SUBJECTS,
        hosts={host: Host(id=host, address="192.0.2.1") for host in hosts},
        phases=tuple(Phase(id=phase, needs=needs[phase]) for phase in phases),
        checks=tuple(draw(explained(check, [other.id for other in checks])) for check in checks),
        phases_on_demand=(Phase(id="P9"),) if later else (),
        checks_on_demand=tuple(later),
    )
    return msgspec.structs.replace(fleet, implied=imply(fleet)) if draw(st.booleans()) else fleet


@st.composite
def explained(draw: st.DrawFn, check: Check, names: list[str]) -> Check:
    """Let another check explain this one's failure, in one case of three."""
    witness = draw(st.none() | st.none() | st.sampled_from(names))
    if witness in (None, check.id):
        return check
    return msgspec.structs.replace(check, explained_by=witness, explained_if=draw(st.sampled_from(ExplainedIf)))


def make_ladder(host: str, phase: str) -> Iterator[Check]:
    """Yield a check for each thing that can be proven of a host."""
    for number, proof in enumerate(Proof):
        spec = StatusKind(question=f"q{number}", proves=proof)
        yield Check(id=f"c{number}", phase=phase, host=host, place=CONTROLLER, spec=spec)


@st.composite
def fleet_checks(draw: st.DrawFn, number: int, phase: str, hosts: list[str], earlier: list[str]) -> Check:
    """Make one check about a host, asked there or from the controller; one in three is of a page."""
    host = draw(st.sampled_from(hosts))
    needs = tuple(draw(st.sets(st.sampled_from(earlier), max_size=2))) if earlier else ()
    if draw(st.integers(0, 2)) == 0:
        page = Http(url=f"http://c{number}/")
        return Check(id=f"c{number}", phase=phase, host=host, place=CONTROLLER, spec=page, needs=needs)
    proves = draw(st.none() | st.sampled_from(Proof))
    about, names = draw(st.sampled_from(UNITS))
    return Check(
        id=f"c{number}",
        phase=phase,
        host=host,
        place=draw(st.sampled_from([host, CONTROLLER])),
        spec=StatusKind(
            question=f"q{number}", proves=proves, about=about, names=names, doubted=draw(st.sampled_from([0, 0, 2]))
        ),
        about=draw(st.sampled_from(SUBJECTS)),
        warns_as=draw(st.sampled_from(WarningClass)),
        expect=draw(st.sampled_from(["", "status < 2"])),
        prefer=draw(st.sampled_from(["", "status < 1"])),
        otherwise=draw(st.sampled_from([Outcome.BLOCKED, Outcome.WARN])),
        needs=needs,
    )


@st.composite
def answers_for(draw: st.DrawFn, fleet: Fleet) -> Answers:
    """Make what is seen of the fleet in one of the moods."""
    checks = {check_key(check): check for check in (*fleet.checks, *fleet.checks_on_demand)}
    boots = [(host, request) for host in fleet.hosts for request in (FIRST_BOOT_ID, LAST_BOOT_ID)]
    clocks = [(host, DATE) for host in fleet.hosts]
    answers: Answers = {
        **dict.fromkeys(boots, BOOT),
        **{key: GOOD_PAGE if isinstance(key[1], HttpRequest) else GOOD for key in checks},
        **dict.fromkeys(clocks, CommandReply(stdout="100.000000000\n", at=100.0)),
    }
    mood = draw(moods)
    every = [*boots, *checks, *clocks]
    warning = [key for key, check in checks.items() if may_warn(check)]
    down = draw(st.sampled_from(list(fleet.hosts)))
    spoilt: dict[str, list[tuple[str, Request]]] = {
        "well": [],
        "warnings": draw(st.lists(st.sampled_from(warning), min_size=1, unique=True)) if warning else [],
        "a fault or two": draw(st.lists(st.sampled_from(every), min_size=1, max_size=2, unique=True)),
        "out of reach": [draw(st.sampled_from(list(checks)))],
        "a host is down": [
            *((host, request) for host, request in (*boots, *clocks) if host == down),
            *(key for key, check in checks.items() if down in (check.host, check.place)),
        ],
        "not ready": [key for key, check in checks.items() if check.spec.proof() is Proof.READY],
        "anything": every,
    }
    for key in [key for key, check in checks.items() if check.spec.proof() is Proof.BOOT]:
        answers[key] = msgspec.structs.replace(GOOD, stdout=draw(st.sampled_from(UPTIMES)))
    for key in spoilt[mood]:
        answers[key] = draw(answer_to(key[1], mood))
    return answers


def may_warn(check: Check) -> bool:
    """Tell whether a status of 1 is a warning."""
    return check.otherwise is Outcome.WARN or (check.prefer != "" and check.expect != "")


def check_key(check: Check) -> tuple[str, Request]:
    """Return where a check is asked, and what."""
    assert isinstance(check.spec, StatusKind | Http)
    request = check.spec.request if isinstance(check.spec, StatusKind) else check.spec.request(1)
    return check.place, request


def answer_to(request: Request, mood: str) -> st.SearchStrategy[Reply | Gap]:
    """Make one answer; where only a few things are wrong, this one is."""
    few = mood == "a fault or two"
    if mood in ("out of reach", "a host is down"):
        return unreached
    if isinstance(request, HttpRequest):
        return st.one_of(bad_pages, gaps, stale_pages) if few else st.one_of(st.just(GOOD_PAGE), bad_pages, gaps)
    if mood in ("warnings", "not ready"):
        return st.just(CommandReply(stdout="", exit_code=1 if mood == "warnings" else 3, at=100.0))
    if request == FIRST_BOOT_ID:
        return gaps if few else st.just(BOOT) | gaps
    if request == LAST_BOOT_ID:
        return st.just(OTHER_BOOT) | gaps if few else st.just(BOOT) | st.just(OTHER_BOOT) | gaps
    return st.one_of(bad, gaps, unreached, stale) if few else st.one_of(good, good, bad, gaps, stale)


@st.composite
def worsened(draw: st.DrawFn, answers: Answers) -> Answers:
    """Take some evidence away, or make it worse: a good answer bad, any answer a gap.

    One gap is not worse than another, so a gap, and an answer too old to count, is only taken away.
    """
    worse = dict(answers)
    for key in draw(st.sets(st.sampled_from(list(answers)), min_size=1)):
        reply = answers[key]
        if isinstance(reply, Gap) or reply.at < 0 or draw(st.booleans()):
            del worse[key]
        elif isinstance(reply, CommandReply) and reply.exit_code == 0 and key[1] not in (FIRST_BOOT_ID, LAST_BOOT_ID):
            worse[key] = draw(st.one_of(bad, gaps, stale))
        elif isinstance(reply, HttpReply):
            # A port that refuses is the host's own word that nothing listens, and no lack of one.
            lost = gaps.filter(lambda gap: gap.cause is not Cause.REFUSED)
            worse[key] = draw(st.one_of(bad_pages, gaps, stale_pages) if reply == GOOD_PAGE else lost)
        else:
            # A login that is closed (pam_nologin) is the host's own word that it has booted, and no lack of one.
            worse[key] = draw(gaps.filter(lambda gap: gap.cause is not Cause.LOGIN_CLOSED))
    return worse


borne = st.sampled_from([one for one in Severity if Severity.PASS < one < Severity.BLOCKED])
"""The worst class that a requirement bears."""


@st.composite
def requirements(draw: st.DrawFn, fleet: Fleet, earlier: Sequence[str] = ()) -> Requirements:
    """Make a set that asks for something of the fleet, and perhaps for statements made before.

    Mostly one or two kinds of things are asked for: sets that ask for all are hardly ever met.
    """
    checks = [check.id for check in (*fleet.checks, *fleet.checks_on_demand)]
    phases = [phase.id for phase in (*fleet.phases, *fleet.phases_on_demand)]
    hosts = list(fleet.hosts)
    forms: dict[str, st.SearchStrategy[Any]] = {
        "about": st.dictionaries(st.sampled_from(SUBJECTS), borne, min_size=1),
        "checks": st.dictionaries(st.sampled_from(checks), borne, min_size=1, max_size=2),
        "phases": st.dictionaries(st.sampled_from(phases), borne, min_size=1, max_size=2),
        "hosts": st.dictionaries(st.sampled_from(hosts), st.sampled_from(HostCondition), min_size=1, max_size=1),
        "some": some_of(checks, hosts).map(lambda one: (one,)),
    }
    if earlier:
        forms["statements"] = some(list(earlier))
    asked = draw(st.sets(st.sampled_from(sorted(forms)), min_size=1, max_size=draw(st.sampled_from([1, 2, PARTS]))))
    return Requirements(**{form: draw(forms[form]) for form in sorted(asked)})


@st.composite
def some_of(draw: st.DrawFn, checks: list[str], hosts: list[str]) -> SomeOf:
    """Make checks, or hosts, of which some must be so."""
    of_checks = st.dictionaries(st.sampled_from(checks), borne, min_size=1, max_size=3)
    of_hosts = st.dictionaries(st.sampled_from(hosts), st.sampled_from(HostCondition), min_size=1, max_size=3)
    if draw(st.booleans()):
        named = draw(of_checks)
        return SomeOf(at_least=draw(st.integers(1, len(named))), checks=named)
    conditions = draw(of_hosts)
    return SomeOf(at_least=draw(st.integers(1, len(conditions))), hosts=conditions)


def some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Make one or two of the names."""
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple)
