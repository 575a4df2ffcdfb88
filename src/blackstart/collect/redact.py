"""Take secrets out of replies before anything reads, shows or stores them."""

import msgspec

from blackstart.collect.secrets import HINT, JSON_MEMBER, MARKED, NAMED, REDACTED, WHOLE
from blackstart.model.reply import CommandReply, Gap, HttpReply, Reply, SamplesReply, TcpReply, TlsReply

SECRET_HEADERS = frozenset(
    {"set-cookie", "cookie", "authorization", "proxy-authorization", "x-api-key", "x-auth-token"}
)


def redact_text(text: str) -> str:
    """Return the text with every secret replaced. JSON stays JSON."""
    if not HINT.search(text):
        return text
    for pattern in (*MARKED, *NAMED):
        text = pattern.sub(rf"\g<1>{REDACTED}", text)
    text = JSON_MEMBER.sub(rf'\g<1>"{REDACTED}"', text)
    for pattern in WHOLE:
        text = pattern.sub(REDACTED, text)
    return text


def redact(reply: Reply | Gap) -> Reply | Gap:
    """Return the reply as it may be read, shown and stored."""
    replace = msgspec.structs.replace
    match reply:
        case CommandReply():
            return replace(reply, stdout=redact_text(reply.stdout), stderr=redact_text(reply.stderr))
        case HttpReply():
            headers = tuple(
                (name, REDACTED if name in SECRET_HEADERS else redact_text(value)) for name, value in reply.headers
            )
            return replace(reply, headers=headers, body=redact_text(reply.body))
        case TcpReply():
            return replace(reply, banner=redact_text(reply.banner))
        case Gap():
            return replace(reply, detail=redact_text(reply.detail))
        case TlsReply() | SamplesReply():
            return reply
