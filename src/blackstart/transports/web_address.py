"""URLs as they go over the wire: names in IDNA, all else percent-encoded (RFC 3986, RFC 3490)."""

from urllib.parse import quote, urlsplit, urlunsplit

KEPT = "%/:@!$&'()*+,;=~-._"


def to_ascii(url: str) -> str:
    """Return the URL in ASCII; one that is ASCII already, or whose name is none that IDNA has, stays as it is."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    account, at, server = parts.netloc.rpartition("@")
    name, colon, port = server.partition(":")
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        return url
    netloc = f"{quote(account, safe=KEPT)}{at}{name}{colon}{port}"
    return urlunsplit((parts.scheme, netloc, quote(parts.path, safe=KEPT), quote(parts.query, safe=f"{KEPT}?"), ""))
