"""URLs as they go over the wire."""

import pytest

from blackstart.model.request import HttpRequest
from blackstart.transports.curl import to_config, to_curl
from blackstart.transports.http import to_message
from blackstart.transports.web_address import to_ascii


@pytest.mark.parametrize(
    ("url", "ascii_url"),
    [
        ("http://a/b%20c?d=%C3%A9#e", "http://a/b%20c?d=%C3%A9#e"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.テスト:8443/", "https://xn--r8jz45g.xn--zckzah:8443/"),
        ("http://a/健康?站=台北&x=1/2?3", "http://a/%E5%81%A5%E5%BA%B7?%E7%AB%99=%E5%8F%B0%E5%8C%97&x=1/2?3"),
        ("http://a/%41é", "http://a/%41%C3%A9"),
        (f"http://{'ü' * 70}.example/é", f"http://{'ü' * 70}.example/é"),
    ],
)
def test_url_in_ascii(url: str, ascii_url: str) -> None:
    """Names are IDNA, the rest is percent-encoded, and what is encoded already stays; no name stays no name."""
    assert to_ascii(url) == ascii_url


def test_every_way_out_sends_ascii() -> None:
    """Our own client, one curl and a curl for several say the same."""
    request = HttpRequest(url="https://bücher.example/é")
    message = to_message(request)
    assert message.target == "/%C3%A9"
    assert message.headers[0] == ("Host", "xn--bcher-kva.example")
    assert to_curl(request).argv[-1] == "https://xn--bcher-kva.example/%C3%A9"
    assert "https://xn--bcher-kva.example/%C3%A9" in to_config(request, "x")
