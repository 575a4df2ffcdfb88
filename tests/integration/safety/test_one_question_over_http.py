"""A question over HTTP is one GET of one place, by both ways, whatever a pack's words try to add to it."""

import asyncio
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from integration.kinds.servers import find_tool, run

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.checks.table import find_kind
from blackstart.model.reply import Cause, Gap, HttpReply
from blackstart.model.request import HttpRequest, PostAlert
from blackstart.transports.base import Transport
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import NetworkTransport
from blackstart.transports.place import HostPlace

SMUGGLED = "\r\n\r\nDELETE /all HTTP/1.1\r\nHost: x\r\n\r\n"
HEADERS = [
    ("X-A", f"1{SMUGGLED}"),
    ("X-A", "1\r\nSET smuggled 1"),
    ("X-A", "1\nSET smuggled 1"),
    ("X-A", "1\rSET smuggled 1"),
    ("X-A\r\nSET smuggled 1\r\nX-B", "1"),
    ("X-A", "1\0"),
    ("X-A", "1\x85SET smuggled 1"),
    ("X A", "1"),
    ("X-A:", "1"),
    ("", "1"),
    ("@/etc/passwd", "1"),
    ("Host", "other"),
    ("hOST", "other"),
    ("Content-Length", "5"),
    ("Transfer-Encoding", "chunked"),
    ("TE", "trailers"),
    ("Trailer", "X-A"),
    ("Expect", "100-continue"),
    ("Connection", "keep-alive"),
    ("Keep-Alive", "300"),
    ("Proxy-Connection", "keep-alive"),
    ("Upgrade", "h2c"),
    ("HTTP2-Settings", "x"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("x-http-method", "DELETE"),
    ("X-Method-Override", "DELETE"),
    ("X-Original-URL", "/all"),
    ("X-Rewrite-URL", "/all"),
]
TAILS = [
    f"/{SMUGGLED}",
    "/ HTTP/1.1\r\nSET smuggled 1\r\n",
    "/\nSET smuggled 1\n",
    "/a b",
    "/\x7f",
    "/\x85",
    "\r\n/",
    "\\@other/",
]
ODD = [
    "http://user:word@127.0.0.1/",
    "http://user@127.0.0.1/",
    "http://127.0.0.1%0d%0aSET/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:6379:80/",
    "http:///",
    "HTTP://127.0.0.1/",
    "gopher://127.0.0.1:6379/_SET%20smuggled%201",
    "dict://127.0.0.1:6379/SET:smuggled:1",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "127.0.0.1",
]


class Recorder:
    """A server that keeps all that it is sent."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seen = b""
        self.port = 0
        self.handling: set[asyncio.Task[None] | None] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer once, and keep what comes until the other side is done."""
        self.handling.add(asyncio.current_task())
        while data := await reader.read(65536):
            self.seen += data
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            writer.write_eof()
        writer.close()


@asynccontextmanager
async def recording() -> AsyncIterator[Recorder]:
    """Run the recorder."""
    recorder = Recorder()
    async with await asyncio.start_server(recorder.handle, "127.0.0.1", 0) as server:
        recorder.port = server.sockets[0].getsockname()[1]
        yield recorder
        await asyncio.gather(*filter(None, recorder.handling))


@pytest.fixture(params=["in this process", "by curl on a host"])
def way(request: pytest.FixtureRequest) -> Transport:
    """Return each way by which HTTP is asked."""
    if request.param == "in this process":
        return NetworkTransport(time.time, may_post_alerts=True)
    find_tool("curl")
    return HostPlace(LocalTransport(time.time))


async def test_what_is_tried_here_does_reach_a_server_by_curl_alone() -> None:
    """Without the table a second request goes out, so the tests below show something."""
    async with recording() as recorder:
        argv = (find_tool("curl"), "-qsS", "-H", f"X-A: 1{SMUGGLED}", f"http://127.0.0.1:{recorder.port}/")
        process = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.DEVNULL)
        await process.wait()
    assert b"\r\nDELETE /all HTTP/1.1\r\n" in recorder.seen


