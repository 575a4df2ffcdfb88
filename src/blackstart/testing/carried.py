"""Cases that were recorded before a kind asked as it does today, carried over.

Where a question was only put in other words, the recorded answer answers today's. Where a kind asks
more than it did, a case that is silent on that is taken to be of a host with nothing the matter there.
What a case does record always counts.
"""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.checks.logs.journal_span import RECORDS, STARTED, UNITS
from blackstart.model.reply import CommandReply, Gap, Reply
from blackstart.model.request import Request, RunCommand

Words = tuple[str, ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """A question beside that of a `tool`, asked as the same user where it is the same tool; NOW is the case's time."""

    tool: str
    argv: Words
    stdout: str


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
REWORDED_PARTS = {"log_signatures": (("I/O error|", "I/O error.{0,20}|"),)}
"""By kind: parts of a word, likewise."""
BESIDE: dict[str, tuple[Beside, ...]] = {
    "journal": (
        Beside(
            tool="journalctl",
            argv=("journalctl", "-b", "--no-pager", "-o", "json", "--output-fields=MESSAGE_ID", *RECORDS),
            stdout=f'{{"__REALTIME_TIMESTAMP":"NOW","__MONOTONIC_TIMESTAMP":"2","MESSAGE_ID":"{STARTED}"}}\n',
        ),
        Beside(
            tool="journalctl",
            argv=("systemctl", "show", "--property=Id,ActiveState,ActiveEnterTimestampMonotonic", "--", *UNITS),
            stdout="".join(f"Id={unit}\nActiveState=active\nActiveEnterTimestampMonotonic=1\n\n" for unit in UNITS)[
                :-1
            ],
        ),
    ),
}
"""By kind: what is asked today beside a question of a tool, and what a host without trouble answers."""


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
    argv = tuple(reword_text(kind, word) for word in request.argv)
    for before, today in REWORDED.get(kind, ()):
        argv = replace_words(argv, before, today)
    return msgspec.structs.replace(request, argv=argv)


def reword_text(kind: str, word: str) -> str:
    """Return one word of a question with its parts as they are today."""
    for before, today in REWORDED_PARTS.get(kind, ()):
        word = word if today in word else word.replace(before, today)
    return word


def replace_words(argv: Words, before: Words, today: Words) -> Words:
    """Return the command line with a run of words replaced."""
    for place in range(len(argv) - len(before) + 1):
        if argv[place : place + len(before)] == before:
            return (*argv[:place], *today, *argv[place + len(before) :])
    return argv


def list_silent(kind: str, exchanges: Iterable[GoldenExchange], now: float) -> Iterator[GoldenExchange]:
    """Yield what is asked beside a recorded question today, answered as where nothing is the matter."""
    for beside in BESIDE.get(kind, ()):
        for item in exchanges:
            if isinstance(item.request, RunCommand) and item.request.argv[0] == beside.tool:
                sudo = item.request.sudo and beside.argv[0] == beside.tool
                reply = CommandReply(stdout=beside.stdout.replace("NOW", f"{now * 1e6:.0f}"), at=now)
                yield GoldenExchange(request=RunCommand(argv=beside.argv, sudo=sudo), reply=reply)
                break
