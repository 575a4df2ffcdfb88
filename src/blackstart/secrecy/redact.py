"""Take secrets out of replies before anything reads, shows or stores them."""

from functools import lru_cache

import msgspec

from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply, TcpReply
from blackstart.model.request import Request
from blackstart.secrecy.by_request import redact_by_request
from blackstart.secrecy.marks import REDACTED, fold
from blackstart.secrecy.names import HEADER
from blackstart.secrecy.text import TooManyMarksError, redact_text
from blackstart.secrecy.values import STATE, compile_once

TOO_MANY = "more in it may be a secret than can be taken out"


def redact(reply: Reply | Gap, request: Request | None = None) -> Reply | Gap:
    """Return the reply to the request as it may be read, shown and stored; a gap where that would take too long."""
    try:
        return redact_parts(reply, request)
    except TooManyMarksError:
        return Gap(cause=Cause.TOO_LARGE, detail=TOO_MANY, at=reply.at, elapsed=reply.elapsed)


def measure(reply: Reply | Gap) -> int:
    """Return how many signs of the reply are looked at."""
    match reply:
        case CommandReply():
            return len(reply.stdout) + len(reply.stderr)
        case HttpReply():
            return len(reply.body)
        case _:
            return 0


def redact_parts(reply: Reply | Gap, request: Request | None) -> Reply | Gap:
    """Return the reply without secrets. Raises TooManyMarksError."""
    replace = msgspec.structs.replace
    match reply:
        case CommandReply():
            stdout, stderr = (redact_text(redact_by_request(text, request)) for text in (reply.stdout, reply.stderr))
            return replace(reply, stdout=stdout, stderr=stderr)
        case HttpReply():
            headers = tuple((name, redact_header(name, value)) for name, value in reply.headers)
            return replace(reply, headers=headers, body=redact_text(redact_by_request(reply.body, request)))
        case TcpReply():
            return replace(reply, banner=redact_text(reply.banner))
        case Gap():
            return replace(reply, detail=redact_text(reply.detail))
        case _:
            return reply


@lru_cache(1024)
def redact_header(name: str, value: str) -> str:
    """Return a header's value as it may be shown."""
    said = not value or compile_once(rf"(?:{STATE})\Z").match(fold(value))
    return REDACTED if compile_once(HEADER).fullmatch(fold(name)) and not said else redact_text(value)
