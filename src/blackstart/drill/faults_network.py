"""Faults on the way to a host and in what it serves: ping, ports, pages, certificates. Pure."""

from collections.abc import Iterator

from blackstart.drill.faults_answers import edit_answers
from blackstart.drill.foreseen_network import find_server
from blackstart.drill.scene import Changes, Fault, Scene, change_certificate, replace_page
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


def silence_ping(scene: Scene) -> Iterator[Fault]:
    """Yield a host, or an address, that does not answer ping."""
    if scene.spec.address is None:
        yield Fault(title=f"{scene.host} does not answer ping", changes={scene.host: {"ping": "down"}})
    yield from lose_answers(scene)


def refuse_port(scene: Scene) -> Iterator[Fault]:
    """Yield a port that is closed, or one at which something else greets."""
    for exchange in scene.exchanges:
        match exchange.request:
            case TcpConnect(address=address, port=port):
                server = find_server(address, port, scene.check.place, scene.healthy.seating, scene.healthy.fixtures)
                if server is not None:
                    closed: Changes = {server.host: {"ports": {str(server.port): "refused"}}}
                    yield Fault(title=f"port {port} refused", changes=closed)
            case _:
                pass


def break_page(scene: Scene) -> Iterator[Fault]:
    """Yield a page that answers with another status, or with nothing in it."""
    for exchange in scene.exchanges:
        match exchange.request, exchange.reply:
            case (HttpRequest() | PostAlert()) as request, HttpReply():
                for status in FAILURES:
                    yield from change_page(request, {"status": status}, f"{request.url} answers {status}", scene)
                empty: Changes = {"status": exchange.reply.status, "body": "", "json": None}
                yield from change_page(request, empty, f"{request.url} answers nothing", scene)
            case _:
                pass


def change_page(request: HttpRequest | PostAlert, page: Changes, title: str, scene: Scene) -> Iterator[Fault]:
    """Yield the fault in which a page is changed, if fixtures can say that."""
    changes = replace_page(request, scene.check.place, page, scene.healthy)
    if changes is not None:
        yield Fault(title=title, changes=changes)


def age_certificate(scene: Scene) -> Iterator[Fault]:
    """Yield a certificate that ends soon, has ended, or is for another name."""
    least = scene.spec.min_days
    certificates: dict[str, Changes] = {
        f"the certificate ends in {least / 2:g} days": {"days_left": least / 2},
        "the certificate has expired": {"days_left": -1},
        "the certificate is for another name": {"wrong_name": True},
    }
    for exchange in scene.exchanges:
        if isinstance(exchange.request, TlsHandshake):
            for title, certificate in certificates.items():
                changes = change_certificate(exchange.request, scene.check.place, certificate, scene.healthy)
                if changes is not None:
                    yield Fault(title=title, changes=changes)
