"""What connections to simulated hosts will come to, predicted from their fixtures. Pure."""

from collections.abc import Mapping
from typing import assert_never
from urllib.parse import SplitResult, urlsplit

import msgspec

from blackstart.drill.addresses import AddressTable
from blackstart.drill.bound_ports import SSH, Service, list_services
from blackstart.drill.fixtures import Banner, Certificate, Endpoint, HostFixtures
from blackstart.drill.responses import choose, encode_body, find_paths, take_step
from blackstart.model.reply import Cause, Gap, HttpReply, Reply, TcpReply, TlsReply
from blackstart.model.request import (
    HttpRequest,
    PostAlert,
    RecordedSamples,
    Request,
    RunCommand,
    TcpConnect,
    TlsHandshake,
)

DAY = 86400.0
REFUSED = Gap(cause=Cause.REFUSED)
TIMED_OUT = Gap(cause=Cause.CONNECT_TIMED_OUT)
SAYS_NOTHING = Gap(cause=Cause.TIME_LIMIT, detail="connected, but no answer")
GREETING = "SSH-2.0-AsyncSSH_2.0"


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """What listens at an address: the host, the port it is declared for, and the service."""

    host: str
    port: int
    service: Service


def find_server(
    address: str, port: int, at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> Server | None:
    """Return what a connection from `at` comes to; None where it is refused."""
    for host_address in addresses.hosts.values():
        if port in host_address.ports and address in addresses.names(host_address, at):
            services = list_services(fixtures[host_address.host], has_ssh=True)
            bound = host_address.ports[port]
            return Server(host=host_address.host, port=bound, service=services[bound])
    return None


def predict_network(
    request: Request, at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> Reply | Gap:
    """Return what a request over the network will come to."""
    match request:
        case HttpRequest() | PostAlert():
            url = urlsplit(request.url)
            server = find_server(url.hostname or "", port_of(url), at, addresses, fixtures)
            return answer_http(request, url, server)
        case TcpConnect():
            server = find_server(request.address, request.port, at, addresses, fixtures)
            return answer_tcp(server, banner=request.banner)
        case TlsHandshake():
            server = find_server(request.address, request.port, at, addresses, fixtures)
            return answer_tls(request.server_name or request.address, server)
        case RunCommand() | RecordedSamples():
            return Gap(cause=Cause.NOT_PERMITTED)
        case _:
            assert_never(request)


def port_of(url: SplitResult) -> int:
    """Return the port a URL leads to."""
    return url.port or (443 if url.scheme == "https" else 80)


def answer_http(request: HttpRequest | PostAlert, url: SplitResult, server: Server | None) -> Reply | Gap:
    """Return an HTTP server's answer."""
    if server is None or not isinstance(server.service, Endpoint):
        return fail(server)
    endpoint, name = server.service, url.hostname or ""
    certificate = find_certificate(endpoint, name)
    if (url.scheme == "https") is not (certificate is not None):
        return Gap(cause=Cause.TLS_FAILED if url.scheme == "https" else Cause.PROTOCOL)
    if certificate is not None and request.verify and (problem := find_problem(certificate)):
        return Gap(cause=Cause.TLS_FAILED, detail=problem)
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    response = take_step(choose(find_paths(endpoint, name), target).response, request.attempt - 1)
    body, headers = encode_body(response)
    lowered = tuple((header.lower(), value) for header, value in headers)
    stricter = "" if certificate is not None and request.verify else None
    return HttpReply(
        status=response.status, headers=lowered, body=body.decode(), stricter=stricter, elapsed=response.delay
    )


def answer_tcp(server: Server | None, *, banner: bool) -> Reply | Gap:
    """Return whether a connection is accepted, and with what greeting."""
    match server.service if server is not None else None:
        case None | "refused" | "blackhole":
            return fail(server)
        case "ssh":
            return TcpReply(banner=GREETING if banner else "")
        case Banner(banner=text) if text:
            return TcpReply(banner=text.splitlines()[0] if banner else "")
        case _:
            return SAYS_NOTHING if banner else TcpReply()


def answer_tls(name: str, server: Server | None) -> Reply | Gap:
    """Return the certificate that is shown; its times are told from 0."""
    if server is None or not isinstance(server.service, Endpoint):
        return fail(server)
    certificate = find_certificate(server.service, name)
    if certificate is None:
        return Gap(cause=Cause.TLS_FAILED)
    problem = find_problem(certificate)
    stricter = None if problem else ""
    return TlsReply(
        verified=not problem,
        problem=problem,
        stricter=stricter,
        not_after=certificate.days_left * DAY,
        names=(name,),
    )


def fail(server: Server | None) -> Gap:
    """Return why there is no answer."""
    if server is None or server.service == "refused":
        return REFUSED
    if server.service == "blackhole":
        return TIMED_OUT
    return Gap(cause=Cause.PROTOCOL) if server.port == SSH else SAYS_NOTHING


def find_certificate(endpoint: Endpoint, name: str) -> Certificate | None:
    """Return the certificate that is shown to who asks for a name; None where there is no TLS."""
    own = endpoint.hosts.get(name)
    if own is not None and own.tls is not None:
        return own.tls
    others = (host.tls for host in endpoint.hosts.values() if host.tls is not None)
    return endpoint.tls or next(others, None)


def find_problem(certificate: Certificate) -> str:
    """Return why a certificate is not trusted, if so."""
    if certificate.days_left < 0:
        return "certificate has expired"
    if certificate.self_signed:
        return "self-signed certificate"
    return "hostname mismatch" if certificate.wrong_name else ""
