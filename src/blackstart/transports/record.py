"""History: what checks came to in the runs kept on this machine."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from blackstart.checks.reading.recorded_value import find_number
from blackstart.model.reply import Cause, Gap, Reply, Sample, SamplesReply
from blackstart.model.request import CONTROLLER, RecordedSamples, Request
from blackstart.model.scorecard import Scorecard, Verdict

if TYPE_CHECKING:  # most runs ask for no history, and reading bundles takes 8 ms to import
    from blackstart.journal.recent import Known, Recent, RecordedRun


class RecordTransport:
    """A `Transport` that answers from bundles. Only runs over the same fleet and baseline count.

    A baseline that was changed may ask something else under a check's name, so its history
    begins anew. Runs that were cut short count for nothing, and views that leave the check out
    neither.
    """

    def __init__(self, folder: Path | None, fleet: str, baseline: str, clock: Callable[[], float]) -> None:
        """Read runs of the fleet and the baseline (its digest) from the folder; None keeps no runs."""
        self._folder = folder
        self._fleet = fleet
        self._baseline = baseline
        self._clock = clock
        self._known: Known = {}
        self._one_reader = asyncio.Lock()

    async def ask(self, request: Request) -> Reply | Gap:
        """Answer from the runs that are on record by now."""
        started = self._clock()
        reply = await self._answer(request, started)
        now = self._clock()
        return msgspec.structs.replace(reply, at=now, elapsed=now - started)

    async def close(self) -> None:
        """Nothing is held between requests."""

    async def _answer(self, request: Request, now: float) -> SamplesReply | Gap:
        if not isinstance(request, RecordedSamples):
            return Gap(cause=Cause.NOT_PERMITTED, detail=f"the record is not asked a {type(request).__name__}")
        try:
            async with asyncio.timeout(request.limit), self._one_reader:
                recent = await asyncio.to_thread(self._read, now - request.window)
        except TimeoutError:
            return Gap(cause=Cause.TIME_LIMIT, detail=f"the runs were not read within {request.limit:g} s")
        except OSError as error:
            return Gap(cause=Cause.UNREADABLE, detail=f"{error.filename or self._folder}: {error.strerror}")
        return self._sample(request, recent)

    def _read(self, since: float) -> "Recent":
        from blackstart.journal.recent import Recent, read_recent  # noqa: PLC0415  # see above

        if self._folder is None or not self._folder.is_dir():
            return Recent()
        return read_recent(self._folder, since, self._known)

    def _sample(self, request: RecordedSamples, recent: "Recent") -> SamplesReply:
        telling = [
            (recorded, verdict)
            for recorded in recent.runs
            if (verdict := self._find_verdict(recorded, request.check)) is not None
        ]
        ids = link_past_others([recorded for recorded, _ in telling], recent)
        return SamplesReply(
            samples=tuple(
                make_sample(recorded, verdict, previous, request.value)
                for (recorded, verdict), previous in zip(telling, ids[1:], strict=True)
            ),
            newest=ids[0],
            unusable=recent.unusable,
            capped=recent.capped,
            fleet=self._fleet,
            baseline=self._baseline,
        )

    def _find_verdict(self, recorded: "RecordedRun", check: str) -> Verdict | None:
        """Return what the check came to there, if the run counts and asked it."""
        run = recorded.run
        if run.fleet != self._fleet or run.baseline_digest != self._baseline or run.span.interrupted:
            return None
        return next((verdict for verdict in recorded.scorecard.verdicts if verdict.check == check), None)


def link_past_others(telling: list["RecordedRun"], recent: "Recent") -> list[str]:
    """Return the id of the newest run that tells, then for each of them that of the one before it.

    Runs that do not tell are passed over; where the chain ends, or a run in it is not at hand,
    the id of that run stands, so that the end of what is known is not taken for its beginning.
    """
    from blackstart.journal.recent import ID  # noqa: PLC0415  # see above

    end = recent.runs[-1].previous if recent.runs else recent.newest
    return [*(recorded.name[-ID:] for recorded in telling), end]


def make_sample(recorded: "RecordedRun", verdict: Verdict, previous: str, path: str) -> Sample:
    """Return what one run tells."""
    return Sample(
        run=recorded.name,
        previous=previous,
        at=recorded.run.span.ended,
        outcome=verdict.outcome,
        value=find_number(verdict.reading or {}, path),
        boot_id="" if verdict.host == CONTROLLER else find_boot_id(recorded.scorecard, verdict.host),
    )


def find_boot_id(scorecard: Scorecard, host: str) -> str | None:
    """Return the boot the host was in during the whole run, None where it was not seen."""
    return next((state.boot_id for state in scorecard.hosts if state.host == host), None)
