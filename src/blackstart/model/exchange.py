"""One question with its answer, and the transcript of a run."""

from collections.abc import Iterable

import msgspec

from blackstart.model.reply import Cause, Gap, Reply
from blackstart.model.request import Redact, Request, RunCommand

FIRST_BOOT_ID = RunCommand(argv=("cat", "/proc/sys/kernel/random/boot_id"))
"""Asked of each host before anything else."""
LAST_BOOT_ID = RunCommand(argv=("cat", "/proc/sys/kernel/random/boot_id"), attempt=2)
"""Asked of each host after everything else: evidence from before a reboot is stale."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A request put from or to `place`, and what came back."""

    place: str
    request: Request
    reply: Reply | Gap


class Transcript:
    """All exchanges of a run, found by place and request."""

    def __init__(self, exchanges: Iterable[Exchange] = ()) -> None:
        """Hold the exchanges; of two answers to the same question the first one counts."""
        self._answers: dict[tuple[str, Request], Reply | Gap] = {}
        for exchange in exchanges:
            self._answers.setdefault((exchange.place, exchange.request), exchange.reply)

    def answer(self, place: str, request: Request) -> Reply | Gap:
        """Return what came back, or the gap NOT_ASKED.

        An answer that was kept with more in it than the request has kept answers it as well.
        """
        found = self._answers.get((place, request))
        if found is None and isinstance(request, RunCommand) and request.redact:
            found = self._answers.get((place, msgspec.structs.replace(request, redact=Redact.NOTHING)))
        return found or Gap(cause=Cause.NOT_ASKED)

    def sudo_works(self, place: str) -> bool:
        """Tell whether some command that was put with sudo on the place was answered."""
        return any(
            where == place and isinstance(request, RunCommand) and request.sudo and not isinstance(reply, Gap)
            for (where, request), reply in self._answers.items()
        )
