"""GETs that one curl on a host makes together: each is answered, timed and judged by itself."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from integration.real_sshd import SshHost, SshNet
from integration.transports.reaching import Reach, read

from blackstart.model.reply import Cause, Gap, HttpReply, Reply
from blackstart.model.request import HttpRequest
from blackstart.transports.host import HostTransport

CURL = str(shutil.which("curl"))
WITHOUT_STATUS = f"sed 's/%{{exitcode}}//' | {CURL} \"$@\""
"""A curl before 7.75: its --write-out knows no exit code."""
WITHOUT_STDERR = f"sed 's/%{{exitcode}}//; s/%{{stderr}}//' | {CURL} \"$@\""
"""A curl before 7.63: it can write to standard output alone."""


class Answers(BaseHTTPRequestHandler):
    """Answers by path; `/slow` waits until the test lets it go."""

    go = threading.Event()

    def do_GET(self) -> None:  # the name http.server calls
        """Answer one GET."""
        if self.path == "/slow":
            self.go.wait(20)
        body = b"\xff\xfe\0" if self.path == "/bytes" else f"{self.path} {self.headers.get('x-tag', '')}\n".encode()
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Serve on the loopback."""
    Answers.go = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        Answers.go.set()
        serving.shutdown()
        thread.join()


def url_of(server: ThreadingHTTPServer, path: str) -> str:
    """Return a URL of the server."""
    return f"http://127.0.0.1:{server.server_port}{path}"


def closed_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def get_all(host: HostTransport, *requests: HttpRequest) -> list[Reply | Gap]:
    """Ask all of them in one turn of the loop."""
    return await asyncio.gather(*(host.ask(request) for request in requests))


def count_curls(host: SshHost, script: str) -> None:
    """Let the host's curl note each start of it before it works."""
    host.tool("curl", f"echo x >> {host.bin.parent / 'curls'}; {script}")


def started_curls(host: SshHost) -> int:
    """Return how often curl was started."""
    return (host.bin.parent / "curls").read_text().count("x")


def requests_of(server: ThreadingHTTPServer) -> list[HttpRequest]:
    """Return GETs that come to different ends."""
    return [
        HttpRequest(url=url_of(server, "/a"), headers=(("x-tag", 'a "quoted" \\ word'),)),
        HttpRequest(url=url_of(server, "/none")),
        HttpRequest(url=f"http://127.0.0.1:{closed_port()}/"),
        HttpRequest(url=url_of(server, "/bytes")),
        HttpRequest(url="http://name.invalid/"),
        HttpRequest(url=url_of(server, "/b?x={1,2}&y=[1-3]%20")),
    ]


def shape(reply: Reply | Gap) -> tuple[object, str]:
    """Return what a reply says, without times."""
    if isinstance(reply, HttpReply):
        return reply.status, reply.body
    assert isinstance(reply, Gap), reply
    return reply.cause, ""


EXPECTED = [
    (200, '/a a "quoted" \\ word\n'),
    (404, "/none \n"),
    (Cause.REFUSED, ""),
    (200, "\\xff\\xfe\0"),
    (Cause.NAME_UNKNOWN, ""),
    (200, "/b?x={1,2}&y=[1-3]%20 \n"),
]


async def test_one_curl_answers_for_all(net: SshNet, reach: Reach, server: ThreadingHTTPServer) -> None:
    """Statuses, bodies, failures and headers are those of each GET, and one process made them."""
    host = net.add("a")
    count_curls(host, f'exec {CURL} "$@"')
    transport = reach("a")
    assert [shape(reply) for reply in await get_all(transport, *requests_of(server))] == EXPECTED
    assert started_curls(host) == 1
    assert await read(transport, "uname") == "Linux\n"
    await transport.close()


@pytest.mark.parametrize("old", [WITHOUT_STATUS, WITHOUT_STDERR])
async def test_an_old_curl_makes_them_one_by_one(
    net: SshNet, reach: Reach, server: ThreadingHTTPServer, old: str
) -> None:
    """A curl that cannot tell them apart is asked for each again, and is not given several any more."""
    host = net.add("a")
    count_curls(host, f'case "$*" in "-q -K -") {old} ;; *) exec {CURL} "$@" ;; esac')
    transport = reach("a")
    expected = [(200, f"/{name} \n") for name in "abc"]
    gets = [HttpRequest(url=url_of(server, f"/{name}")) for name in "abc"]
    assert [shape(reply) for reply in await get_all(transport, *gets)] == expected
    assert started_curls(host) == 1 + len(gets)
    again = [HttpRequest(url=url_of(server, f"/{name}"), attempt=2) for name in "abc"]
    assert [shape(reply) for reply in await get_all(transport, *again)] == expected
    assert started_curls(host) == 1 + 2 * len(gets)
    await transport.close()


async def test_a_slow_one_holds_up_no_other(net: SshNet, reach: Reach, server: ThreadingHTTPServer) -> None:
    """The GETs before and behind it are answered while it waits; it comes to its own limit."""
    net.add("a")
    transport = reach("a")
    slow = asyncio.create_task(transport.ask(HttpRequest(url=url_of(server, "/slow"), limit=15.0)))
    paths = ("/before", "/after")
    others = [HttpRequest(url=url_of(server, path)) for path in paths]
    before = asyncio.create_task(transport.ask(others[0]))
    after = asyncio.create_task(transport.ask(others[1]))
    assert [shape(await task) for task in (before, after)] == [(200, f"{path} \n") for path in paths]
    assert not slow.done()
    Answers.go.set()
    assert shape(await slow) == (200, "/slow \n")
    await transport.close()


async def test_each_has_its_own_limit(net: SshNet, reach: Reach, server: ThreadingHTTPServer) -> None:
    """What does not answer within its limit is a gap of that GET alone."""
    net.add("a")
    transport = reach("a")
    limited = HttpRequest(url=url_of(server, "/slow"), limit=1.0)
    first, last = (HttpRequest(url=url_of(server, path)) for path in ("/a", "/b"))
    replies = await get_all(transport, first, limited, last)
    assert [shape(reply) for reply in replies] == [(200, "/a \n"), (Cause.TIME_LIMIT, ""), (200, "/b \n")]
    await transport.close()


async def test_the_nonce_is_on_no_command_line(net: SshNet, reach: Reach, server: ThreadingHTTPServer) -> None:
    """What other accounts of the host can read of curl tells neither URLs nor the lane's nonce."""
    host = net.add("a")
    told = host.bin.parent / "told"
    host.tool("curl", f'echo "$*" >> {told}; env >> {told}; exec {CURL} "$@"')
    transport = reach("a")
    await get_all(transport, *(HttpRequest(url=url_of(server, path)) for path in ("/a", "/b")))
    assert told.read_text().splitlines()[0] == "-q -K -"
    assert str(server.server_port) not in told.read_text()
    await transport.close()
