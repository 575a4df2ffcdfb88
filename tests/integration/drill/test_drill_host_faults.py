"""Each way in which a host cannot be reached or used looks to a real client as the real thing does."""

import asyncio
import socket
from pathlib import Path

import pytest
from integration.drill.drilling import raise_hosts, ssh

from blackstart.drill.fixtures import Banner, HostFixtures


@pytest.mark.parametrize(
    ("fixtures", "status", "said"),
    [
        (HostFixtures(down="refused"), 255, "Connection refused"),
        (HostFixtures(host_key="changed"), 255, "Host key verification failed"),
        (HostFixtures(auth="refused"), 255, "Permission denied (publickey)"),
        (HostFixtures(shell="lost"), 255, ""),  # noqa: S604  # a word of ours, no subprocess
        (HostFixtures(ports={22: "refused"}), 255, "Connection refused"),
        (HostFixtures(ports={22: Banner(banner="SSH-1.0-old\r\n")}), 255, "Protocol major versions differ"),
    ],
)
async def test_a_fault_fails_the_login(tmp_path: Path, fixtures: HostFixtures, status: int, said: str) -> None:
    """With the words that ssh has for it; a well host beside it is not touched."""
    async with raise_hosts(tmp_path, h110=fixtures, h188=HostFixtures()) as drill:
        ran, well = await asyncio.gather(ssh(drill, "110", "true"), ssh(drill, "188", "true"))
    assert (ran.status, well.status) == (status, 0)
    assert said in ran.stderr


@pytest.mark.parametrize("fixtures", [HostFixtures(down="blackhole"), HostFixtures(ports={22: "blackhole"})])
async def test_a_black_hole_does_not_answer_a_connection(tmp_path: Path, fixtures: HostFixtures) -> None:
    """Not accepted and not refused, from the second on and for as long as one likes to wait."""
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        host = drill.fleet.hosts["110"]
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.open_connection(host.address, host.port), 0.4)


@pytest.mark.parametrize("fixtures", [HostFixtures(sshd="hang"), HostFixtures(ports={22: "banner_hang"})])
async def test_a_hanging_sshd_accepts_and_says_nothing(tmp_path: Path, fixtures: HostFixtures) -> None:
    """As one that has no process left to give."""
    async with raise_hosts(tmp_path, h110=fixtures) as drill:
        host = drill.fleet.hosts["110"]
        reader, writer = await asyncio.open_connection(host.address, host.port)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.4)
        writer.close()
        await writer.wait_closed()


async def test_a_broken_shell_prints_garbage(tmp_path: Path) -> None:
    """Whatever it is asked."""
    async with raise_hosts(tmp_path, h110=HostFixtures(shell="broken")) as drill:  # noqa: S604  # as above
        ran = await ssh(drill, "110", "echo fine")
    assert ran.status == 1
    assert b"fine" not in ran.stdout
    assert b"Segmentation fault" in ran.stdout


async def test_ports_are_open_or_not(tmp_path: Path) -> None:
    """By the address book; what is not declared is refused even if this machine has it open everywhere."""
    fixtures = HostFixtures(ports={22: "open", 5432: "open", 6379: "refused", 21: Banner(banner="220 ready\r\n")})
    with socket.create_server(("0.0.0.0", 0)) as taken:  # noqa: S104  # the case is a port open on all addresses
        async with raise_hosts(tmp_path, h110=fixtures) as drill:
            assert (await ssh(drill, "110", "true")).status == 0
            address = "192.0.2.110"
            _, opened = await asyncio.open_connection(*drill.address_book[address, 5432])
            reader, greeting = await asyncio.open_connection(*drill.address_book[address, 21])
            assert await reader.readline() == b"220 ready\r\n"
            for port in (6379, taken.getsockname()[1]):
                with pytest.raises(ConnectionRefusedError):
                    await asyncio.open_connection(*drill.address_book[address, port])
            for writer in (opened, greeting):
                writer.close()
                await writer.wait_closed()
