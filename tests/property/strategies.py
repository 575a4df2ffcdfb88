"""Random fleets and what is seen of them."""

from hypothesis import strategies as st

from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import CONTROLLER, Request
from blackstart.testing.kinds import Status

Answer = tuple[tuple[str, Request], Reply | Gap]
Answers = dict[tuple[str, Request], Reply | Gap]

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=100.0)
OTHER_BOOT = CommandReply(stdout="ffffffff-0000-4000-8000-0123456789ab\n", at=100.0)

gaps = st.sampled_from(Cause).map(lambda cause: Gap(cause=cause, detail="seen in a test", at=100.0))
good = st.just(CommandReply(stdout="", exit_code=0, at=100.0))
bad = st.integers(1, 3).map(lambda status: CommandReply(stdout="", exit_code=status, at=100.0))
stale = st.just(CommandReply(stdout="", exit_code=0, at=-10000.0))


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Make a fleet of a few hosts, phases in a line or a diamond, and checks that need earlier ones."""
    hosts = [f"h{n}" for n in range(draw(st.integers(1, 3)))]
    phases = [f"P{n}" for n in range(draw(st.integers(1, 3)))]
    checks: list[Check] = []
    for phase in phases:
        for _ in range(draw(st.integers(1, 4))):
            checks.append(draw(fleet_checks(len(checks), phase, hosts, [check.id for check in checks])))
    needs = {phase: tuple(draw(st.sets(st.sampled_from(phases[:n])))) if n else () for n, phase in enumerate(phases)}
    return Fleet(
        name="random",
        hosts={host: Host(id=host, address="192.0.2.1") for host in hosts},
        phases=tuple(Phase(id=phase, needs=needs[phase]) for phase in phases),
        checks=tuple(checks),
    )


@st.composite
def fleet_checks(draw: st.DrawFn, number: int, phase: str, hosts: list[str], earlier: list[str]) -> Check:
    """Make one check about a host, asked there or from the controller."""
    host = draw(st.sampled_from(hosts))
    proves = draw(st.none() | st.sampled_from(Proof))
    return Check(
        id=f"c{number}",
        phase=phase,
        host=host,
        place=draw(st.sampled_from([host, CONTROLLER])),
        spec=Status(question=f"q{number}", proves=proves),
        expect=draw(st.sampled_from(["", "status < 2"])),
        prefer=draw(st.sampled_from(["", "status < 1"])),
        otherwise=draw(st.sampled_from([Outcome.BLOCKED, Outcome.WARN])),
        needs=tuple(draw(st.sets(st.sampled_from(earlier), max_size=2))) if earlier else (),
    )


@st.composite
def answers_for(draw: st.DrawFn, fleet: Fleet) -> Answers:
    """Make what is seen of the fleet: mostly good, some of it bad, a gap, or old."""
    answers: Answers = {}
    for host in fleet.hosts:
        answers[host, FIRST_BOOT_ID] = draw(st.just(BOOT) | gaps)
        answers[host, LAST_BOOT_ID] = draw(st.just(BOOT) | st.just(OTHER_BOOT) | gaps)
    for check in fleet.checks:
        if isinstance(check.spec, Status):
            answers[check.place, check.spec.request] = draw(st.one_of(good, good, bad, gaps, stale))
    return answers


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
        else:
            worse[key] = draw(gaps)
    return worse
