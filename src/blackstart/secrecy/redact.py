"""Take secrets out of replies before anything reads, shows or stores them."""

import msgspec

from blackstart.model.reply import CommandReply, Gap, HttpReply, Reply, SamplesReply, TcpReply, TlsReply
from blackstart.model.request import Request
from blackstart.secrecy.by_request import redact_by_request
from blackstart.secrecy.marks import REDACTED, may_hold_secret, may_name_secret


def redact_text(text: str) -> str:
    """Return the text with every secret replaced. JSON stays JSON."""
    if not may_hold_secret(text):
        return text
    from blackstart.secrecy.forms import replace_secrets  # noqa: PLC0415  # 15 ms to compile, for those who need them

    return replace_secrets(text)


def redact(reply: Reply | Gap, request: Request | None = None) -> Reply | Gap:
    """Return the reply to the request as it may be read, shown and stored."""
    replace = msgspec.structs.replace
    match reply:
        case CommandReply():
            stdout, stderr = (redact_text(redact_by_request(text, request)) for text in (reply.stdout, reply.stderr))
            return replace(reply, stdout=stdout, stderr=stderr)
        case HttpReply():
            headers = tuple((name, redact_header(name, value)) for name, value in reply.headers)
            return replace(reply, headers=headers, body=redact_text(reply.body))
        case TcpReply():
            return replace(reply, banner=redact_text(reply.banner))
        case Gap():
            return replace(reply, detail=redact_text(reply.detail))
        case TlsReply() | SamplesReply():
            return reply


def redact_header(name: str, value: str) -> str:
    """Return a header's value as it may be shown."""
    if not may_name_secret(name):
        return redact_text(value)
    from blackstart.secrecy.forms import HEADER, SAID  # noqa: PLC0415  # as above

    return REDACTED if HEADER.fullmatch(name) and not SAID.fullmatch(value) else redact_text(value)
