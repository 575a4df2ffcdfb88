"""A question over HTTP is an address of one place and headers that leave it one GET."""

import pytest

from blackstart.checks.read_only.request import refuse_request
from blackstart.checks.read_only.web_request import refuse_header, refuse_url, refuse_web, require_headers, require_url
from blackstart.model.request import HttpRequest, PostAlert, RecordedSamples, TcpConnect, TlsHandshake

PLAIN = [
    "http://127.0.0.1/",
    "http://127.0.0.1",
    "https://example.org:8443/a/b?c=d&e={f}#g",
    "http://[::1]:9090/-/ready",
    "http://[fe80::1%25eth0]/",
    "http://example.org?x=http://other/",
    "http://example.org/user@other/",
    "https://bücher.example/käse",
]
ODD = [
    "",
    "example.org",
    "ftp://example.org/",
    "HTTP://example.org/",
    "http://",
    "http://user:word@example.org/",
    "http://user@example.org/",
    "http://example.org\\@other/",
    "http://example.org%0d%0aX/",
    "http://{a,b}/",
    "http://exa mple.org/",
    "http://example.org/a b",
    "http://example.org/\r\nX: y",
    "http://example.org/\u2028",
    "http://example.org:/",
    "http://example.org:0/",
    "http://example.org:65536/",
    "http://[127.0.0.1/",
]


@pytest.mark.parametrize("url", PLAIN)
def test_plain_address_is_taken(url: str) -> None:
    """Names, numbers, ports, paths and queries."""
    assert refuse_url(url) is None
    require_url(url)


@pytest.mark.parametrize("url", ODD)
def test_odd_address_is_refused(url: str) -> None:
    """Another scheme, a user, an escape in the host, a blank or a control character."""
    assert refuse_url(url)
    assert refuse_web(HttpRequest(url=url))
    with pytest.raises(ValueError, match=r"URL|port"):
        require_url(url)


def test_reason_says_what_is_wrong() -> None:
    """And how to mend it."""
    assert refuse_header("Host", "x") == (
        "the header Host would make it another question; leave it out, and name the host in the URL"
    )
    assert refuse_header("a b", "x") == "'a b' is no name of a header"
    assert refuse_header("A", "x\n") == "the header A may hold no control character"
    assert refuse_url("http://a\n/") == "a URL may hold no control character"
    assert refuse_url("http://a:70000/") == "70000 is no port"


def test_headers_are_required_to_be_plain() -> None:
    """Of a kind's parameters the first bad one is told."""
    require_headers({"Accept": "text/html", "X-Empty": ""})
    with pytest.raises(ValueError, match="Connection"):
        require_headers({"Accept": "text/html", "Connection": "close"})


def test_every_request_is_looked_at() -> None:
    """Also an alert, a connection and a handshake; a question to the record names no place."""
    assert refuse_request(HttpRequest(url="http://a/")) is None
    assert refuse_request(PostAlert(url="http://a/", body="", headers=(("TE", "x"),)))
    assert refuse_request(TcpConnect(address="a", port=1)) is None
    assert refuse_request(TcpConnect(address="a\nb", port=1))
    assert refuse_request(TlsHandshake(address="a", server_name="b\r")) == "'b\\r' holds a control character"
    assert refuse_request(RecordedSamples(check="a", window=1)) is None
