"""Simulated endpoints are real HTTP and HTTPS servers."""

import asyncio
import socket
import ssl
import struct
from pathlib import Path

import pytest
from integration.drill.drilling import raise_hosts, run, ssh

from blackstart.drill.fixtures import Certificate, Endpoint, HostFixtures, Response, VirtualHost
from blackstart.drill.fleet import Drill

NAME = "git.example.org"


def serving(*, tls: Certificate | None = None, port: int = 8080, **paths: int | Response) -> HostFixtures:
    """Return something at NAME that serves paths, `_` standing for the slash before each."""
    endpoint = Endpoint(tls=tls, paths={name.replace("_", "/"): response for name, response in paths.items()})
    return HostFixtures(names=(NAME,), http={port: endpoint})


async def curl(drill: Drill, *words: str) -> str:
    """Ask as the controller would, by the address book; return what curl printed."""
    connects = (
        word
        for (name, port), (host, bound) in drill.address_book.items()
        for word in ("--connect-to", f"{name}:{port}:{host}:{bound}")
    )
    ran = await run("curl", "-sS", "--cacert", str(drill.ca_file), *connects, *words)
    return ran.stdout.decode() or ran.stderr


async def test_paths_answer_as_declared(tmp_path: Path) -> None:
    """Status, headers and body; 404 for the rest; several requests over one connection."""
    site = serving(_=Response(body="home"), _v2=Response(status=401, headers={"x-a": "b"}, json={"errors": []}))
    async with raise_hosts(tmp_path, site=site) as drill:
        form = ("-w", " %{http_code} %header{x-a} %{num_connects}\n")
        said = await curl(drill, *form, *(f"http://{NAME}:8080/{path}" for path in ("", "v2?a=1", "none")))
    assert said == 'home 200  1\n{"errors":[]} 401 b 0\n404 page not found\n 404  0\n'


async def test_requests_are_kept(tmp_path: Path) -> None:
    """So that a test alert can be seen to have arrived; HEAD gets no body."""
    async with raise_hosts(tmp_path, site=serving(_=Response(body="ok"))) as drill:
        await curl(drill, "-d", "alert", f"http://{NAME}:8080/api")
        head = await curl(drill, "--head", f"http://{NAME}:8080/")
        kept = [(one.host, one.method, one.target, one.body) for one in drill.received]
    assert kept == [("site", "POST", "/api", "alert"), ("site", "HEAD", "/", "")]
    assert head.endswith("\r\n\r\n")


async def test_a_route_warms_up(tmp_path: Path) -> None:
    """A sequence: 502 once, then 200."""
    warming = Response(sequence=(Response(status=502), Response(delay=0.2)))
    async with raise_hosts(tmp_path, site=serving(_=warming)) as drill:
        form = ("-o", "/dev/null", "-w", "%{http_code} ")
        said = [await curl(drill, *form, f"http://{NAME}:8080/") for _ in range(3)]
    assert said == ["502 ", "200 ", "200 "]


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        (Certificate(), "safe"),
        (Certificate(days_left=-1), "certificate has expired"),
        (Certificate(wrong_name=True), "no alternative certificate subject name matches"),
        (Certificate(self_signed=True), "self-signed certificate"),
    ],
)
async def test_certificates_are_good_or_bad(tmp_path: Path, certificate: Certificate, said: str) -> None:
    """As a real client sees them that trusts the drill's authority only; 443 needs no root."""
    site = serving(tls=certificate, port=443, _=Response(body="safe"))
    async with raise_hosts(tmp_path, site=site) as drill:
        assert said in await curl(drill, f"https://{NAME}/")


async def test_days_left_are_as_declared(tmp_path: Path) -> None:
    """To the second, by the clock the drill was raised at."""
    site = serving(tls=Certificate(days_left=3), port=443)
    async with raise_hosts(tmp_path, site=site) as drill:
        context = ssl.create_default_context(cafile=str(drill.ca_file))
        place = drill.address_book[NAME, 443]
        reader, writer = await asyncio.open_connection(*place, ssl=context, server_hostname=NAME)
        shown = writer.get_extra_info("peercert")
        writer.close()
        await writer.wait_closed()
        assert await reader.read() == b""
        written = (drill.folder / "ca.pem").stat().st_mtime
    assert ssl.cert_time_to_seconds(shown["notAfter"]) - written == pytest.approx(3 * 86400, abs=5)


