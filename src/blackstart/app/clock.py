"""The clock: the one place that reads it, in a drill the drill's own."""

import os
import time
from collections.abc import Callable

Clock = Callable[[], float]


def tell_time(shift: float) -> float:
    """Return the time (Unix seconds) on a clock that is `shift` seconds off."""
    return time.time() + shift


def read_clock() -> float:
    """Return the time (Unix seconds) for a decision made now; in a drill, its own."""
    if not os.environ.get("BLACKSTART_DRILL"):
        return time.time()
    from blackstart.drill.attachment import read_attachment  # noqa: PLC0415  # only then

    return tell_time(read_attachment().shift)
