"""HTTP, TLS and TCP against real servers, good and bad; over curl and nc as well where a host asks."""

import asyncio
import socket
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from pathlib import Path

import pytest
from integration.transports.servers import Authority, Handler, answer, flood, reset, serve
from integration.transports.test_ssh_login import accept_nothing

from blackstart.model.reply import Cause, Gap, HttpReply, Reply, TcpReply, TlsReply
from blackstart.model.request import HttpRequest, PostAlert, Request, RunCommand, TcpConnect, TlsHandshake
from blackstart.transports.base import Transport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import NetworkTransport
from blackstart.transports.place import ControllerPlace, HostPlace
from blackstart.transports.record import RecordTransport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def from_controller() -> Transport:
    """Ask over this process's own sockets."""
    return ControllerPlace(
        LocalTransport(time.time), NetworkTransport(time.time), RecordTransport(None, "f", "d", time.time)
    )


def from_host() -> Transport:
    """Ask as a host does, with curl and nc; the host is this machine."""
    return HostPlace(LocalTransport(time.time))


@pytest.fixture(params=[from_controller, from_host], ids=lambda make: make.__name__)
def place(request: pytest.FixtureRequest) -> Transport:
    """Return each way of asking in turn."""
    make: Callable[[], Transport] = request.param
    return make()


async def get(place: Transport, handler: Handler, path: str = "/", limit: float = 3.0) -> Reply | Gap:
    """Serve with the handler and GET a path once."""
    async with serve(handler) as port:
        return await place.ask(HttpRequest(url=f"http://127.0.0.1:{port}{path}", limit=limit))


