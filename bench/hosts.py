"""Loopback hosts: an OpenSSH server of its own for each address, and one web server they all ask."""

import argparse
import asyncio
import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from orphans import adopt_orphans, list_children

PATHS = (b"/health", b"/ready", b"/api/version", b"/metrics")
BODY = b'{"status": "ok"}\n'
SECONDS_TO_START = 20.0

SSHD_CONFIG = """\
ListenAddress {address}:{port}
HostKey {host_key}
PidFile none
AuthorizedKeysFile {client_key}.pub
PasswordAuthentication no
UsePAM no
StrictModes no
MaxStartups 1000:30:2000
LogLevel ERROR
SetEnv SHLVL=1
"""
# SHLVL: bash run by sshd reads the account's .bashrc only at shell level 1 (bash(1), INVOCATION; shell.c,
# run_startup_files), so a level counted up from 1 keeps the account's own start-up files out of every contender's time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Where the hosts listen and how a client gets in. `folder` holds `key` and `known_hosts`."""

    folder: str
    user: str
    addresses: tuple[str, ...]
    ssh_port: int
    http_port: int


def list_addresses(count: int) -> tuple[str, ...]:
    """Return `count` loopback addresses, away from 127.0.0.x where other servers may listen."""
    return tuple(f"127.88.{number // 250}.{number % 250 + 1}" for number in range(count))


@contextmanager
def run_hosts(count: int, folder: Path) -> Iterator[Fleet]:
    """Run hosts in a process of their own, which ends them when this one lets go of it or dies."""
    argv = [sys.executable, __file__, str(folder), "--count", str(count), "--until-stdin-ends"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError(f"{argv}: was started without its pipes")
        try:
            told = server.stdout.readline()
            if not told:
                raise RuntimeError(f"the loopback hosts did not start; what {__file__} printed above says why")
            described = json.loads(told)
            yield Fleet(**{**described, "addresses": tuple(described["addresses"])})
        finally:
            server.stdin.close()
            server.wait()


def find_sshd() -> str:
    """Return the path of sshd, which has to be started by its full path."""
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SystemExit("bench: no sshd on this machine; install Debian's openssh-server")
    return found


def make_key(path: Path) -> str:
    """Make an Ed25519 key unless it is there; return its public half without the comment."""
    if not path.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", str(path)], check=True)
    return " ".join(path.with_name(f"{path.name}.pub").read_text(encoding="utf-8").split()[:2])


def write_host(folder: Path, address: str, port: int) -> str:
    """Make a host's key and sshd_config; return its line for known_hosts."""
    host_key = folder / f"{address}.key"
    public = make_key(host_key)
    settings = SSHD_CONFIG.format(address=address, port=port, host_key=host_key, client_key=folder / "key")
    (folder / f"{address}.sshd_config").write_text(settings, encoding="utf-8")
    return f"[{address}]:{port} {public}\n"


def write_hosts(folder: Path, addresses: tuple[str, ...], port: int) -> None:
    """Write everything the servers and a client need, host keys made on both cores."""
    make_key(folder / "key")
    with ThreadPoolExecutor(max_workers=4) as workers:
        lines = list(workers.map(lambda address: write_host(folder, address, port), addresses))
    (folder / "known_hosts").write_text("".join(lines), encoding="utf-8")


def start_sshd(folder: Path, address: str) -> subprocess.Popen[bytes]:
    """Start one host's server in the foreground, so that it is ours to end."""
    settings, log = folder / f"{address}.sshd_config", folder / f"{address}.log"
    return subprocess.Popen([find_sshd(), "-D", "-f", str(settings), "-E", str(log)])


async def wait_until_listening(address: str, port: int) -> None:
    """Return once the port takes connections; sshd in the foreground tells nobody when it does."""
    while True:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


async def wait_for_hosts(folder: Path, addresses: tuple[str, ...], port: int) -> None:
    """Return once all hosts listen, or end the program with what their servers logged."""
    try:
        async with asyncio.timeout(SECONDS_TO_START + len(addresses) / 10):
            await asyncio.gather(*(wait_until_listening(address, port) for address in addresses))
    except TimeoutError:
        raise SystemExit(f"bench: not every sshd listens on port {port}; they logged: {read_logs(folder)}") from None


def read_logs(folder: Path) -> str:
    """Return what all the servers logged."""
    return "".join(log.read_text(encoding="utf-8") for log in sorted(folder.glob("*.log")))


async def answer_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one GET: 200 for the four paths of the workload, 404 for any other."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        status = b"200 OK" if head.split(b" ", 2)[1] in PATHS else b"404 Not Found"
        writer.write(
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
            % (status, len(BODY), BODY)
        )
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


def pick_ssh_port(address: str) -> int:
    """Return a port nobody listens on at the first host's address."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


async def wait_to_end(*, until_stdin_ends: bool) -> None:
    """Return on SIGINT or SIGTERM, or when standard input ends if that is asked for."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    if until_stdin_ends:
        loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()


async def serve(folder: Path, count: int, *, until_stdin_ends: bool) -> None:
    """Start everything, print the fleet as one line of JSON, serve until told to end, end everything."""
    addresses = list_addresses(count)
    port = pick_ssh_port(addresses[0])
    write_hosts(folder, addresses, port)
    web = await asyncio.start_server(answer_http, "127.0.0.1", 0, backlog=1024)
    http_port = web.sockets[0].getsockname()[1]
    # What a host's commands leave behind is the host's: it must not become the client's, and be counted as that.
    adopt_orphans()
    servers = [start_sshd(folder, address) for address in addresses]
    asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, reap_orphans, servers)
    try:
        await wait_for_hosts(folder, addresses, port)
        fleet = Fleet(
            folder=str(folder), user=getpass.getuser(), addresses=addresses, ssh_port=port, http_port=http_port
        )
        print(json.dumps(asdict(fleet)), flush=True)
        await wait_to_end(until_stdin_ends=until_stdin_ends)
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGCHLD)
        end_servers(servers)


def reap_orphans(servers: list[subprocess.Popen[bytes]]) -> None:
    """Wait for every adopted process that has ended."""
    for pid in set(list_children(os.getpid())) - {server.pid for server in servers}:
        os.waitpid(pid, os.WNOHANG)


def end_servers(servers: list[subprocess.Popen[bytes]]) -> None:
    """End every sshd that was started, then whatever sessions and commands are left of them."""
    for server in servers:
        server.terminate()
    for server in servers:
        server.wait()
    while left := list_children(os.getpid()):
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def main() -> None:
    """Serve hosts from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where keys and settings are written")
    parser.add_argument("--count", type=int, default=4, help="how many hosts (4)")
    parser.add_argument("--until-stdin-ends", action="store_true", help="end when standard input is closed")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        # sshd refuses to start as root without it (sshd(8), FILES); Debian's service makes it at boot.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    asyncio.run(serve(asked.folder.absolute(), asked.count, until_stdin_ends=asked.until_stdin_ends))


if __name__ == "__main__":
    main()
