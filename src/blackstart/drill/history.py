"""The record of earlier runs that a rehearsal has: what the fixtures say, instead of runs on disk."""

from collections.abc import Callable, Mapping

from blackstart.drill.fixtures import Past
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, Gap, Reply, Sample, SamplesReply
from blackstart.model.request import CONTROLLER, RecordedSamples, Request

STEP = 60.0
"""Seconds between two rehearsed runs."""


class RehearsedRecord:
    """A `Transport` that answers for the record. A check without a history has never been looked at."""

    def __init__(
        self, fleet: Fleet, history: Mapping[str, Past], boot_ids: Mapping[str, str], clock: Callable[[], float]
    ) -> None:
        """Answer by check; `boot_ids` are the simulated hosts'."""
        self._hosts = {check.id: check.host for check in (*fleet.checks, *fleet.checks_on_demand)}
        self._history = history
        self._boot_ids = boot_ids
        self._clock = clock

    async def ask(self, request: Request) -> Reply | Gap:
        """Answer at once."""
        return self.tell(request)

    def tell(self, request: Request) -> Reply | Gap:
        """Answer without waiting for anything."""
        now = self._clock()
        if not isinstance(request, RecordedSamples):
            return Gap(cause=Cause.NOT_PERMITTED, detail="the record is asked for samples only", at=now)
        past = self._history.get(request.check, ())
        values = past if isinstance(past, tuple) else (past,) * int(request.window // STEP)
        boot_id = self._boot_ids.get(self._hosts.get(request.check, CONTROLLER), "")
        samples = make_samples(values, boot_id, now)
        return SamplesReply(samples=samples, newest=samples[0].run if samples else "", at=now)

    async def close(self) -> None:
        """Nothing is held."""


def make_samples(values: tuple[float | Outcome, ...], boot_id: str, now: float) -> tuple[Sample, ...]:
    """Return a chain of samples, newest first, from values that have the newest last."""
    chain: tuple[Sample, ...] = ()
    for number, value in enumerate(values):
        sample = Sample(
            run=f"{number:012x}",
            previous=chain[0].run if chain else "",
            at=now - STEP * (len(values) - number),
            outcome=value if isinstance(value, Outcome) else Outcome.PASS,
            value=value if isinstance(value, float) else None,
            boot_id=boot_id,
        )
        chain = (sample, *chain)
    return chain