async def test_certificates_are_whole(tmp_path: Path) -> None:
    """The strictest verification of OpenSSL, the default of Python 3.13, takes them."""
    async with raise_hosts(tmp_path, site=serving(tls=Certificate(), port=443)) as drill:
        context = ssl.create_default_context(cafile=str(drill.ca_file))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        context.hostname_checks_common_name = False
        _, writer = await asyncio.open_connection(*drill.address_book[NAME, 443], ssl=context, server_hostname=NAME)
        writer.close()
        await writer.wait_closed()


async def test_a_port_that_this_machine_uses_is_moved(tmp_path: Path) -> None:
    """Asked for by its own number all the same, from the controller and from hosts."""
    with socket.create_server(("0.0.0.0", 0)) as taken:  # noqa: S104  # the case is a port open on all addresses
        port = taken.getsockname()[1]
        async with raise_hosts(
            tmp_path, site=serving(port=port, _=Response(body="mine")), h110=HostFixtures()
        ) as drill:
            assert drill.address_book[NAME, port][1] != port
            assert await curl(drill, f"http://{NAME}:{port}/") == "mine"
            assert (await ssh(drill, "110", f"curl -sS http://{NAME}:{port}/")).stdout == b"mine"


async def test_a_client_may_break_off(tmp_path: Path) -> None:
    """In the middle of a request and with a reset; the next one is served."""
    async with raise_hosts(tmp_path, site=serving(_=Response(body="ok"))) as drill:
        _, writer = await asyncio.open_connection(*drill.address_book[NAME, 8080])
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.write(b"GET / HT")
        writer.transport.abort()
        assert await curl(drill, f"http://{NAME}:8080/") == "ok"


async def test_what_is_no_http_closes_the_connection(tmp_path: Path) -> None:
    """And the server goes on; a client that stays silent does not hold up the end."""
    async with raise_hosts(tmp_path, site=serving(_=200)) as drill:
        place = drill.address_book[NAME, 8080]
        reader, writer = await asyncio.open_connection(*place)
        writer.write(b"\x00\x01\r\n\r\n")
        assert await reader.read() == b""
        _, silent = await asyncio.open_connection(*place)
        assert "404" in await curl(drill, f"http://{NAME}:8080/none")
    for left in (writer, silent):
        left.close()


OTHER = "shop.example.org"


async def test_names_on_one_port_have_pages_and_certificates_of_their_own(tmp_path: Path) -> None:
    """By SNI and the Host header; what a name does not declare is answered as for all of them."""
    hosts = {
        NAME: VirtualHost(paths={"/": Response(body="git")}, tls=Certificate(days_left=-1)),
        OTHER: VirtualHost(paths={"/": Response(sequence=(Response(status=502), Response(body="shop")))}),
    }
    paths: dict[str, int | Response] = {"/": Response(body="any"), "/about": Response(body="about")}
    site = HostFixtures(names=("www.example.org",), http={443: Endpoint(tls=Certificate(), paths=paths, hosts=hosts)})
    async with raise_hosts(tmp_path, site=site, h110=HostFixtures()) as drill:
        form = ("-w", " %{http_code} ")
        shop = await curl(drill, *form, f"https://{OTHER}/", f"https://{OTHER}/", f"https://{OTHER}/about")
        plain = await curl(drill, "https://www.example.org/")
        expired = await curl(drill, f"https://{NAME}/")
        trusting = await curl(drill, "-k", f"https://{NAME}/")
        from_host = await ssh(drill, "110", f"curl -sS https://{OTHER}/about")
    assert shop == " 502 shop 200 about 200 "
    assert (plain, trusting, from_host.stdout) == ("any", "git", b"about")
    assert "certificate has expired" in expired
