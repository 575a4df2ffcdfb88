"""What ping, ip and nc say of the simulated hosts. Pure."""

from collections.abc import Mapping

from blackstart.drill.addresses import AddressTable, HostAddress
from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.shims import quote


def answer_reachability(
    argv: tuple[str, ...], addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> Answer | None:
    """Answer ping(8) and ip-neighbour(8) as the controller's own do of a host that is up, or is not."""
    match argv:
        case ("ping", *options, address):
            return answer_ping(address, find_count(options), up=is_up(address, addresses, fixtures))
        case ("ip", "-s", "neigh", "show", address):
            return answer_neighbour(address, up=is_up(address, addresses, fixtures))
        case _:
            return None


def is_up(address: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]) -> bool:
    """Tell whether a host answers on its link: as declared, or else unless it is a black hole."""
    host_address = addresses.find(address)
    host = fixtures.get(host_address.host) if host_address is not None else None
    if host is None:
        return False
    return host.ping == "up" if host.ping is not None else host.down != "blackhole"


def find_count(options: list[str]) -> int:
    """Return ping's `-c`."""
    return int(options[options.index("-c") + 1]) if "-c" in options else 1


def answer_ping(address: str, count: int, *, up: bool) -> Answer:
    """Return what `ping -q` prints in the end (iputils)."""
    got = count if up else 0
    head = f"PING {address} ({address}) 56(84) bytes of data.\n\n--- {address} ping statistics ---\n"
    line = f"{count} packets transmitted, {got} received, {0 if up else 100}% packet loss, time 201ms\n"
    tail = "rtt min/avg/max/mdev = 0.201/0.252/0.301/0.050 ms\n" if up else "\n"
    return Answer(stdout=head + line + tail, exit_code=0 if up else 1)


def answer_neighbour(address: str, *, up: bool) -> Answer:
    """Return the neighbour's entry."""
    last = address.rpartition(".")[2]
    number = f"{int(last) % 256:02x}" if last.isdecimal() else "01"
    entry = f"lladdr 02:00:5e:00:53:{number} ref 1 used 0/0/0probes 1 REACHABLE" if up else " used 9/9/6probes 6 FAILED"
    return Answer(stdout=f"{address} dev eth0 {entry} \n")


def write_nc(at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]) -> str:
    """Return commands that answer `nc -z [-v] -w SECONDS ADDRESS PORT` from the host `at`, in nc's words (OpenBSD)."""
    names = list_names(at, addresses)
    open_ports = [f"{name} {port}" for name, host_address in names for port in list_answering(host_address, fixtures)]
    silent = [
        quote(f"{name} {port}") for name, host_address in names for port in list_black_holes(host_address, fixtures)
    ]
    silent += [f"{quote(name)}' '*" for name, host_address in names if fixtures[host_address.host].down == "blackhole"]
    cases = [f"{quote(place)}) exit 0 ;;" for place in open_ports]
    cases += [f"{place}) /bin/sleep \"$w\"; how='timed out: Operation now in progress' ;;" for place in silent]
    return "\n".join(
        [
            "a= p= w=1 how='failed: Connection refused'",
            'for word do [ "$p" != -w ] || w=$word; a=$p p=$word; done',
            'case "$a $p" in',
            *cases,
            "esac",
            'printf \'nc: connect to %s port %s (tcp) %s\\n\' "$a" "$p" "$how" >&2; exit 1',
        ]
    )


def list_black_holes(host_address: HostAddress, fixtures: Mapping[str, HostFixtures]) -> list[int]:
    """Return the ports that neither accept nor refuse connections."""
    return [port for port in host_address.ports if fixtures[host_address.host].ports.get(port) == "blackhole"]


def list_answering(host_address: HostAddress, fixtures: Mapping[str, HostFixtures]) -> list[int]:
    """Return the ports that accept connections."""
    host = fixtures[host_address.host]
    if host.down is not None:
        return []
    return [port for port in host_address.ports if host.ports.get(port) not in ("refused", "blackhole")]


def list_names(at: str, addresses: AddressTable) -> list[tuple[str, HostAddress]]:
    """Return every name by which the host `at` knows the hosts."""
    return [
        (name, host_address) for host_address in addresses.hosts.values() for name in addresses.names(host_address, at)
    ]
