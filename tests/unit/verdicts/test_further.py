"""What views alone look at counts for a statement that asks for it, where the run asked it too."""

import msgspec
from gates_pack import SOURCES, load_gated

from blackstart.checks.network.tcp import Tcp
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.reply import TcpReply
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.verdicts.scorecard import judge

CLAIMS = SOURCES["recovery.yml"] + "states:\n  REGISTERED: {says: It is registered., needs: {checks: [registry]}}\n"
NOW = 100.0


def make() -> Fleet:
    """Make the small pack with its checks of ports, each of its own."""
    fleet = load_gated(recovery=CLAIMS)
    number = iter(range(1, 9))
    ports = {
        part: tuple(
            msgspec.structs.replace(check, spec=Tcp(port=next(number)), place="controller")
            for check in getattr(fleet, part)
        )
        for part in ("checks", "checks_on_demand")
    }
    return msgspec.structs.replace(fleet, **ports)


def see(*names: str) -> Scorecard:
    """Judge a run that asked these checks, whose ports are open."""
    fleet = make()
    exchanges = [
        Exchange(place=check.place, request=next(check.spec.steps(fleet.target(check))), reply=TcpReply(at=NOW))
        for check in (*fleet.checks, *fleet.checks_on_demand)
        if check.id in names
    ]
    return judge(fleet, Transcript(exchanges), RunSpan(started=NOW, ended=NOW), now=NOW)


def test_what_was_not_asked_has_no_verdict_and_allows_nothing() -> None:
    """Whatever else passed."""
    seen = see("nginx", "escrow")
    assert not seen.further
    assert "REGISTERED" not in seen.allowed


def test_what_the_run_asked_too_is_judged_beside_its_own() -> None:
    """And allows the state that asks for it."""
    seen = see("nginx", "escrow", "registry")
    assert seen.further
    assert [(one.check, one.outcome) for one in seen.further] == [("registry", Outcome.PASS)]
    assert "REGISTERED" in seen.allowed
