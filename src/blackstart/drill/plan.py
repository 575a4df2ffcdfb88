"""A drill's plan: the address and ports of each host, and what it answers, settled before anything is served."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial

import msgspec

from blackstart.drill.address_block import bind_port, reserve_block
from blackstart.drill.addresses import OWN, AddressTable, HostAddress, assign_addresses
from blackstart.drill.bound_ports import SSH, BoundHost, bind_host
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Fixtures, HostFixtures
from blackstart.drill.http_forms import spell_out
from blackstart.drill.login import USER
from blackstart.drill.questions import Place, put_questions
from blackstart.drill.remote_answers import answer_remote
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER

NOBODY = 254
"""Last octet of the address where nothing ever listens."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A drill to be raised. `fleet` is the fleet as it is reached in the drill, `real` as it was given."""

    real: Fleet
    fleet: Fleet
    fixtures: dict[str, HostFixtures]
    bound_hosts: dict[str, BoundHost]
    addresses: AddressTable
    places: dict[str, Place]


def make_plan(fleet: Fleet, fixtures: Fixtures, now: float, stack: ExitStack) -> Plan:
    """Give every host an address and bind its sockets, which live as long as the stack; let the checks ask."""
    everyone = name_everyone(fleet, fixtures, now)
    block = stack.enter_context(reserve_block())
    real = {host: fleet.hosts[host].address if host in fleet.hosts else "" for host in everyone}
    assigned = assign_addresses(real, block)
    bound_hosts = {
        host: bind_host(host, assigned[host], own, stack, has_ssh=host in fleet.hosts) for host, own in everyone.items()
    }
    nobody = stack.enter_context(bind_port(f"127.{block[0]}.{block[1]}.{NOBODY}", 0))
    addresses = AddressTable(
        hosts={host: make_address(bound_host, fleet.hosts.get(host)) for host, bound_host in bound_hosts.items()},
        closed=nobody.getsockname(),
        local=next((host.id for host in fleet.hosts.values() if is_local(host)), None),
    )
    drilled = move_fleet(fleet, everyone, bound_hosts)
    places = make_places(drilled, everyone, addresses, now)
    put_questions(drilled, places)
    return Plan(
        real=fleet, fleet=drilled, fixtures=everyone, bound_hosts=bound_hosts, addresses=addresses, places=places
    )


def name_everyone(fleet: Fleet, fixtures: Fixtures, now: float) -> dict[str, HostFixtures]:
    """Return the fixtures of all hosts, those that are declared nowhere too, and of the controller."""
    everyone = {host: HostFixtures() for host in fleet.hosts} | fixtures.hosts | {CONTROLLER: fixtures.controller}
    return {host: spell_out(own, now) for host, own in everyone.items()}


def is_local(host: Host) -> bool:
    """Tell whether a host of the fleet is the controller itself."""
    return host.connection == "local" or host.address in OWN


def make_address(bound_host: BoundHost, host: Host | None) -> HostAddress:
    """Return a host's address; one that is not in the fleet has only its names."""
    address = (host.address,) if host is not None and host.address not in OWN else ()
    ports = bound_host.list_ports()
    if host is not None and host.port is not None and SSH in ports:
        ports |= {host.port: ports[SSH]}
    return HostAddress(
        host=bound_host.host,
        address=bound_host.address,
        known_as=address + list_names(bound_host.fixtures),
        ports=ports,
    )


def list_names(fixtures: HostFixtures) -> tuple[str, ...]:
    """Return the names that lead to a host: those declared, and those its HTTP servers answer under."""
    served = (name for endpoint in fixtures.http.values() for name in endpoint.hosts)
    return tuple(dict.fromkeys((*fixtures.names, *served)))


def move_fleet(fleet: Fleet, fixtures: Mapping[str, HostFixtures], bound_hosts: Mapping[str, BoundHost]) -> Fleet:
    """Return the fleet with every host at its address in the drill; this machine is still not logged in to."""
    hosts = {
        name: msgspec.structs.replace(
            host,
            address=bound_hosts[name].address,
            ssh=None,
            port=bound_hosts[name].bound(SSH),
            user=find_user(host, fixtures[name]),
        )
        for name, host in fleet.hosts.items()
    }
    return msgspec.structs.replace(fleet, hosts=hosts)


def find_user(host: Host, fixtures: HostFixtures) -> str:
    """Return who logs in."""
    return host.user or fixtures.user or USER


def make_places(
    fleet: Fleet, fixtures: Mapping[str, HostFixtures], addresses: AddressTable, now: float
) -> dict[str, Place]:
    """Return every place that checks may ask from."""
    users = {name: find_user(host, fixtures[name]) for name, host in fleet.hosts.items()} | {CONTROLLER: USER}
    return {
        name: Place(
            facts=Facts(host=name, user=user, now=now, fixtures=fixtures[name]),
            reach=partial(answer_remote, at=name, addresses=addresses, fixtures=fixtures),
            found={},
            programs=set(),
        )
        for name, user in users.items()
    }