async def test_plain_question_is_one_get(way: Transport) -> None:
    """It names the host, and ends the connection; signs of a list in its path are no list."""
    async with recording() as recorder:
        url = f"http://127.0.0.1:{recorder.port}/a/{{b,c}}?d=[1-9]"
        reply = await way.ask(HttpRequest(url=url, headers=(("Accept", "text/plain"), ("X-Empty", ""))))
    assert isinstance(reply, HttpReply), reply
    assert recorder.seen.count(b"HTTP/1.1\r\n") == 1
    assert recorder.seen.startswith(b"GET /a/")


@pytest.mark.parametrize("header", HEADERS)
async def test_header_that_makes_it_another_question_is_refused(way: Transport, header: tuple[str, str]) -> None:
    """No byte is sent, and the reason is said."""
    async with recording() as recorder:
        reply = await way.ask(HttpRequest(url=f"http://127.0.0.1:{recorder.port}/", headers=(header,)))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.NOT_READ_ONLY
    assert recorder.seen == b""


@pytest.mark.parametrize("tail", TAILS)
async def test_url_of_several_lines_or_hosts_is_refused(way: Transport, tail: str) -> None:
    """No byte is sent."""
    async with recording() as recorder:
        reply = await way.ask(HttpRequest(url=f"http://127.0.0.1:{recorder.port}{tail}"))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.NOT_READ_ONLY
    assert recorder.seen == b""


@pytest.mark.parametrize("url", ODD)
async def test_url_that_is_no_plain_address_is_refused(way: Transport, url: str) -> None:
    """A user, another scheme, an escaped host."""
    reply = await way.ask(HttpRequest(url=url))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.NOT_READ_ONLY


async def test_alert_is_one_post() -> None:
    """A header cannot hide another message behind the alert."""
    network = NetworkTransport(time.time, may_post_alerts=True)
    async with recording() as recorder:
        url = f"http://127.0.0.1:{recorder.port}/"
        for header in HEADERS:
            reply = await network.ask(PostAlert(url=url, body="[]", headers=(header,)))
            assert isinstance(reply, Gap), header
    assert recorder.seen == b""


@pytest.mark.parametrize("kind", ["http", "alert_post", "report"])
@pytest.mark.parametrize("header", HEADERS)
def test_header_is_refused_when_the_pack_is_loaded(kind: str, header: tuple[str, str]) -> None:
    """The kind itself refuses it."""
    with pytest.raises(msgspec.ValidationError, match=r"header|control"):
        msgspec.convert({"url": "http://127.0.0.1/", "headers": dict([header])}, find_kind(kind))


@pytest.mark.parametrize(
    "kind",
    [
        *(
            "http",
            "alert_post",
            "alertmanager",
            "prometheus_ready",
            "prometheus_rules: {require: [A], url",
            "prometheus_targets",
        ),
        *("release_parity: {field: version, equals: '1.0', url", "prometheus_query: {query: up, url"),
    ],
)
def test_url_is_refused_when_the_pack_is_loaded(kind: str) -> None:
    """With the file, the line and the mend; also for kinds that put the question together themselves."""
    opening = kind if ":" in kind else f"{kind}: {{url"
    check = f'{{id: a, on: controller, {opening}: "http://127.0.0.1/\\r\\nSET a 1"}}, expect: "true"}}'
    sources = {
        "fleet.yml": "name: x\nhosts: {a: {connection: local}}\n",
        "phases/p.yml": f"phase: P\nchecks:\n- {check}\n",
    }
    with pytest.raises(BaselineError) as refused:
        load_baseline(sources, "pack")
    assert any(
        problem.file == "pack/phases/p.yml" and problem.line == 3 and "control character" in problem.message
        for problem in refused.value.problems
    ), refused.value


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[int]:
    """Run a real Redis and return its port."""
    server = find_tool("redis-server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path))
    with subprocess.Popen((server, *options), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any("Ready to accept connections" in line for line in process.stdout)
            yield port
        finally:
            process.kill()


async def test_redis_is_told_nothing_over_http(way: Transport, redis: int) -> None:
    """Lines in a header or a URL never become commands of a Redis behind it."""
    for header in HEADERS:
        await way.ask(HttpRequest(url=f"http://127.0.0.1:{redis}/", headers=(header,), limit=2))
    for tail in TAILS:
        await way.ask(HttpRequest(url=f"http://127.0.0.1:{redis}{tail}", limit=2))
    assert run(find_tool("redis-cli"), "-p", str(redis), "exists", "smuggled") == "0\n"
