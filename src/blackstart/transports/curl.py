"""HTTP and TCP as seen from a host: put to it as `curl` and `nc` commands. Pure."""

from functools import lru_cache

from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply, TcpReply
from blackstart.model.request import HttpRequest, RunCommand, TcpConnect
from blackstart.transports.web_address import to_ascii

CURL_CAUSES = {
    6: Cause.NAME_UNKNOWN,
    7: Cause.REFUSED,
    28: Cause.TIME_LIMIT,
    35: Cause.TLS_FAILED,
    51: Cause.TLS_FAILED,
    52: Cause.CONNECTION_LOST,
    56: Cause.CONNECTION_LOST,
    60: Cause.TLS_FAILED,
}
"""curl(1), EXIT CODES."""
ALONE = ("-q", "--noproxy", "*")
"""Neither the host's ~/.curlrc (it could follow redirects) nor its proxy (it could answer) has a say."""
MOST_KEPT = 4096
"""Requests whose form is kept: a fleet's hosts are asked the same."""
GLOBBING = {"[": "%5B", "]": "%5D", "{": "%7B", "}": "%7D"}
WORDS = (
    (("Connection timed out", "Resolving timed out", "onnection timeout", "timed out: Op"), Cause.CONNECT_TIMED_OUT),
    (("No route to host", "Network is unreachable"), Cause.NO_ROUTE),
    (("name resolution", "Name or service", "getaddrinfo", "not known"), Cause.NAME_UNKNOWN),
)
"""What curl and nc say where their exit status says less."""


@lru_cache(MOST_KEPT)
def to_curl(request: HttpRequest) -> RunCommand:
    """Return the curl command that does what the request says."""
    argv = ["curl", *ALONE, "-sS", "-i", "--max-time", f"{request.limit:g}"]
    argv += [] if request.verify else ["-k"]
    argv += [word for name, value in request.headers for word in ("-H", f"{name}: {value}")]
    return RunCommand(
        argv=(*argv, "--", spell_out(to_ascii(request.url))), limit=request.limit + 1, attempt=request.attempt
    )


def spell_out(url: str) -> str:
    """Return the URL with the signs by which curl would make a list of it (curl(1), URL) in their other spelling."""
    scheme, _, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}://{place}{slash}" + "".join(GLOBBING.get(sign, sign) for sign in path)


def to_config(request: HttpRequest, write_out: str) -> str:
    """Return the same as lines of a curl configuration (curl(1), --config), with `write_out` printed at the end."""
    return f"{to_settings(request)}\nwrite-out = {quote(write_out)}"


@lru_cache(MOST_KEPT)
def to_settings(request: HttpRequest) -> str:
    """Return those lines that are the same for every host."""
    flags = ("silent", "show-error", "include", "globoff", "no-buffer", *(() if request.verify else ("insecure",)))
    valued = (
        *(("noproxy", "*"), ("max-time", f"{request.limit:g}")),
        *(("header", f"{name}: {value}") for name, value in request.headers),
        ("url", to_ascii(request.url)),
    )
    return "\n".join((*flags, *(f"{name} = {quote(value)}" for name, value in valued)))


def fits_config(request: HttpRequest) -> bool:
    """Tell whether a configuration can hold the request: a control character would end its line."""
    return all(word.isprintable() for word in (request.url, *(word for header in request.headers for word in header)))


def quote(value: str) -> str:
    """Return a value between quotes, as curl reads it in a configuration."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_curl(reply: Reply | Gap) -> Reply | Gap:
    """Read curl's output: head, empty line, body. Interim answers (100, 103) come first."""
    if not isinstance(reply, CommandReply):
        return reply
    if reply.exit_code != 0:
        return read_failure(reply, CURL_CAUSES.get(reply.exit_code, Cause.PROTOCOL), "curl")
    head, _, body = reply.stdout.partition("\r\n\r\n")
    while is_interim(head):
        head, _, body = body.partition("\r\n\r\n")
    return read_head(head, body, reply)


def is_interim(head: str) -> bool:
    """Tell whether the head is that of an informational answer (RFC 9110, 15.2)."""
    words = head.split(maxsplit=2)
    return len(words) > 1 and words[0].startswith("HTTP/") and words[1].startswith("1")


def read_head(head: str, body: str, reply: CommandReply) -> Reply | Gap:
    """Read the status line and the headers."""
    first, *rest = head.split("\r\n")
    words = first.split()
    if len(words) < 2 or not words[0].startswith("HTTP/") or not is_status(words[1]):  # noqa: PLR2004  # version and status
        detail = f"not an HTTP answer: {first[:100]!r}"
        return Gap(cause=Cause.PROTOCOL, detail=detail, at=reply.at, elapsed=reply.elapsed)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in rest))
    return HttpReply(status=int(words[1]), headers=headers, body=body, at=reply.at, elapsed=reply.elapsed)


def is_status(word: str) -> bool:
    """Tell whether a word is a status code: three digits (RFC 9110, 15)."""
    return len(word) == len("200") and word.isascii() and word.isdecimal()


def read_failure(reply: CommandReply, cause: Cause, tool: str) -> Gap:
    """Return the gap of an exit status; the tool's own words may say it more exactly."""
    said = reply.stderr.strip()
    for words, meant in WORDS:
        if any(word in said for word in words):
            cause = meant
            break
    detail = f"seen from the host: {said or f'{tool} exit {reply.exit_code}'}"
    return Gap(cause=cause, detail=detail, at=reply.at, elapsed=reply.elapsed)


def to_nc(request: TcpConnect) -> RunCommand:
    """Return the nc command that opens the connection."""
    wait = f"{max(1, round(request.limit))}"
    argv = ("nc", "-z", "-v", "-w", wait, request.address, str(request.port))
    return RunCommand(argv=argv, limit=request.limit + 1, attempt=request.attempt)


def read_nc(reply: Reply | Gap) -> Reply | Gap:
    """Read nc's exit status."""
    if not isinstance(reply, CommandReply):
        return reply
    if reply.exit_code == 0:
        return TcpReply(at=reply.at, elapsed=reply.elapsed)
    return read_failure(reply, Cause.REFUSED, "nc")
