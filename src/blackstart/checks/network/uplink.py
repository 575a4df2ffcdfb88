"""Whether this machine has a network that leads to any host. Asked by every run in which no host could be reached."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

LINK = re.compile(r"\d+: (?P<name>[^\s:@]+)(?:@\S+)?: <(?P<flags>[^>]*)> .*")
ROUTE = re.compile(r"(?:(?P<kind>unreachable|prohibit|blackhole|throw) )?(?P<to>\S+)(?P<rest>.*)")
DEVICE = re.compile(r" dev (\S+)")
EVERYWHERE = ("0.0.0.0/0", "::/0")
LINK_LOCAL = ip_network("fe80::/10")


class UplinkReading(Reading, frozen=True):
    """Links that carry frames, beside the loopback, and the networks that routes over them lead to."""

    links: tuple[str, ...]
    routes: tuple[str, ...]


class Uplink(Spec, frozen=True):
    """Some link of this machine is up, with a route over it to one of `hosts` (addresses or names)."""

    name = "uplink"
    reading = UplinkReading
    asked_from = "controller"
    example = "uplink: {hosts: [192.0.2.10]}"

    hosts: tuple[str, ...] = ()

    def steps(self, target: Target) -> Steps[UplinkReading]:  # it is about this machine
        """Ask the kernel for its links and its routes of both families."""
        links = tuple(read_links((yield from ask("link"))))
        routes = [*(yield from ask("route")), *(yield from ask("route", "-6"))]
        return UplinkReading(links=links, routes=tuple(read_routes(routes, links)))

    def findings(self, reading: UplinkReading) -> Iterator[Finding]:
        """Look for a route to any host; where a name leads nobody knows, so any route will do for it."""
        networks = [ip_network(route) for route in reading.routes]
        leads = any(leads_to(host, networks) for host in self.hosts)
        seen = f"{', '.join(reading.links)} up, and no route to any host" if reading.links else "no link up"
        yield Finding(holds=leads, expected="a network that leads to some host", seen=f"the controller has {seen}")


def ask(what: str, *family: str) -> Steps[list[str]]:
    """Ask ip(8), one line for each link or route."""
    return read_lines((yield from run("ip", "-o", *family, what, "show")))


def read_links(lines: list[str]) -> Iterator[str]:
    """Yield the links that are up and have a carrier (LOWER_UP), without the loopback."""
    for line in lines:
        found = LINK.fullmatch(line)
        if found is None:
            raise UnreadableReplyError(f"not a link: {line[:80]!r}")
        flags = found["flags"].split(",")
        if {"UP", "LOWER_UP"} <= {*flags} and "LOOPBACK" not in flags:
            yield found["name"]


def read_routes(lines: list[str], links: tuple[str, ...]) -> Iterator[str]:
    """Yield the networks of routes that can be used: over a link that is up, and not link-local (IPv6)."""
    for line in lines:
        found = ROUTE.fullmatch(line.strip())
        if found is None:
            raise UnreadableReplyError(f"not a route: {line[:80]!r}")
        devices = DEVICE.findall(found["rest"])
        dead = found["kind"] is not None or {"linkdown", "dead"} & {*found["rest"].split()}
        if not dead and any(device in links for device in devices):
            yield from read_networks(found["to"])


def read_networks(text: str) -> Iterator[str]:
    """Yield the network a route leads to; `default` is everywhere."""
    try:
        networks = [ip_network(EVERYWHERE[0]), ip_network(EVERYWHERE[1])] if text == "default" else [ip_network(text)]
    except ValueError as error:
        raise UnreadableReplyError(f"not a network: {text[:60]!r}") from error
    yield from (str(network) for network in networks if not is_link_local(network))


def is_link_local(network: IPv4Network | IPv6Network) -> bool:
    """Tell whether every IPv6 link has such a network by itself."""
    return isinstance(network, IPv6Network) and network.subnet_of(LINK_LOCAL)  # type: ignore[arg-type]  # it is IPv6


def leads_to(host: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    """Tell whether some network holds the host's address; a name may have any."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return bool(networks)
    return any(address in network for network in networks)
