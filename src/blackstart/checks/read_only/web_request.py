"""What a question over HTTP may say: one GET of one place, whatever a pack's words try to add to it."""

import re

from blackstart.checks.read_only.rule import CONTROL
from blackstart.model.request import HttpRequest, PostAlert

URL = re.compile(
    r"https?://(?P<host>\[[0-9A-Fa-f:.]+(?:%25[\w.-]+)?\]|[^\s/?#@\\%\[\]:<>\"`{}|^]+)(?::(?P<port>\d{1,5}))?"
    r"(?:[/?#][^\s\\]*)?",
    re.DOTALL,
)
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header (RFC 9110, 5.6.2)."""
ANOTHER_MESSAGE = "host content-length transfer-encoding te trailer expect"
"""Where the message goes and where it ends: a second one can be hidden behind it (RFC 9112, 11.2)."""
ANOTHER_HOP = "connection keep-alive proxy-connection upgrade http2-settings"
"""About the connection, not the question (RFC 9110, 7.6.1)."""
ANOTHER_METHOD = "x-http-method x-http-method-override x-method-override x-original-method x-original-url x-rewrite-url"
"""Another method or another place than what is recorded."""
OTHER_QUESTION = frozenset(f"{ANOTHER_MESSAGE} {ANOTHER_HOP} {ANOTHER_METHOD}".split())


def refuse_web(request: HttpRequest | PostAlert) -> str | None:
    """Return why the request may not be sent, or None where it may."""
    reason = refuse_url(request.url)
    return reason or next(filter(None, (refuse_header(*header) for header in request.headers)), None)


def refuse_url(url: str) -> str | None:
    """Return why the text is no plain address of one place, or None where it is."""
    if CONTROL.search(url):
        return "a URL may hold no control character"
    found = URL.fullmatch(url)
    if found is None:
        return "a URL is http:// or https://, a host without a user, perhaps a port and a path, and no blank"
    if found["port"] and not 0 < int(found["port"]) < 65536:  # noqa: PLR2004  # ports have 16 bits
        return f"{found['port']} is no port"
    return None


def refuse_header(name: str, value: str) -> str | None:
    """Return why the header may not be sent, or None where it may."""
    if not TOKEN.fullmatch(name):
        return f"{name[:40]!r} is no name of a header"
    if name.lower() in OTHER_QUESTION:
        return f"the header {name} would make it another question; leave it out, and name the host in the URL"
    if CONTROL.search(value):
        return f"the header {name} may hold no control character"
    return None


def require_url(url: str) -> None:
    """Raise ValueError unless the text is a plain address, for a kind's own parameters."""
    reason = refuse_url(url)
    if reason is not None:
        raise ValueError(f"{url!r}: {reason}")


def require_headers(headers: dict[str, str]) -> None:
    """Raise ValueError for a header that may not be sent."""
    for name, value in headers.items():
        reason = refuse_header(name, value)
        if reason is not None:
            raise ValueError(reason)
