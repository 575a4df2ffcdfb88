"""A rehearsal has the history its fixtures say, and no other."""

import msgspec
import pytest

from blackstart.drill.fixtures import HostFixtures, Past
from blackstart.drill.history import RehearsedRecord
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, Gap, SamplesReply
from blackstart.model.request import RecordedSamples, RunCommand
from blackstart.testing.builders import make_check, make_fleet
from blackstart.testing.fake import FixedClock

FLEET = make_fleet(make_check("load"), make_check("web", host="controller"))


async def ask(history: dict[str, Past], check: str) -> SamplesReply:
    """Ask for the last ten minutes."""
    record = RehearsedRecord(FLEET, history, {"a": "one"}, FixedClock())
    reply = await record.ask(RecordedSamples(check=check, window=600.0, value="v"))
    assert isinstance(reply, SamplesReply)
    return reply


async def test_one_value_is_what_was_read_all_along() -> None:
    """A run a minute through the whole time that is asked for, in the boot the host is in."""
    reply = await ask({"load": 0.4}, "load")
    assert [sample.at for sample in reply.samples] == [1000.0 - 60 * number for number in range(1, 11)]
    assert {(sample.value, sample.boot_id, sample.outcome) for sample in reply.samples} == {(0.4, "one", Outcome.PASS)}
    assert [sample.previous for sample in reply.samples] == [*(sample.run for sample in reply.samples[1:]), ""]
    assert reply.newest == reply.samples[0].run


async def test_values_come_a_minute_apart_with_the_newest_last() -> None:
    """A word in place of a value is what the check came to."""
    reply = await ask({"web": (9.0, Outcome.BLOCKED, 7.0)}, "web")
    assert [(sample.value, sample.outcome) for sample in reply.samples] == [
        (7.0, Outcome.PASS),
        (None, Outcome.BLOCKED),
        (9.0, Outcome.PASS),
    ]
    assert {sample.boot_id for sample in reply.samples} == {""}


async def test_what_has_no_history_was_never_looked_at() -> None:
    """So a trend over it is not yet."""
    assert (await ask({"load": 0.4}, "other")).samples == ()


async def test_nothing_else_is_answered() -> None:
    """It is no shell."""
    record = RehearsedRecord(FLEET, {}, {}, FixedClock())
    reply = await record.ask(RunCommand(argv=("true",)))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.NOT_PERMITTED
    await record.close()


@pytest.mark.parametrize(("written", "read"), [(1, 1.0), ([3, 2.5], (3.0, 2.5)), (["BLOCKED", 1], ("BLOCKED", 1.0))])
def test_fixtures_hold_history(written: object, read: object) -> None:
    """As numbers and words."""
    assert msgspec.convert({"history": {"load": written}}, HostFixtures, strict=False).history == {"load": read}
