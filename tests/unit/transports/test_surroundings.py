"""What is read of the machine that checks."""

import asyncio
from pathlib import Path

import pytest

from blackstart.model.audit import Jump, Route
from blackstart.model.fleet import Host
from blackstart.transports.surroundings import (
    ask,
    find_surroundings,
    read_addresses,
    read_file,
    read_name_servers,
    read_names,
    strip_jump,
)

CONFIG = """\
Host gate
    HostName 192.0.2.1
Host far
    HostName 192.0.2.9
    ProxyJump ops@gate:2222,192.0.2.2
Host deep
    ProxyJump far
Host odd
    ProxyCommand corkscrew proxy 8080 %h %p
Host none
    ProxyJump none
Host loop
    ProxyJump pool
Host pool
    ProxyJump loop
"""


async def find_route(address: str, tmp_path: Path) -> Route | None:
    """Return the route to an address by the configuration above."""
    config = tmp_path / "config"
    config.write_text(CONFIG)
    hosts = (
        Host(id="x", address=address, user="ops", port=22),
        Host(id="here", address="127.0.0.1", connection="local"),
    )
    found = await find_surroundings(hosts, str(config))
    assert "here" not in found.routes
    return found.routes.get("x")


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("192.0.2.7", Route(address="192.0.2.7")),
        ("none", Route(address="none")),
        ("gate", Route(address="192.0.2.1")),
        (
            "far",
            Route(
                address="192.0.2.9",
                jumps=(Jump(name="gate", address="192.0.2.1"), Jump(name="192.0.2.2", address="192.0.2.2")),
            ),
        ),
        ("odd", Route(address="odd", command="corkscrew proxy 8080 %h %p")),
    ],
)
async def test_route_is_what_ssh_makes_of_the_configuration(address: str, route: Route, tmp_path: Path) -> None:
    """Names are resolved by it, jumps without user and port."""
    assert await find_route(address, tmp_path) == route


async def test_jumps_of_jumps_count_and_end(tmp_path: Path) -> None:
    """Also where one leads through itself."""
    deep = await find_route("deep", tmp_path)
    assert deep is not None
    assert [jump.name for jump in deep.jumps] == ["far", "gate", "192.0.2.2"]
    loop = await find_route("loop", tmp_path)
    assert loop is not None
    assert {jump.name for jump in loop.jumps} == {"loop", "pool"}


async def test_a_configuration_ssh_refuses_tells_no_route(tmp_path: Path) -> None:
    """Not known is not direct."""
    config = tmp_path / "config"
    config.write_text("Nonsense yes\n")
    found = await find_surroundings([Host(id="x", address="192.0.2.1")], str(config))
    assert found.routes == {}


@pytest.mark.parametrize(
    ("jump", "host"),
    [
        ("gate", "gate"),
        ("ops@gate:22", "gate"),
        ("ssh://ops@gate:22/", "gate"),
        ("[2001:db8::1]:22", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_jump_is_stripped_to_its_host(jump: str, host: str) -> None:
    """In every form ssh_config(5) has."""
    assert strip_jump(jump) == host


def test_files_of_the_resolver_are_read() -> None:
    """Comments and other lines are no names; a file that is not there is not known."""
    assert read_names("127.0.0.1 localhost here # not this\n# nor this\n\n") == frozenset({"localhost", "here"})
    assert read_name_servers("search x\nnameserver 192.0.2.53\nnameserver\nnameserver 192.0.2.54\n") == (
        "192.0.2.53",
        "192.0.2.54",
    )
    assert read_names(None) is None
    assert read_name_servers(None) is None
    assert read_file(Path("/nowhere/hosts")) is None


def test_addresses_are_read_from_ip() -> None:
    """What is no such list is not known, rather than none."""
    assert read_addresses('[{"addr_info":[{"local":"192.0.2.1"},{"x":1}]},{}]') == frozenset({"192.0.2.1"})
    assert read_addresses("Usage: ip") is None
    assert read_addresses(None) is None


def test_a_program_that_fails_or_is_missing_tells_nothing() -> None:
    """Its output is not taken for an answer."""
    assert asyncio.run(ask("sh", "-c", "echo x; exit 1")) is None
    assert asyncio.run(ask("no-such-program-here")) is None
    assert asyncio.run(ask("echo", "x")) == "x\n"
