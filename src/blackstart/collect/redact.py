"""Take secrets out of replies before anything reads, shows or stores them."""

import re

import msgspec

from blackstart.model.reply import CommandReply, Gap, HttpReply, Reply, TcpReply, TlsReply

REDACTED = "[redacted]"
HINT = re.compile(
    r"-----BEGIN|://[^/\s:@]*:|eyJ|AKIA|gh[pousr]_|glpat-|xox|bearer|basic |pass|pwd|secret|token|"
    r"api.?key|access.?key|credential|cookie|authorization|_auth=",
    re.IGNORECASE,
)
"""Cheap to search for; where none of it stands, there is nothing to take out."""
PATTERNS = (
    re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:(?=-----END [A-Z ]*PRIVATE KEY-----)|\Z)"),
    re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)"),
    re.compile(r"(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
    re.compile(r"()\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"()\b(?:gh[pousr]_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,})"),
    re.compile(
        r"""((?:^|[\s"'{,;&?_-])(?:\w*[_-])?"""
        r"""(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|credentials?|authorization|cookie)"""
        r"""(?:[_-]?(?:key|id|value))?["']?\s*[=:]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s,;&"']+)""",
        re.IGNORECASE,
    ),
    re.compile(r"(--?(?:password|passwd|pass|token|secret|api-key)[ =])\S+", re.IGNORECASE),
    re.compile(r"(\bPGPASSWORD=|\bSSHPASS=|\bREDISCLI_AUTH=)\S+"),
)
"""The first group stays, what follows it goes."""
SECRET_HEADERS = frozenset({"set-cookie", "authorization", "proxy-authorization", "www-authenticate", "x-api-key"})


def redact_text(text: str) -> str:
    """Return the text with every secret replaced."""
    if not HINT.search(text):
        return text
    for pattern in PATTERNS:
        text = pattern.sub(rf"\1{REDACTED}", text)
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
        case TlsReply():
            return reply
