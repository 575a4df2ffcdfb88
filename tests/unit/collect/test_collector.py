"""A collection over prepared answers: what is asked, once, and what is kept."""

import asyncio
from typing import Any

import pytest

from blackstart.checks.host.clock import Clock
from blackstart.checks.host.load import Load
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.network.tcp import Tcp
from blackstart.collect.collector import Collector, redact_beside
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID
from blackstart.model.fleet import Check
from blackstart.model.kind import Target
from blackstart.model.reply import Cause, CommandReply, Gap, Reply, TcpReply
from blackstart.model.request import CONTROLLER, Request, RunCommand, Steps, TcpConnect
from blackstart.testing.builders import make_check, make_fleet
from blackstart.testing.fake import FakeTransport, FixedClock
from blackstart.transports.base import Transport

BOOT = CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n")
LOADAVG = RunCommand(argv=("cat", "/proc/loadavg"))
NPROC = RunCommand(argv=("nproc",))
WHO = RunCommand(argv=("id", "-un"))
ANSWERS: dict[Request, Reply | Gap] = {
    FIRST_BOOT_ID: BOOT,
    LAST_BOOT_ID: BOOT,
    LOADAVG: CommandReply(stdout="0.10 0.20 0.30 1/100 5\n"),
    NPROC: CommandReply(stdout="2\n"),
    WHO: CommandReply(stdout="ops password=hunter2\n"),
}


class Delayed(SshLogin, frozen=True):
    """Asks after a moment."""

    def steps(self, target: Target) -> Steps[Any]:  # noqa: ARG002  # as every kind's
        """Ask who one is."""
        yield RunCommand(argv=("id", "-un"), delay=0.05)


class HangingTransport:
    """Answers the boot id, and nothing else ever."""

    async def ask(self, request: Request) -> Reply | Gap:
        """Answer the boot id."""
        if request in (FIRST_BOOT_ID, LAST_BOOT_ID):
            return BOOT
        await asyncio.Event().wait()
        return BOOT

    async def close(self) -> None:
        """Hold nothing."""


async def test_identical_questions_are_asked_once() -> None:
    """Two checks that want the same share one exchange; the boot id stands first and last."""
    fleet = make_fleet(make_check("one", spec=Load()), make_check("two", spec=Load(window=15)))
    place = FakeTransport(ANSWERS)
    collector = Collector(fleet, {"a": place})
    await collector.collect()
    assert place.asked == [FIRST_BOOT_ID, LOADAVG, NPROC, LAST_BOOT_ID]
    assert [exchange.request for exchange in collector.exchanges] == place.asked


async def test_progress_counts_every_check() -> None:
    """Each check is told of once, also one that got a gap or what it cannot read."""
    fleet = make_fleet(
        make_check("good", spec=Load()), make_check("gap", spec=Clock()), make_check("odd", spec=SshLogin())
    )
    told: list[tuple[str, int]] = []

    def note(check: Check, done: int) -> None:
        told.append((check.id, done))

    collector = Collector(fleet, {"a": FakeTransport(ANSWERS)}, note)
    await collector.collect()
    assert sorted(name for name, _ in told) == ["gap", "good", "odd"]
    assert [done for _, done in told] == [1, 2, 3]
    assert [gap.cause for gap in collector.gaps["a"]] == [Cause.NOT_ASKED]


async def test_secrets_are_gone_before_anything_is_kept() -> None:
    """What is kept is redacted already."""
    collector = Collector(make_fleet(make_check("who", spec=SshLogin())), {"a": FakeTransport(ANSWERS)})
    await collector.collect()
    assert "hunter2" not in repr(collector.exchanges)


async def test_host_that_is_down_is_not_asked_twice() -> None:
    """Where the first boot id did not come, the last one is not asked for."""
    down = FakeTransport({FIRST_BOOT_ID: Gap(cause=Cause.REFUSED)})
    await Collector(make_fleet(make_check("load", spec=Load())), {"a": down}).collect()
    assert LAST_BOOT_ID not in down.asked


