"""A record that is cut, thinned out or worse than it was never makes "not yet" a yes."""

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from blackstart.checks.history.trend import Trend
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.fleet import Check
from blackstart.model.kind import Present
from blackstart.model.outcome import RANK, Outcome
from blackstart.model.reply import Cause, Gap, Reply, Sample, SamplesReply, UnusableRun
from blackstart.model.request import CONTROLLER, RecordedSamples
from blackstart.testing.builders import make_check, make_fleet
from blackstart.verdicts.judge import judge_check
from blackstart.verdicts.replay import observe

NOW = 100_000.0
BOOTS = ("one", "one", "one", "one", "one", "one", "two", None)

outcomes = st.sampled_from([Outcome.PASS, Outcome.PASS, Outcome.PASS, Outcome.WARN, Outcome.BLOCKED, Outcome.HELD])
values = st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.0, 9.0, None])


@st.composite
def trends(draw: st.DrawFn) -> Trend:
    """Make a trend with conditions that random samples meet now and then."""
    kind = draw(st.sampled_from(["below", "above", "falling", "passed", "both"]))
    conditions: dict[str, dict[str, Any]] = {
        "below": {"value": "v", "below": 5.0},
        "above": {"value": "v", "above": 0.5},
        "falling": {"value": "v", "falling": draw(st.integers(1, 3))},
        "passed": {"passed": True},
        "both": {"value": "v", "below": 5.0, "passed": True},
    }
    span = draw(st.sampled_from(["1m", "3m", "6m"]))
    since_boot = draw(st.booleans())
    return Trend(of="c", span=span, max_gap="150s", since_boot=since_boot, **conditions[kind])


@st.composite
def records(draw: st.DrawFn) -> SamplesReply:
    """Make a chain of samples, about a minute apart."""
    samples: list[Sample] = []
    at = NOW - 60.0
    for number in range(draw(st.integers(0, 9)), 0, -1):
        sample = Sample(
            run=f"r-{number:012x}",
            previous=f"{number - 1:012x}" if number > 1 else "",
            at=at,
            outcome=draw(outcomes),
            value=draw(values),
            boot_id=draw(st.sampled_from(BOOTS)),
        )
        samples.append(sample)
        at -= draw(st.sampled_from([30.0, 60.0, 60.0, 140.0, 160.0]))
    return SamplesReply(samples=tuple(samples), newest=samples[0].run[-12:] if samples else "", at=NOW)


@st.composite
def presents(draw: st.DrawFn) -> Present:
    """Make what the followed check comes to now."""
    return Present(outcome=draw(outcomes), at=NOW, reading={"v": draw(values)}, boot_id="one")


def judge_trend(trend: Trend, reply: Reply | Gap, present: Present | None) -> Outcome:
    """Return what the trend comes to."""
    check: Check = make_check("t", spec=trend, host=CONTROLLER, place=CONTROLLER)
    asked: list[RecordedSamples] = []
    observe(check, make_fleet(check).target(check), lambda request: note(asked, request, reply))
    transcript = Transcript([Exchange(place=CONTROLLER, request=asked[0], reply=reply)])
    return judge_check(check, make_fleet(check), transcript, None, NOW, present).outcome


def note(asked: list[RecordedSamples], request: Any, reply: Reply | Gap) -> Reply | Gap:
    """Keep the question and answer it."""
    asked.append(request)
    return reply


def thin_out(draw: st.DrawFn, reply: SamplesReply) -> SamplesReply:
    """Take some samples away, whichever."""
    kept = draw(st.sets(st.sampled_from(range(len(reply.samples))))) if reply.samples else set()
    return msgspec.structs.replace(reply, samples=tuple(reply.samples[index] for index in sorted(kept)))


def spoil(draw: st.DrawFn, reply: SamplesReply) -> SamplesReply:
    """Make one sample say nothing, or that the check failed, or in which boot nobody knows."""
    if not reply.samples:
        return reply
    index = draw(st.integers(0, len(reply.samples) - 1))
    sample = reply.samples[index]
    worse = draw(
        st.sampled_from(
            [
                msgspec.structs.replace(sample, value=None, outcome=Outcome.BLOCKED),
                msgspec.structs.replace(sample, outcome=max(sample.outcome, Outcome.WARN, key=RANK.__getitem__)),
                msgspec.structs.replace(sample, boot_id=None),
            ]
        )
    )
    return msgspec.structs.replace(reply, samples=tuple(worse if other is sample else other for other in reply.samples))


