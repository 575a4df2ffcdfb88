"""Several deadlines under one timer: most are silenced before they are due, and a timer each would cost more."""

import asyncio
from collections.abc import Callable

EARLY = 0.001
"""Seconds by which an event loop may ring before its time (its clock's resolution)."""

LOGIN = -1
"""The login's place among the alarms, beside the questions' numbers."""
REMINDER = -2
"""The place of what whoever owns the lane wants to be reminded of."""


class Alarms:
    """Named deadlines. Setting one again moves it; silencing one is free."""

    def __init__(self) -> None:
        """Start with none."""
        self._due: dict[int, tuple[float, Callable[[], None]]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, name: int, seconds: float, act: Callable[[], None]) -> None:
        """Call `act` after so many seconds, in place of an earlier alarm of that name."""
        at = asyncio.get_running_loop().time() + seconds
        self._due[name] = (at, act)
        self._arm(at)

    def silence(self, name: int) -> None:
        """Forget an alarm, if there is one of that name."""
        self._due.pop(name, None)

    def clear(self) -> None:
        """Forget all of them."""
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self, at: float) -> None:
        """Have the timer ring by then; one that rings earlier looks again by itself."""
        if self._timer is not None and self._timer.when() <= at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(at, self._ring)

    def _ring(self) -> None:
        """Act on what is due, the earliest first, and set the timer for what is not."""
        self._timer = None
        now = asyncio.get_running_loop().time() + EARLY
        for name, (at, act) in sorted(self._due.items(), key=lambda alarm: alarm[1][0]):
            if at <= now and self._due.get(name) == (at, act):
                del self._due[name]
                act()
        if self._due:
            self._arm(min(at for at, _ in self._due.values()))
