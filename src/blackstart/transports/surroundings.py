"""What is known of the machine that checks: how it reaches the hosts, resolves names, and is called itself."""

import asyncio
import shlex
from collections.abc import Iterable
from pathlib import Path, PurePath

import msgspec

from blackstart.model.audit import Jump, Route, Surroundings
from blackstart.model.fleet import Host

MOST_JUMPS = 8
TAKES_A_VALUE = "BbcDEeFIiJLlmOopQRSWw"
"""Options of ssh(1) whose value is the next word."""
AT_ONCE = 8
HOSTS_FILE = Path("/etc/hosts")
RESOLVER_FILE = Path("/etc/resolv.conf")


class IpAddress(msgspec.Struct, frozen=True):
    """One address of an interface, as `ip -j addr` prints it (ip(8))."""

    local: str = ""


class IpInterface(msgspec.Struct, frozen=True):
    """One interface."""

    addr_info: tuple[IpAddress, ...] = ()


async def find_surroundings(hosts: Iterable[Host], ssh_config: str | None) -> Surroundings:
    """Find out what can be found out; nothing is dialled."""
    gate = asyncio.Semaphore(AT_ONCE)
    remote = [host for host in hosts if host.connection == "ssh" and host.login == "ssh"]
    routes = await asyncio.gather(*(find_route(host, ssh_config, gate) for host in remote))
    return Surroundings(
        routes={host.id: route for host, route in zip(remote, routes, strict=True) if route is not None},
        names=read_names(read_file(HOSTS_FILE)),
        name_servers=read_name_servers(read_file(RESOLVER_FILE)),
        addresses=read_addresses(await ask("ip", "-j", "addr")),
    )


async def find_route(host: Host, ssh_config: str | None, gate: asyncio.Semaphore) -> Route | None:
    """Return how SSH would reach the host by the operator's configuration, or None where that cannot be told."""
    async with gate:
        settings = await read_settings(host.ssh_name, ssh_config, host.port, host.user)
        if settings is None:
            return None
        jumps: list[Jump] = []
        waiting = list_jumps(settings)
        while waiting and len(jumps) < MOST_JUMPS:
            name = waiting.pop(0)
            inner = await read_settings(name, ssh_config)
            jumps.append(Jump(name=name, address=(inner or {}).get("hostname", name)))
            waiting += list_jumps(inner or {})
        return Route(address=settings["hostname"], jumps=tuple(jumps), command=read_option(settings, "proxycommand"))


async def find_way_over(host: Host, ssh_config: str | None) -> tuple[str, ...]:
    """Return the names and addresses of the hosts that SSH reaches this one over; none where that cannot be told."""
    route = await find_route(host, ssh_config, asyncio.Semaphore(1))
    if route is None:
        return ()
    over = [name for jump in route.jumps for name in (jump.name, jump.address)]
    proxy = read_proxy(route.command)
    if proxy is not None:
        settings = await read_settings(proxy, ssh_config)
        over += [proxy, (settings or {}).get("hostname", proxy)]
    return tuple(dict.fromkeys(over))


def read_proxy(command: str) -> str | None:
    """Return the host that a ProxyCommand such as `ssh -W %h:%p bastion` logs in to; None for other programs."""
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    words = words[1:] if words[:1] == ["exec"] else words
    if not words or PurePath(words[0]).name != "ssh":
        return None
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-"):
            return strip_jump(word)
        if len(word) == len("-W") and word[1] in TAKES_A_VALUE:
            next(rest, None)
    return None


async def read_settings(
    address: str, ssh_config: str | None, port: int | None = None, user: str | None = None
) -> dict[str, str] | None:
    """Return what `ssh -G` says of an address (ssh(1)), or None where it says nothing usable."""
    argv = ["ssh", "-G"]
    argv += ["-F", ssh_config] if ssh_config else []
    argv += ["-p", str(port)] if port else []
    argv += ["-l", user] if user else []
    text = await ask(*argv, "--", address)
    if text is None:
        return None
    settings = dict(line.split(" ", 1) for line in reversed(text.splitlines()) if " " in line)
    return settings if "hostname" in settings else None


def list_jumps(settings: dict[str, str]) -> list[str]:
    """Return the hosts of ProxyJump, without user and port (ssh_config(5))."""
    return [strip_jump(jump) for jump in read_option(settings, "proxyjump").split(",") if jump]


def read_option(settings: dict[str, str], name: str) -> str:
    """Return an option's value; `none` is none."""
    value = settings.get(name, "")
    return "" if value == "none" else value


def strip_jump(jump: str) -> str:
    """Return the host in `[ssh://][user@]host[:port]`, which may be an IPv6 number in brackets."""
    host = jump.strip().removeprefix("ssh://").rpartition("@")[2].rstrip("/")
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]


def read_names(text: str | None) -> frozenset[str] | None:
    """Return the names in a hosts file (hosts(5))."""
    if text is None:
        return None
    return frozenset(name for line in text.splitlines() for name in line.partition("#")[0].split()[1:])


def read_name_servers(text: str | None) -> tuple[str, ...] | None:
    """Return the name servers of a resolver's configuration (resolv.conf(5))."""
    if text is None:
        return None
    lines = (line.split() for line in text.splitlines())
    return tuple(words[1] for words in lines if len(words) > 1 and words[0] == "nameserver")


def read_addresses(text: str | None) -> frozenset[str] | None:
    """Return this machine's addresses out of `ip -j addr`, without those every machine has."""
    if text is None:
        return None
    try:
        interfaces = msgspec.json.decode(text, type=tuple[IpInterface, ...])
    except msgspec.MsgspecError:
        return None
    return frozenset(info.local for interface in interfaces for info in interface.addr_info if info.local)


def read_file(path: Path) -> str | None:
    """Return a file's text, or None where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


async def ask(*argv: str) -> str | None:
    """Return what a program of this machine prints, or None where it fails or is not there."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    output, _ = await process.communicate()
    return output.decode(errors="replace") if process.returncode == 0 else None