async def test_a_place_is_parted_from_once_it_has_said_all() -> None:
    """After its last boot id, or when it could not be asked; not while anything is open."""
    checks = [make_check(name, host=name, spec=Load()) for name in ("up", "down", "hangs")]
    up, down = FakeTransport(ANSWERS), FakeTransport({FIRST_BOOT_ID: Gap(cause=Cause.REFUSED)})
    parted: list[tuple[str, bool]] = []
    both = asyncio.Event()

    def part(place: str) -> None:
        parted.append((place, LAST_BOOT_ID in up.asked))
        if len(parted) > 1:
            both.set()

    places: dict[str, Transport] = {"up": up, "down": down, "hangs": HangingTransport()}
    task = asyncio.ensure_future(Collector(make_fleet(*checks), places, part=part).collect())
    async with asyncio.timeout(10):
        await both.wait()
    assert sorted(name for name, _ in parted) == ["down", "up"]
    assert ("up", True) in parted
    task.cancel()
    await asyncio.wait([task])
    assert len(parted) == 2


async def test_controller_has_no_boot() -> None:
    """The controller's own questions are put as they are."""
    tcp = TcpConnect(address="host-a.example", port=22)
    controller = FakeTransport({tcp: TcpReply()})
    await Collector(make_fleet(make_check("ssh", place=CONTROLLER, spec=Tcp())), {CONTROLLER: controller}).collect()
    assert controller.asked == [tcp]


async def test_delay_is_waited_and_kept() -> None:
    """A question with a delay is put after it."""
    fleet = make_fleet(make_check("one", spec=Delayed()))
    place = FakeTransport(ANSWERS)
    started = asyncio.get_running_loop().time()
    await Collector(fleet, {"a": place}).collect()
    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_collection_cut_short_keeps_what_was_seen() -> None:
    """Cancelled, it holds the answers there were, and of each open question that it was cut short."""
    fleet = make_fleet(make_check("a", host="a", spec=Load()), make_check("b", host="b", spec=Load()))
    collector = Collector(fleet, {"a": FakeTransport(ANSWERS), "b": HangingTransport()})
    task = asyncio.ensure_future(collector.collect())
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
    seen = {(exchange.place, exchange.request): exchange.reply for exchange in collector.exchanges}
    assert task.cancelled()
    assert seen["a", NPROC] == ANSWERS[NPROC]
    assert seen["b", FIRST_BOOT_ID] == BOOT
    assert seen["b", LOADAVG] == Gap(cause=Cause.INTERRUPTED)


async def test_fake_says_what_it_has_no_answer_for() -> None:
    """A request without a prepared answer is a gap that names it; closing is noted."""
    fake = FakeTransport({})
    reply = await fake.ask(WHO)
    assert isinstance(reply, Gap)
    assert (reply.cause, "id" in reply.detail) == (Cause.NOT_ASKED, True)
    await fake.close()
    assert fake.closed


def test_clock_stands_until_it_is_moved() -> None:
    """It moves by what it is told."""
    clock = FixedClock(5.0)
    clock.advance(2.5)
    assert (clock(), clock()) == (7.5, 7.5)


@pytest.mark.no_cover
async def test_talkative_host_costs_the_others_nothing() -> None:
    """While the 4 MB that one said are redacted, the loop goes on to hear the others."""
    hostile = CommandReply(stdout="sk-a " * 800_000)
    task = asyncio.ensure_future(redact_beside(hostile, WHO))
    heard = 0
    while not task.done():
        await asyncio.sleep(0)
        heard += 1
    assert heard > 100
    assert await task == Gap(cause=Cause.TOO_LARGE, detail="more in it may be a secret than can be taken out")


async def test_long_answer_is_redacted_as_a_short_one() -> None:
    """Beside the loop, and whole."""
    seen = await redact_beside(CommandReply(stdout="a b c\n" * 9000 + "password=hunter2\n"), WHO)
    assert seen == CommandReply(stdout="a b c\n" * 9000 + "password=[redacted]\n")
