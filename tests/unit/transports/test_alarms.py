"""Many deadlines under one timer ring in their turn, and only those that still stand."""

import asyncio

from blackstart.transports.alarms import Alarms


async def test_each_rings_once_in_the_order_of_its_time() -> None:
    """A later alarm that was set first waits; one set again counts from then."""
    alarms, rung, over = Alarms(), list[str](), asyncio.Event()
    alarms.set(1, 0.06, lambda: rung.append("last"))
    alarms.set(2, 0.02, lambda: rung.append("first"))
    alarms.set(3, 0.01, lambda: rung.append("moved away"))
    alarms.set(3, 0.04, lambda: rung.append("second"))
    alarms.set(4, 0.08, over.set)
    await asyncio.wait_for(over.wait(), 5)
    assert rung == ["first", "second", "last"]


async def test_of_several_that_are_late_the_earliest_rings_first() -> None:
    """A busy loop comes to all of them at once; the order in which they were set says nothing."""
    alarms, rung, over = Alarms(), list[str](), asyncio.Event()
    alarms.set(1, 0.003, over.set)
    alarms.set(2, 0.002, lambda: rung.append("second"))
    alarms.set(3, 0.001, lambda: rung.append("first"))
    loop, late = asyncio.get_running_loop(), asyncio.get_running_loop().time() + 0.01
    while loop.time() < late:  # the loop is kept from its timers, as by other work
        pass
    await asyncio.wait_for(over.wait(), 5)
    assert rung == ["first", "second"]


async def test_a_silenced_one_does_not_ring() -> None:
    """Silencing leaves the others; clearing leaves none."""
    alarms, rung, over = Alarms(), list[str](), asyncio.Event()
    alarms.set(1, 0.01, lambda: rung.append("silenced"))
    alarms.set(2, 0.02, over.set)
    alarms.silence(1)
    alarms.silence(7)
    await asyncio.wait_for(over.wait(), 5)
    alarms.set(3, 0.01, lambda: rung.append("cleared"))
    alarms.clear()
    alarms.clear()
    alarms.set(4, 0.03, over.set)
    over.clear()
    await asyncio.wait_for(over.wait(), 5)
    assert rung == []


async def test_an_alarm_may_set_and_silence_others() -> None:
    """What is due is acted on as it stands when its turn comes."""
    alarms, rung, over = Alarms(), list[str](), asyncio.Event()

    def first() -> None:
        rung.append("first")
        alarms.silence(2)
        alarms.set(3, 0.0, over.set)

    alarms.set(1, 0.01, first)
    alarms.set(2, 0.01, lambda: rung.append("second"))
    await asyncio.wait_for(over.wait(), 5)
    assert rung == ["first"]
