"""Who sits where in a drill, and what each host knows: all that is settled before anything is served."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial

import msgspec

from blackstart.drill.berths import SSH, Berth, make_berth
from blackstart.drill.claims import bind_port, claim_block
from blackstart.drill.elsewhere import answer_elsewhere
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Fixtures, HostFixtures
from blackstart.drill.http_forms import spell_out
from blackstart.drill.login import USER
from blackstart.drill.questions import Place, put_questions
from blackstart.drill.seats import OWN, Seat, Seating, assign_addresses
from blackstart.model.fleet import Fleet, Host
from blackstart.model.request import CONTROLLER

NOBODY = 254
"""Last octet of the address where nothing ever listens."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A drill to be raised. `fleet` is the fleet as it is reached in the drill, `real` as it was given."""

    real: Fleet
    fleet: Fleet
    fixtures: dict[str, HostFixtures]
    berths: dict[str, Berth]
    seating: Seating
    places: dict[str, Place]


def make_plan(fleet: Fleet, fixtures: Fixtures, now: float, stack: ExitStack) -> Plan:
    """Seat every host and bind its sockets, which live as long as the stack; let the checks ask."""
    everyone = name_everyone(fleet, fixtures, now)
    block = stack.enter_context(claim_block())
    real = {host: fleet.hosts[host].address if host in fleet.hosts else "" for host in everyone}
    addresses = assign_addresses(real, block)
    berths = {
        host: make_berth(host, addresses[host], own, stack, has_ssh=host in fleet.hosts)
        for host, own in everyone.items()
    }
    nobody = stack.enter_context(bind_port(f"127.{block[0]}.{block[1]}.{NOBODY}", 0))
    seating = Seating(
        seats={host: make_seat(berth, fleet.hosts.get(host)) for host, berth in berths.items()},
        closed=nobody.getsockname(),
        local=next((host.id for host in fleet.hosts.values() if is_local(host)), None),
    )
    drilled = move_fleet(fleet, everyone, berths)
    places = make_places(drilled, everyone, seating, now)
    put_questions(drilled, places)
    return Plan(real=fleet, fleet=drilled, fixtures=everyone, berths=berths, seating=seating, places=places)


def name_everyone(fleet: Fleet, fixtures: Fixtures, now: float) -> dict[str, HostFixtures]:
    """Return the fixtures of all hosts, those that are declared nowhere too, and of the controller."""
    everyone = {host: HostFixtures() for host in fleet.hosts} | fixtures.hosts | {CONTROLLER: fixtures.controller}
    return {host: spell_out(own, now) for host, own in everyone.items()}


def is_local(host: Host) -> bool:
    """Tell whether a host of the fleet is the controller itself."""
    return host.connection == "local" or host.address in OWN


def make_seat(berth: Berth, host: Host | None) -> Seat:
    """Return where a host sits; one that is not in the fleet has only its names."""
    address = (host.address,) if host is not None and host.address not in OWN else ()
    ports = berth.list_ports()
    if host is not None and host.port is not None and SSH in ports:
        ports |= {host.port: ports[SSH]}
    return Seat(host=berth.host, address=berth.address, known_as=address + list_names(berth.fixtures), ports=ports)


def list_names(fixtures: HostFixtures) -> tuple[str, ...]:
    """Return the names that lead to a host: those declared, and those its HTTP servers answer under."""
    served = (name for endpoint in fixtures.http.values() for name in endpoint.hosts)
    return tuple(dict.fromkeys((*fixtures.names, *served)))


def move_fleet(fleet: Fleet, fixtures: Mapping[str, HostFixtures], berths: Mapping[str, Berth]) -> Fleet:
    """Return the fleet with every host at its place in the drill; this machine stays one that is not logged in to."""
    hosts = {
        name: msgspec.structs.replace(
            host,
            address=berths[name].address,
            ssh=None,
            port=berths[name].bound(SSH),
            user=find_user(host, fixtures[name]),
        )
        for name, host in fleet.hosts.items()
    }
    return msgspec.structs.replace(fleet, hosts=hosts)


def find_user(host: Host, fixtures: HostFixtures) -> str:
    """Return who logs in."""
    return host.user or fixtures.user or USER


def make_places(fleet: Fleet, fixtures: Mapping[str, HostFixtures], seating: Seating, now: float) -> dict[str, Place]:
    """Return every place that checks may ask from."""
    users = {name: find_user(host, fixtures[name]) for name, host in fleet.hosts.items()} | {CONTROLLER: USER}
    return {
        name: Place(
            facts=Facts(host=name, user=user, now=now, fixtures=fixtures[name]),
            reach=partial(answer_elsewhere, at=name, seating=seating, fixtures=fixtures),
            found={},
            programs=set(),
        )
        for name, user in users.items()
    }
