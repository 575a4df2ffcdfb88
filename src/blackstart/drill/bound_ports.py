"""A simulated host's sockets, bound before anything is served so that all addresses are known."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal

import msgspec

from blackstart.drill.address_block import bind_port, make_black_hole
from blackstart.drill.fixtures import Banner, Endpoint, HostFixtures

SSH = 22
SSH_BOUND = 2222
"""Bound in place of 22, which only root may; another one where it is taken."""

Service = Literal["ssh", "refused", "blackhole"] | Banner | Endpoint
"""What is at a port."""


class BoundHost(msgspec.Struct, frozen=True, kw_only=True):
    """A host's address, what it serves by the port asked for, and the socket bound for each."""

    host: str
    address: str
    fixtures: HostFixtures
    services: dict[int, Service]
    sockets: dict[int, socket.socket]

    def list_ports(self) -> dict[int, int]:
        """Return the port bound for each port that is not refused, under both numbers."""
        known = {port: self.bound(port) for port, service in self.services.items() if service != "refused"}
        return {bound: bound for bound in known.values()} | known

    def bound(self, port: int) -> int:
        """Return the port really bound."""
        return int(self.sockets[port].getsockname()[1])

    def list_served(self) -> Iterator[tuple[Service, socket.socket]]:
        """Yield each service with its socket."""
        for port, service in self.services.items():
            yield service, self.sockets[port]


def list_services(fixtures: HostFixtures, *, has_ssh: bool) -> dict[int, Service]:
    """Return what is at each port. What `ports` says goes before what else is there; `down` before all."""
    services: dict[int, Service] = {}
    if has_ssh:
        services[SSH] = Banner(banner="") if fixtures.sshd == "hang" else "ssh"
    services |= fixtures.http
    for port, state in fixtures.ports.items():
        match state:
            case "refused" | "blackhole" | Banner():
                services[port] = state
            case "open" if port == SSH and has_ssh:
                pass
            case "open" | "banner_hang":
                services[port] = Banner(banner="")
    return dict.fromkeys(services, fixtures.down) if fixtures.down is not None else services


def bind_host(host: str, address: str, fixtures: HostFixtures, stack: ExitStack, *, has_ssh: bool) -> BoundHost:
    """Bind a host's sockets; a socket nobody listens on refuses, one that swallows is a black hole."""
    services = list_services(fixtures, has_ssh=has_ssh)
    sockets = {}
    for port, service in services.items():
        sockets[port] = stack.enter_context(bind_port(address, SSH_BOUND if port == SSH else port))
        if service == "blackhole":
            for filler in make_black_hole(sockets[port]):
                stack.enter_context(filler)
    return BoundHost(host=host, address=address, fixtures=fixtures, services=services, sockets=sockets)
