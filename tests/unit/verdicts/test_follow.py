"""A check that follows another is judged beside it: the present is part of what it is judged by."""

import pytest

from blackstart.checks.history.trend import Trend
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Exchange, Transcript
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, Reply, Sample, SamplesReply
from blackstart.model.request import CONTROLLER, RecordedSamples
from blackstart.model.scorecard import RunSpan, Verdict
from blackstart.testing.kinds import StatusKind
from blackstart.verdicts.scorecard import judge

BOOT = "0a1b2c3d-0000-4000-8000-0123456789ab"
FINE = CommandReply(stdout="", at=1000.0)
FAILED = CommandReply(stdout="", exit_code=1, at=1000.0)
TREND = Trend(of="c", value="status", below=1.0, span="5m")


def make_fleet(*checks: Check) -> Fleet:
    """Make a fleet of host `a` and the checks."""
    return Fleet(name="one", hosts={"a": Host(id="a", address="a")}, phases=(Phase(id="P0"),), checks=checks)


def follower(place: str = CONTROLLER) -> Check:
    """Make a check that follows `c`."""
    return Check(id="t", phase="P0", host=place, place=CONTROLLER, spec=TREND, needs=("c",))


def followed(host: str = "a") -> Check:
    """Make the check that is followed."""
    return Check(id="c", phase="P0", host=host, place=host, spec=StatusKind(question="q"))


def judge_fleet(fleet: Fleet, now: Reply | Gap, boot_id: str = BOOT) -> dict[str, Verdict]:
    """Judge with a record of seven good minutes, all under one boot."""
    samples = tuple(
        Sample(
            run=f"{number:012x}",
            previous=f"{number + 1:012x}" if number < 7 else "",
            at=1000.0 - 60 * number,
            outcome=Outcome.PASS,
            value=0.0,
            boot_id=boot_id,
        )
        for number in range(1, 8)
    )
    record = SamplesReply(samples=samples, newest=samples[0].run, at=1000.0)
    boot = CommandReply(stdout=f"{BOOT}\n", at=1000.0)
    exchanges = [
        Exchange(place="a", request=FIRST_BOOT_ID, reply=boot),
        Exchange(place="a", request=LAST_BOOT_ID, reply=boot),
        Exchange(place=CONTROLLER, request=RecordedSamples(check="c", window=600.0, value="status"), reply=record),
        Exchange(place="a", request=StatusKind(question="q").request, reply=now),
        Exchange(place=CONTROLLER, request=StatusKind(question="q").request, reply=now),
    ]
    scorecard = judge(fleet, Transcript(exchanges), RunSpan(), now=1000.0)
    return {verdict.check: verdict for verdict in scorecard.verdicts}


@pytest.mark.parametrize("order", [1, -1])
def test_a_good_record_and_a_good_present_pass(order: int) -> None:
    """Wherever the follower stands in the baseline; the verdicts keep to that order."""
    checks = (followed(), follower())[::order]
    verdicts = judge_fleet(make_fleet(*checks), FINE)
    assert list(verdicts) == [check.id for check in checks]
    assert verdicts["t"].outcome is Outcome.PASS


def test_a_good_record_does_not_outweigh_the_present() -> None:
    """What fails now fails, and explains its follower."""
    verdicts = judge_fleet(make_fleet(followed(), follower()), FAILED)
    assert verdicts["c"].outcome is Outcome.BLOCKED
    assert (verdicts["t"].outcome, verdicts["t"].held_by) == (Outcome.HELD, "c")
    assert "now: 1" in verdicts["t"].reason


def test_what_cannot_be_seen_now_is_not_told_from_the_record() -> None:
    """A gap has no reading."""
    verdicts = judge_fleet(make_fleet(followed(), follower()), Gap(cause=Cause.TIME_LIMIT, at=1000.0))
    assert "status not read, BLOCKED" in verdicts["t"].reason


def test_a_record_of_another_boot_does_not_count() -> None:
    """The boot is that of the host the followed check is about."""
    verdicts = judge_fleet(make_fleet(followed(), follower("a")), FINE, "ffffffff-0000-4000-8000-0123456789ab")
    assert "the host was started since" in verdicts["t"].reason


def test_a_check_on_the_controller_has_no_boot() -> None:
    """Its record counts whatever was started."""
    verdicts = judge_fleet(make_fleet(followed(CONTROLLER), follower()), FINE, boot_id="")
    assert verdicts["t"].outcome is Outcome.PASS


def test_a_follower_alone_is_not_judged_by_the_record_alone() -> None:
    """As in a view that leaves the followed check out."""
    lone = Check(id="t", phase="P0", host=CONTROLLER, place=CONTROLLER, spec=TREND)
    verdicts = judge_fleet(make_fleet(lone), FINE)
    assert verdicts["t"].outcome is Outcome.BLOCKED
    assert "not known what it comes to in this run" in verdicts["t"].reason
