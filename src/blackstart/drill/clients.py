"""What pg_isready, redis-cli, psql, pg_lsclusters and upsc say of servers anywhere in the drilled fleet. Pure."""

from collections.abc import Mapping

from blackstart.drill.addresses import AddressTable
from blackstart.drill.databases import answer_psql, answer_redis
from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.short_forms import PostgresServer, RedisServer
from blackstart.drill.ups import answer_upsc, split_place

ANSWERED = {
    "accepting": ("accepting connections", 0),
    "rejecting": ("rejecting connections", 1),
    "silent": ("no response", 2),
}
"""What pg_isready prints, and its exit code (pg_isready(1))."""
POSTGRES = "5432"


def answer_client(
    argv: tuple[str, ...], at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> Answer | None:
    """Answer a client that is run at the host `at`, or in one of its containers."""
    own = fixtures[at]
    container, inner = strip_container(argv)
    match inner:
        case ("pg_isready", "-h", host, "-p", port, *_):
            server = own if container else find_server(host, port, at, addresses, fixtures)
            return answer_pg_isready(f"{host}:{port}", container or port, server)
        case ("redis-cli", "-h", host, "-p", port, *words):
            server = own if container else find_server(host, port, at, addresses, fixtures)
            return answer_redis_cli(f"{host}:{port}", tuple(words), container or port, server)
        case ("psql", *_):
            host, port = find_option(inner, "-h", ""), find_option(inner, "-p", POSTGRES)
            remote = not container and host and not host.startswith("/")
            server = find_server(host, port, at, addresses, fixtures) if remote else own
            return answer_psql(inner, container, find_postgres(container or port, server), own)
        case ("pg_lsclusters", "--no-header") if own.clusters and not container:
            return Answer(stdout="".join(map(write_cluster, own.clusters.items())))
        case ("upsc", name, variable):
            ups, _, place = name.partition("@")
            address, port = split_place(place)
            return answer_upsc(ups, variable, find_server(address, port, at, addresses, fixtures) if place else own)
        case _:
            return None


def strip_container(argv: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the container a command is run in, if in one, and the command without what leads to it."""
    match argv:
        case ("docker", "exec", "--user", _, container, *inner):
            return container, tuple(inner)
        case ("docker", "exec", container, *inner):
            return container, tuple(inner)
        case ("runuser", "-u", _, "--", *inner):
            return "", tuple(inner)
        case _:
            return "", argv


def find_server(
    host: str, port: str, at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> HostFixtures | None:
    """Return the fixtures of the host at an address; None where nothing can be reached there."""
    for host_address in addresses.hosts.values():
        if host in addresses.names(host_address, at):
            found = fixtures[host_address.host]
            refused = port.isdecimal() and found.ports.get(int(port)) in ("refused", "blackhole")
            return None if refused or (found.down is not None and host_address.host != at) else found
    return None


def answer_pg_isready(place: str, key: str, server: HostFixtures | None) -> Answer | None:
    """Answer for a port or a container; a host that declares any server is silent at all other ports."""
    if server is not None and not server.postgres:
        return None
    found = server.postgres.get(key, "silent") if server is not None else "silent"
    words, code = ANSWERED[found.answer if isinstance(found, PostgresServer) else found]
    return Answer(stdout=f"{place} - {words}\n", exit_code=code)


def find_option(argv: tuple[str, ...], option: str, otherwise: str) -> str:
    """Return the word behind an option, where it is given."""
    return argv[argv.index(option) + 1] if option in argv else otherwise


def find_postgres(key: str, server: HostFixtures | None) -> PostgresServer | None:
    """Return the server at a port or in a container; one that is only told by its queries is well."""
    if server is None:
        return None
    found = server.postgres.get(key, PostgresServer())
    return found if isinstance(found, PostgresServer) else PostgresServer(answer=found)


def answer_redis_cli(place: str, words: tuple[str, ...], key: str, server: HostFixtures | None) -> Answer | None:
    """Answer for a port or a container; where any server is declared, there is none at all others."""
    if server is None:
        return answer_redis(place, words, None)
    if not server.redis:
        return None
    found = server.redis.get(key, "")
    return answer_redis(place, words, found if isinstance(found, RedisServer) else RedisServer(answer=found))


def write_cluster(cluster: tuple[str, str]) -> str:
    """Return a line of pg_lsclusters for `14/main` and its status."""
    (name, status) = cluster
    version, _, label = name.partition("/")
    data, log = f"/var/lib/postgresql/{version}/{label}", f"/var/log/postgresql/postgresql-{version}-{label}.log"
    return f"{version} {label} 5432 {status} postgres {data} {log}\n"
