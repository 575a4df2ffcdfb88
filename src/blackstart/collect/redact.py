"""Take secrets out of replies before anything reads, shows or stores them."""

import msgspec

from blackstart.collect.secrets import (
    FORMS,
    HEADER,
    JSON,
    KEY_COMMENT,
    LOGGED,
    MARKED,
    NAMED,
    REDACTED,
    SAID,
    SETTING,
    WHOLE,
    WORDS,
)
from blackstart.model.reply import CommandReply, Gap, HttpReply, Reply, SamplesReply, TcpReply, TlsReply
from blackstart.model.request import Request, RunCommand


def redact_text(text: str) -> str:
    """Return the text with every secret replaced. JSON stays JSON."""
    return replace_secrets(text) if may_hold_secret(text) else text


def may_hold_secret(text: str) -> bool:
    """Tell, at a small price, whether `replace_secrets` may find anything."""
    folded = text.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")  # the patterns take it for an i
    return any(word in folded for word in WORDS) or FORMS.search(folded) is not None


def replace_secrets(text: str) -> str:
    """Return the text with every secret replaced, found by one pattern after the other."""
    for pattern in (*MARKED, *NAMED):
        text = pattern.sub(rf"\g<1>{REDACTED}", text)
    for pattern, replacement in JSON:
        text = pattern.sub(replacement, text)
    for pattern in WHOLE:
        text = pattern.sub(REDACTED, text)
    return text


def redact(reply: Reply | Gap, request: Request | None = None) -> Reply | Gap:
    """Return the reply to the request as it may be read, shown and stored."""
    replace = msgspec.structs.replace
    match reply:
        case CommandReply():
            stdout = redact_by_question(reply.stdout, request)
            return replace(reply, stdout=redact_text(stdout), stderr=redact_text(reply.stderr))
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
    return REDACTED if HEADER.fullmatch(name) and not SAID.fullmatch(value) else redact_text(value)


def redact_by_question(text: str, request: Request | None) -> str:
    """Return what a command printed without what may be a secret there, though it does not look like one."""
    match request:
        case RunCommand(argv=("crontab", *_)):
            return SETTING.sub(rf"\g<1>{REDACTED}", text)
        case RunCommand(argv=("cat", *_, path)) if path.startswith(("/etc/cron", "/var/spool/cron")):
            return SETTING.sub(rf"\g<1>{REDACTED}", text)
        case RunCommand(argv=("ssh-keygen", *_)):
            return KEY_COMMENT.sub(rf"\g<1> {REDACTED}", text)
        case RunCommand(argv=("journalctl", "-b", "--no-pager", "-o", "short-iso", *_, "-n", "1")):
            return LOGGED.sub(rf"\g<1> {REDACTED}", text)
        case _:
            return text