ANSWERS = {
    "plain": (answer(OK), 200, "ok"),
    "one byte at a time": (answer(*(bytes([byte]) for byte in OK)), 200, "ok"),
    "until the connection closes": (answer(b"HTTP/1.0 200 OK\r\n\r\nsome\n", b"more\n"), 200, "some\nmore\n"),
    "chunked": (
        answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\nab\r\n", b"3\r\ncde\r\n0\r\n\r\n"),
        200,
        "abcde",
    ),
    "redirect": (answer(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"), 302, ""),
    "interim answers": (answer(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", OK), 200, "ok"),
    "no content": (answer(b"HTTP/1.1 204 No Content\r\n\r\n"), 204, ""),
    "server error": (answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"), 503, "busy"),
    "not UTF-8": (answer(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\x00a"), 200, "\\xff\0a"),
}


@pytest.mark.parametrize("case", ANSWERS.values(), ids=ANSWERS)
async def test_http_answer(place: Transport, case: tuple[Handler, int, str]) -> None:
    """Status and body are read as they are; no redirect is followed."""
    reply = await get(place, case[0])
    assert isinstance(reply, HttpReply), reply
    assert (reply.status, reply.body) == case[1:]


FAILURES = {
    "garbage": (answer(b"SSH-2.0-OpenSSH_9.2\r\n" * 3), Cause.PROTOCOL),
    "closes at once": (answer(), Cause.CONNECTION_LOST),
    "reset": (reset, Cause.CONNECTION_LOST),
    "a body without end": (flood, Cause.TOO_LARGE),
    "says nothing": (answer(hold=True), Cause.TIME_LIMIT),
    "stops in the middle": (answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", hold=True), Cause.TIME_LIMIT),
}


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES)
async def test_http_failure(place: Transport, case: tuple[Handler, Cause]) -> None:
    """What is no whole answer is a typed gap, within its time."""
    started = time.monotonic()
    gap = await get(place, case[0], limit=0.5)
    assert isinstance(gap, Gap), gap
    assert gap.cause is case[1], gap
    assert time.monotonic() - started < 30  # the server holds on for ever


async def test_body_cut_off_is_no_answer(place: Transport) -> None:
    """A body shorter than its length says is not taken for all of it."""
    gap = await get(place, answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"))
    assert isinstance(gap, Gap), gap
    assert gap.cause in (Cause.PROTOCOL, Cause.CONNECTION_LOST)


async def test_request_that_is_sent(place: Transport) -> None:
    """The target with its query, the host, and the headers that were asked for."""
    seen: list[bytes] = []

    async def handle(reader: StreamReader, writer: StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK)
        writer.close()

    async with serve(handle) as port:
        url = f"http://127.0.0.1:{port}/a%20b?c=d&e"
        await place.ask(HttpRequest(url=url, headers=(("X-Test", "one two"),)))
    assert seen[0].startswith(b"GET /a%20b?c=d&e HTTP/1.1\r\n")
    assert f"host: 127.0.0.1:{port}".encode() in seen[0].lower()
    assert b"X-Test: one two\r\n" in seen[0]


async def test_host_configuration_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ~/.curlrc that follows redirects and a proxy that answers 200 for all change nothing."""
    (tmp_path / ".curlrc").write_text("location\nfail\n")
    async with serve(answer(OK)) as proxy:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy}")
        reply = await get(from_host(), ANSWERS["redirect"][0])
    assert isinstance(reply, HttpReply), reply
    assert reply.status == 302


async def test_nothing_listens(place: Transport) -> None:
    """A closed port is refused, for HTTP and TCP alike."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for request in (HttpRequest(url=f"http://127.0.0.1:{port}/"), TcpConnect(address="127.0.0.1", port=port)):
        gap = await place.ask(request)
        assert isinstance(gap, Gap)
        assert gap.cause is Cause.REFUSED, gap


async def test_nothing_answers(place: Transport) -> None:
    """An address that does not answer is a connection timed out, for HTTP and TCP alike."""
    with accept_nothing("127.0.0.1") as port:
        for request in (
            HttpRequest(url=f"http://127.0.0.1:{port}/", limit=1.0),
            TcpConnect(address="127.0.0.1", port=port, limit=1.0),
        ):
            gap = await place.ask(request)
            assert isinstance(gap, Gap)
            assert gap.cause is Cause.CONNECT_TIMED_OUT, gap


async def test_name_that_does_not_resolve(place: Transport) -> None:
    """An unknown name is told from a host that is down."""
    for request in (HttpRequest(url="http://host.invalid/"), TcpConnect(address="host.invalid", port=22)):
        gap = await place.ask(request)
        assert isinstance(gap, Gap)
        assert gap.cause is Cause.NAME_UNKNOWN, gap


IMPOSSIBLE = (
    HttpRequest(url="http://a..b/"),
    HttpRequest(url=f"http://{'x' * 70}.example/"),
    HttpRequest(url="http://127.0.0.1:99999/"),
    HttpRequest(url="http://[::1/"),
    HttpRequest(url="http:///path"),
    HttpRequest(url="http://127.0.0.1:1/", headers=(("a\n", "b"),)),
    HttpRequest(url="http://127.0.0.1:1/é"),
    TcpConnect(address="a..b", port=1),
    TcpConnect(address="127.0.0.1", port=70000),
    TlsHandshake(address="127.0.0.1", port=1, server_name="a..b"),
)


@pytest.mark.parametrize("request_", IMPOSSIBLE)
async def test_request_that_cannot_be_put(request_: Request) -> None:
    """What no request can be made of is a gap like any other."""
    assert isinstance(await from_controller().ask(request_), Gap)


async def test_tcp(place: Transport) -> None:
    """An open port is a reply."""
    async with serve(answer(read=False)) as port:
        assert isinstance(await place.ask(TcpConnect(address="127.0.0.1", port=port)), TcpReply)


BANNERS = {
    "a line": (answer(b"SSH-2.0-x\r\nmore", read=False), "SSH-2.0-x"),
    "in pieces": (answer(b"SSH", b"-2.0", b"-x\n", read=False), "SSH-2.0-x"),
    "no end of line": (answer(b"hello", read=False), "hello"),
    "nothing": (answer(read=False), ""),
    "endless": (answer(b"x" * 100_000, read=False), "x" * 500),
    "binary": (answer(b"\xff\0\n", read=False), "\\xff\0"),
}


@pytest.mark.parametrize("case", BANNERS.values(), ids=BANNERS)
async def test_banner(case: tuple[Handler, str]) -> None:
    """The first line is read, or what there is of it."""
    async with serve(case[0]) as port:
        reply = await from_controller().ask(TcpConnect(address="127.0.0.1", port=port, banner=True))
    assert isinstance(reply, TcpReply), reply
    assert reply.banner == case[1]


async def test_server_that_does_not_greet() -> None:
    """Connected, and then nothing, is not the same as no connection."""
    async with serve(answer(read=False, hold=True)) as port:
        gap = await from_controller().ask(TcpConnect(address="127.0.0.1", port=port, banner=True, limit=0.3))
    assert isinstance(gap, Gap)
    assert (gap.cause, gap.detail) == (Cause.TIME_LIMIT, "connected, but no answer within 0.3 s")


NOT_FOR_HOSTS = (
    TlsHandshake(address="127.0.0.1"),
    TcpConnect(address="127.0.0.1", port=1, banner=True),
    PostAlert(url="http://127.0.0.1:1/", body="[]"),
)


@pytest.mark.parametrize("request_", NOT_FOR_HOSTS)
async def test_host_is_not_asked_what_it_cannot_tell(request_: Request) -> None:
    """What a host has no command for is a gap, never half an answer."""
    gap = await from_host().ask(request_)
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.NOT_PERMITTED


async def test_alert_is_posted_only_when_allowed() -> None:
    """Without the operator's word nothing leaves; with it the alert goes out whole."""
    seen: list[bytes] = []

    async def handle(reader: StreamReader, writer: StreamWriter) -> None:
        seen.append(await reader.readuntil(b"[{}]"))
        writer.write(OK)
        writer.close()

    async with serve(handle) as port:
        alert = PostAlert(url=f"http://127.0.0.1:{port}/api", body="[{}]")
        refused = await NetworkTransport(time.time).ask(alert)
        assert isinstance(refused, Gap)
        assert (refused.cause, seen) == (Cause.NOT_PERMITTED, [])
        assert isinstance(await NetworkTransport(time.time, may_post_alerts=True).ask(alert), HttpReply)
    assert seen[0].startswith(b"POST /api HTTP/1.1\r\n")
    assert b"content-type: application/json" in seen[0].lower()


async def test_network_runs_no_commands() -> None:
    """A command is not for the network."""
    gap = await NetworkTransport(time.time).ask(RunCommand(argv=("id",)))
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.NOT_PERMITTED


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority whose certificate can be trusted."""
    return Authority(tmp_path_factory.mktemp("tls"))


def shake(port: int, name: str = "good.example") -> TlsHandshake:
    """Return a handshake with the local server under that name."""
    return TlsHandshake(address="127.0.0.1", port=port, server_name=name)


async def test_certificate_that_is_trusted(authority: Authority) -> None:
    """It is verified, and its dates and names are read."""
    async with serve(answer(read=False), authority.server("good.example")) as port:
        reply = await NetworkTransport(time.time, ca_file=authority.file).ask(shake(port))
    assert isinstance(reply, TlsReply), reply
    assert (reply.verified, reply.problem, reply.names) == (True, "", ("good.example",))
    assert reply.stricter == "Missing Authority Key Identifier"
    assert reply.issuer == "CN=Test Authority"
    assert 29 * 86400 < reply.not_after - time.time() < 31 * 86400


async def test_certificate_that_only_a_strict_client_refuses(authority: Authority) -> None:
    """With every Python alike it is trusted, as by curl; what the stricter one objects to is noted, for HTTPS too."""
    transport = NetworkTransport(time.time, ca_file=authority.file)
    async with serve(answer(OK), authority.server("localhost")) as port:
        reply = await transport.ask(HttpRequest(url=f"https://localhost:{port}/"))
        unverified = await transport.ask(HttpRequest(url=f"https://localhost:{port}/", verify=False))
        curl = ("curl", "-q", "-sS", "--cacert", authority.file, f"https://localhost:{port}/")
        process = await asyncio.create_subprocess_exec(*curl, stdout=asyncio.subprocess.PIPE)
        said = (await process.communicate())[0]
    assert isinstance(reply, HttpReply), reply
    assert isinstance(unverified, HttpReply), unverified
    assert (reply.status, reply.stricter) == (200, "Missing Authority Key Identifier")
    assert unverified.stricter is None
    assert said == b"ok"


async def test_certificate_trusted_by_itself(authority: Authority, tmp_path: Path) -> None:
    """Whoever names a server's certificate as an authority trusts it, without the one that signed it, as with curl."""
    context = authority.server("good.example", 31)
    server = (tmp_path / "server.pem").write_bytes
    server((Path(authority.file).parent / "good.example.31.False.pem").read_bytes().partition(b"-----END PRIVATE")[2])
    async with serve(answer(read=False), context) as port:
        reply = await NetworkTransport(time.time, ca_file=str(tmp_path / "server.pem")).ask(shake(port))
    assert isinstance(reply, TlsReply), reply
    assert (reply.verified, reply.problem) == (True, "")


async def test_second_handshake_is_not_the_servers_time(authority: Authority) -> None:
    """Of a certificate that is looked at twice only the handshake counts that brought the answer."""
    ticks = iter(range(100))
    transport = NetworkTransport(lambda: float(next(ticks)), ca_file=authority.file)
    async with serve(answer(read=False), authority.server("good.example")) as port:
        reply = await transport.ask(shake(port))
    assert isinstance(reply, TlsReply), reply
    assert (reply.elapsed, reply.at) == (1.0, 2.0)


BAD_CERTIFICATES = {
    "expired": (("good.example", -1), "certificate has expired"),
    "wrong name": (("other.example", 30), "Hostname mismatch"),
}


@pytest.mark.parametrize("case", BAD_CERTIFICATES.values(), ids=BAD_CERTIFICATES)
async def test_certificate_that_is_not_trusted(authority: Authority, case: tuple[tuple[str, int], str]) -> None:
    """It is shown all the same, with why it is not trusted; over HTTPS it is a gap."""
    name, days = case[0]
    transport = NetworkTransport(time.time, ca_file=authority.file, address_book=None)
    async with serve(answer(OK), authority.server(name, days)) as port:
        reply = await transport.ask(shake(port))
    assert isinstance(reply, TlsReply), reply
    assert (reply.verified, reply.stricter) == (False, None)
    assert case[1] in reply.problem
    assert reply.names == (name,)


async def test_certificate_of_nobody(authority: Authority) -> None:
    """A self-signed one is not trusted; nor is one of an authority that is not known."""
    async with serve(answer(read=False), authority.server("good.example", self_signed=True)) as port:
        alone = await NetworkTransport(time.time, ca_file=authority.file).ask(shake(port))
    async with serve(answer(read=False), authority.server("good.example")) as port:
        unknown = await NetworkTransport(time.time).ask(shake(port))
    assert isinstance(alone, TlsReply)
    assert "self-signed" in alone.problem
    assert isinstance(unknown, TlsReply)
    assert "unable to get local issuer" in unknown.problem


async def test_https(authority: Authority) -> None:
    """The address book leads a name to the test's server; trust is asked for unless it is not wanted."""
    async with serve(answer(OK), authority.server("good.example")) as port:
        book = {("good.example", 443): ("127.0.0.1", port), ("bad.example", 443): ("127.0.0.1", port)}
        trusting = NetworkTransport(time.time, ca_file=authority.file, address_book=book)
        assert isinstance(await trusting.ask(HttpRequest(url="https://good.example/")), HttpReply)
        misnamed = await trusting.ask(HttpRequest(url="https://bad.example/"))
        assert isinstance(misnamed, Gap)
        assert misnamed.cause is Cause.TLS_FAILED
        assert "Hostname mismatch" in misnamed.detail
        assert isinstance(await trusting.ask(HttpRequest(url="https://bad.example/", verify=False)), HttpReply)


async def test_https_from_a_host(authority: Authority) -> None:
    """Curl's refusal of a certificate is typed as ours is; `verify: false` is -k."""
    async with serve(answer(OK), authority.server("good.example")) as port:
        gap = await from_host().ask(HttpRequest(url=f"https://127.0.0.1:{port}/"))
        assert isinstance(gap, Gap)
        assert gap.cause is Cause.TLS_FAILED
        assert isinstance(await from_host().ask(HttpRequest(url=f"https://127.0.0.1:{port}/", verify=False)), HttpReply)


NO_TLS = {
    "plain HTTP": (answer(OK, read=False), {Cause.TLS_FAILED}),
    "closes": (answer(read=False), {Cause.TLS_FAILED, Cause.CONNECTION_LOST}),
    "reset": (reset, {Cause.CONNECTION_LOST}),
    "says nothing": (answer(read=False, hold=True), {Cause.TIME_LIMIT}),
}


@pytest.mark.parametrize("case", NO_TLS.values(), ids=NO_TLS)
async def test_port_without_tls(case: tuple[Handler, set[Cause]]) -> None:
    """What does not speak TLS on its port is a typed gap."""
    async with serve(case[0]) as port:
        for request in (
            TlsHandshake(address="127.0.0.1", port=port, limit=0.5),
            HttpRequest(url=f"https://127.0.0.1:{port}/", limit=0.5),
        ):
            gap = await from_controller().ask(request)
            assert isinstance(gap, Gap), gap
            assert gap.cause in case[1], gap


async def test_many_at_once() -> None:
    """Three hundred requests are each answered, a hundred at a time."""
    place = from_controller()
    async with serve(answer(OK)) as port:
        requests = [HttpRequest(url=f"http://127.0.0.1:{port}/{number}") for number in range(300)]
        replies = await asyncio.gather(*(place.ask(request) for request in requests))
    assert {reply.status for reply in replies if isinstance(reply, HttpReply)} == {200}