def damage(draw: st.DrawFn, reply: SamplesReply) -> SamplesReply:
    """Find a run edited, and the chain led past it."""
    if not reply.samples:
        return reply
    lost = draw(st.integers(0, len(reply.samples) - 1))
    gone = reply.samples[lost]
    rest = [
        msgspec.structs.replace(sample, previous=gone.previous) if sample.previous == gone.run[-12:] else sample
        for sample in reply.samples
        if sample is not gone
    ]
    newest = gone.previous if lost == 0 else reply.newest
    unusable = (*reply.unusable, UnusableRun(run=gone.run, at=gone.at, reason="edited"))
    return msgspec.structs.replace(reply, samples=tuple(rest), newest=newest, unusable=unusable)


WAYS: list[Callable[[st.DrawFn, SamplesReply], SamplesReply]] = [thin_out, spoil, damage]


@st.composite
def worse_records(draw: st.DrawFn, reply: SamplesReply) -> Reply | Gap:
    """Make the record worse, perhaps in several ways, or unreadable as a whole."""
    if draw(st.integers(0, 9)) == 0:
        return Gap(cause=draw(st.sampled_from(Cause)), at=NOW)
    for way in draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3)):
        reply = way(draw, reply)
    return reply


@given(st.data())
def test_less_or_worse_history_never_passes_what_did_not_pass(data: st.DataObject) -> None:
    """Whatever samples are removed or made worse, not-PASS stays not-PASS."""
    trend, reply, present = data.draw(trends()), data.draw(records()), data.draw(presents())
    if judge_trend(trend, reply, present) is not Outcome.PASS:
        assert judge_trend(trend, data.draw(worse_records(reply)), present) is not Outcome.PASS


@given(st.data())
def test_a_worse_present_never_passes_what_did_not_pass(data: st.DataObject) -> None:
    """No more does a check that now fails, is not read, is of no known boot, or is left out."""
    trend, reply, present = data.draw(trends()), data.draw(records()), data.draw(presents())
    worse = data.draw(
        st.sampled_from(
            [
                None,
                msgspec.structs.replace(present, reading=None, outcome=Outcome.BLOCKED),
                msgspec.structs.replace(present, boot_id=None),
                msgspec.structs.replace(present, outcome=max(present.outcome, Outcome.WARN, key=RANK.__getitem__)),
            ]
        )
    )
    if judge_trend(trend, reply, present) is not Outcome.PASS:
        assert judge_trend(trend, reply, worse) is not Outcome.PASS


@given(st.data())
def test_without_a_present_nothing_passes(data: st.DataObject) -> None:
    """No history, however good, stands for what is not seen now."""
    assert judge_trend(data.draw(trends()), data.draw(records()), None) is not Outcome.PASS


@given(st.data())
def test_a_rising_value_never_passes_where_it_had_to_be_low(data: st.DataObject) -> None:
    """Adding to any one value cannot bring it below a limit."""
    reply, present = data.draw(records()), data.draw(presents())
    trend = Trend(of="c", value="v", below=5.0, span="3m", max_gap="150s")
    index = data.draw(st.integers(0, 9))
    raised = tuple(
        msgspec.structs.replace(sample, value=sample.value + 5.0)
        if number == index and sample.value is not None
        else sample
        for number, sample in enumerate(reply.samples)
    )
    if judge_trend(trend, reply, present) is not Outcome.PASS:
        worse = msgspec.structs.replace(reply, samples=raised)
        assert judge_trend(trend, worse, present) is not Outcome.PASS


@given(trends(), st.floats(1.0, 50.0))
def test_a_fine_record_passes_and_an_empty_one_does_not(trend: Trend, step: float) -> None:
    """The laws are not kept by never passing."""
    falls = range(20)
    samples = tuple(
        Sample(
            run=f"{number:012x}",
            previous=f"{number + 1:012x}" if number < 19 else "",
            at=NOW - step * (number + 1),
            outcome=Outcome.PASS,
            value=1.0 + number / 10,
            boot_id="one",
        )
        for number in falls
    )
    present = Present(outcome=Outcome.PASS, at=NOW, reading={"v": 0.9}, boot_id="one")
    judged = judge_trend(trend, SamplesReply(samples=samples, newest=samples[0].run, at=NOW), present)
    assert (judged is Outcome.PASS) == (step * 20 >= trend.seconds())
    assert judge_trend(trend, SamplesReply(samples=(), at=NOW), present) is not Outcome.PASS
