"""HTTP and TCP as curl (7.88) and nc (OpenBSD) tell of them."""

import pytest

from blackstart.checks.read_only.request import refuse
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, TcpReply
from blackstart.model.request import HttpRequest, TcpConnect
from blackstart.transports.curl import read_curl, read_nc, to_curl, to_nc


def printed(stdout: str) -> CommandReply:
    """Return what curl printed and ended well."""
    return CommandReply(stdout=stdout, at=5.0, elapsed=0.5)


def test_request_becomes_a_command_that_is_allowed() -> None:
    """Neither ~/.curlrc nor a proxy nor a redirect has a say, and the table lets it pass."""
    request = HttpRequest(url="https://h/x", headers=(("Accept", "a/b"),), verify=False, limit=2.5, attempt=3)
    command = to_curl(request)
    assert command.argv == (
        *("curl", "-q", "--noproxy", "*", "-sS", "-i", "--max-time", "2.5", "-k"),
        *("-H", "Accept: a/b", "--", "https://h/x"),
    )
    assert (command.limit, command.attempt) == (3.5, 3)
    assert refuse(command.argv) is None
    assert refuse(to_nc(TcpConnect(address="h", port=22)).argv) is None


ANSWERS = (
    ("HTTP/1.1 200 OK\r\nServer: x\r\n\r\nbody", 200, (("server", "x"),), "body"),
    ('HTTP/2 401 \r\nwww-authenticate: Bearer realm="r"\r\n\r\n', 401, (("www-authenticate", 'Bearer realm="r"'),), ""),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\nb", 201, (), "b"),
    ("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 200, (), ""),
    ("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", 302, (("location", "/login"),), ""),
    ("HTTP/1.1 200 OK\r\n\r\na\r\n\r\nHTTP/1.1 404 \r\n\r\n", 200, (), "a\r\n\r\nHTTP/1.1 404 \r\n\r\n"),
    ("HTTP/1.0 204\r\nX-Empty:\r\n\r\n", 204, (("x-empty", ""),), ""),
)  # fmt: skip


@pytest.mark.parametrize(("text", "status", "headers", "body"), ANSWERS)
def test_answer(text: str, status: int, headers: tuple[tuple[str, str], ...], body: str) -> None:
    """Status, headers with lower-case names, and the body; interim answers are passed over."""
    assert read_curl(printed(text)) == HttpReply(status=status, headers=headers, body=body, at=5.0, elapsed=0.5)


@pytest.mark.parametrize("text", ["", "SSH-2.0-OpenSSH_9.2", "HTTP/1.1\r\n\r\n", "HTTP/1.1 ok\r\n\r\n", "HTTP/1.1 ²²²\r\n\r\n", "HTTP/1.1 2000\r\n\r\n", "HTTP/1.1 100 \r\n\r\n"])  # fmt: skip  # noqa: E501
def test_what_is_no_answer(text: str) -> None:
    """Anything else is a protocol error, not a status."""
    gap = read_curl(printed(text))
    assert isinstance(gap, Gap)
    assert (gap.cause, gap.at) == (Cause.PROTOCOL, 5.0)


FAILURES = (
    (6, "curl: (6) Could not resolve host: nosuch.invalid", Cause.NAME_UNKNOWN),
    (7, "curl: (7) Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server", Cause.REFUSED),
    (28, "curl: (28) Connection timed out after 1001 milliseconds", Cause.CONNECT_TIMED_OUT),
    (28, "curl: (28) Operation timed out after 1001 milliseconds with 0 bytes received", Cause.TIME_LIMIT),
    (60, "curl: (60) SSL certificate problem: self-signed certificate", Cause.TLS_FAILED),
    (35, "curl: (35) error:0A00010B:SSL routines::wrong version number", Cause.TLS_FAILED),
    (52, "curl: (52) Empty reply from server", Cause.CONNECTION_LOST),
    (56, "curl: (56) Recv failure: Connection reset by peer", Cause.CONNECTION_LOST),
    (1, "curl: (1) Received HTTP/0.9 when not allowed", Cause.PROTOCOL),
    (3, "", Cause.PROTOCOL),
)


@pytest.mark.parametrize(("code", "errors", "cause"), FAILURES)
def test_failure(code: int, errors: str, cause: Cause) -> None:
    """The exit status types the gap, curl's words where they say more."""
    gap = read_curl(CommandReply(stdout="", stderr=errors, exit_code=code, at=5.0))
    assert isinstance(gap, Gap)
    assert gap.cause is cause
    assert gap.detail == f"seen from the host: {errors or f'curl exit {code}'}"


NC_FAILURES = (
    ("nc: connect to 127.0.0.1 port 1 (tcp) failed: Connection refused", Cause.REFUSED),
    ("nc: connect to 192.0.2.1 port 1 (tcp) timed out: Operation now in progress", Cause.CONNECT_TIMED_OUT),
    ("nc: connect to 192.0.2.1 port 1 (tcp) failed: No route to host", Cause.NO_ROUTE),
    ('nc: getaddrinfo for host "nosuch.invalid" port 22: Name or service not known', Cause.NAME_UNKNOWN),
    ("", Cause.REFUSED),
)


@pytest.mark.parametrize(("errors", "cause"), NC_FAILURES)
def test_port_that_does_not_open(errors: str, cause: Cause) -> None:
    """The words type the gap, since nc exits with 1 for everything."""
    gap = read_nc(CommandReply(stdout="", stderr=errors, exit_code=1))
    assert isinstance(gap, Gap)
    assert gap.cause is cause


def test_port_that_opens() -> None:
    """Exit 0 is an accepted connection; the wait is whole seconds, one at least."""
    assert read_nc(CommandReply(stdout="", at=5.0)) == TcpReply(at=5.0)
    assert to_nc(TcpConnect(address="h", port=22, limit=0.2)).argv == ("nc", "-z", "-v", "-w", "1", "h", "22")


def test_gap_stays_what_it_is() -> None:
    """Where the command itself could not be put, that is the answer."""
    gap = Gap(cause=Cause.TOOL_MISSING, detail="curl")
    assert read_curl(gap) is gap
    assert read_nc(gap) is gap
