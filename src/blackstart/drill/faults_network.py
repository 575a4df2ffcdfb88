"""Faults on the way to a host and in what it serves: ping, ports, pages, certificates. Pure."""

from collections.abc import Iterator

from blackstart.drill.fault_context import Changes, Fault, FaultContext, change_certificate, replace_page
from blackstart.drill.faults_answers import edit_answers
from blackstart.drill.predicted_network import find_server
from blackstart.model.reply import HttpReply
from blackstart.model.request import HttpRequest, PostAlert, TcpConnect, TlsHandshake

FAILURES = (503, 500, 404, 200)
"""Statuses tried in turn: the first one that a check does not allow is its fault."""

lose_answers = edit_answers(
    ("no answer to ping", r"(?P<sent>\d+) received, 0% packet loss[^\n]*", "0 received, 100% packet loss"),
)
miss_neighbour = edit_answers(
    ("the neighbour was not heard of lately", r"\b(?:REACHABLE|DELAY|PROBE)\b", "STALE"),
    ("the neighbour does not answer", r"\b(?:REACHABLE|DELAY|PROBE)\b", "FAILED"),
)


def silence_ping(context: FaultContext) -> Iterator[Fault]:
    """Yield a host, or an address, that does not answer ping."""
    if context.spec.address is None:
        yield Fault(title=f"{context.host} does not answer ping", changes={context.host: {"ping": "down"}})
    yield from lose_answers(context)


def refuse_port(context: FaultContext) -> Iterator[Fault]:
    """Yield a port that is closed, or one at which something else greets."""
    for exchange in context.exchanges:
        match exchange.request:
            case TcpConnect(address=address, port=port):
                server = find_server(
                    address, port, context.check.place, context.healthy.addresses, context.healthy.fixtures
                )
                if server is not None:
                    closed: Changes = {server.host: {"ports": {str(server.port): "refused"}}}
                    yield Fault(title=f"port {port} refused", changes=closed)
            case _:
                pass


def break_page(context: FaultContext) -> Iterator[Fault]:
    """Yield a page that answers with another status, or with nothing in it."""
    for exchange in context.exchanges:
        match exchange.request, exchange.reply:
            case (HttpRequest() | PostAlert()) as request, HttpReply():
                for status in FAILURES:
                    yield from change_page(request, {"status": status}, f"{request.url} answers {status}", context)
                empty: Changes = {"status": exchange.reply.status, "body": "", "json": None}
                yield from change_page(request, empty, f"{request.url} answers nothing", context)
            case _:
                pass


def change_page(request: HttpRequest | PostAlert, page: Changes, title: str, context: FaultContext) -> Iterator[Fault]:
    """Yield the fault in which a page is changed, if fixtures can say that."""
    changes = replace_page(request, context.check.place, page, context.healthy)
    if changes is not None:
        yield Fault(title=title, changes=changes)


def age_certificate(context: FaultContext) -> Iterator[Fault]:
    """Yield a certificate that ends soon, has ended, or is for another name."""
    least = context.spec.min_days
    certificates: dict[str, Changes] = {
        f"the certificate ends in {least / 2:g} days": {"days_left": least / 2},
        "the certificate has expired": {"days_left": -1},
        "the certificate is for another name": {"wrong_name": True},
    }
    for exchange in context.exchanges:
        if isinstance(exchange.request, TlsHandshake):
            for title, certificate in certificates.items():
                changes = change_certificate(exchange.request, context.check.place, certificate, context.healthy)
                if changes is not None:
                    yield Fault(title=title, changes=changes)
