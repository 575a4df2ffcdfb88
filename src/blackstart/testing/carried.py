"""Cases that were recorded before a kind asked as it does today, carried over.

Where a question was only put in other words, the recorded answer answers today's. Where a kind asks
more than it did, a case that is silent on that is taken to be of a host with nothing the matter there.
What a case does record always counts.
"""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.model.reply import CommandReply, Gap, Reply
from blackstart.model.request import Request, RunCommand

Words = tuple[str, ...]
REWORDED: dict[str, tuple[tuple[Words, Words], ...]] = {
    "disk": ((("-l", "-xtmpfs", "-xdevtmpfs"), ("-l", "-a", "-xautofs", "-xdevtmpfs")),),
    "pending_kernel": (
        (
            (r"^ *set default=[^ ]*|^next_entry=[^ ]+|vmlinuz-[^ \"']+",),
            (r"^ *set default=[^ ]*|^next_entry=[^ ]+|^saved_entry=.+|vmlinuz-[^ \"']+",),
        ),
    ),
}
"""By kind: words of a question as it was, and as it is."""
BESIDE: dict[str, dict[RunCommand, str]] = {}
"""By kind: what is asked today beside a question of the same tool, and what a host without trouble answers."""


class GoldenExchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recorded request and reply."""

    request: Request
    reply: Reply | Gap


def carry_over(kind: str, recorded: Iterable[GoldenExchange], now: float) -> tuple[GoldenExchange, ...]:
    """Return the exchanges with questions as they are put today, and what the case is silent on."""
    exchanges = [GoldenExchange(request=reword(kind, item.request), reply=item.reply) for item in recorded]
    asked = {item.request for item in exchanges}
    silent = (item for item in list_silent(kind, exchanges, now) if item.request not in asked)
    return (*exchanges, *silent)


def reword(kind: str, request: Request) -> Request:
    """Return a question in today's words."""
    if not isinstance(request, RunCommand):
        return request
    argv = request.argv
    for before, today in REWORDED.get(kind, ()):
        argv = replace_words(argv, before, today)
    return msgspec.structs.replace(request, argv=argv)


def replace_words(argv: Words, before: Words, today: Words) -> Words:
    """Return the command line with a run of words replaced."""
    for place in range(len(argv) - len(before) + 1):
        if argv[place : place + len(before)] == before:
            return (*argv[:place], *today, *argv[place + len(before) :])
    return argv


def list_silent(kind: str, exchanges: Iterable[GoldenExchange], now: float) -> Iterator[GoldenExchange]:
    """Yield what is asked beside a recorded question today, answered as where nothing is the matter."""
    for item in exchanges:
        for beside, stdout in BESIDE.get(kind, {}).items():
            if isinstance(item.request, RunCommand) and item.request.argv[:1] == beside.argv[:1]:
                request = msgspec.structs.replace(beside, sudo=beside.sudo and item.request.sudo)
                yield GoldenExchange(request=request, reply=CommandReply(stdout=stdout, at=now - 1))
