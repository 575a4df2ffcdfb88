"""What pg_isready, redis-cli, psql and pg_lsclusters say of the simulated servers, anywhere in the fleet. Pure."""

import csv
from collections.abc import Mapping
from io import StringIO

from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.globs import matches
from blackstart.drill.seats import Seating
from blackstart.drill.short_forms import Query

ANSWERED = {
    "accepting": ("accepting connections", 0),
    "rejecting": ("rejecting connections", 1),
    "silent": ("no response", 2),
}
"""What pg_isready prints, and its exit code (pg_isready(1))."""


def answer_client(
    argv: tuple[str, ...], at: str, seating: Seating, fixtures: Mapping[str, HostFixtures]
) -> Answer | None:
    """Answer a client that is run at the host `at`, or in one of its containers."""
    own = fixtures[at]
    container, inner = strip_container(argv)
    match inner:
        case ("pg_isready", "-h", host, "-p", port, *_):
            server = own if container else find_server(host, port, at, seating, fixtures)
            return answer_pg_isready(f"{host}:{port}", container or port, server)
        case ("redis-cli", "-h", host, "-p", port, "ping"):
            server = own if container else find_server(host, port, at, seating, fixtures)
            return answer_redis(f"{host}:{port}", container or port, server)
        case ("psql", *_, "-c", query):
            return answer_psql(inner, query, container, own)
        case ("pg_lsclusters", "--no-header") if own.clusters and not container:
            return Answer(stdout="".join(map(write_cluster, own.clusters.items())))
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
    host: str, port: str, at: str, seating: Seating, fixtures: Mapping[str, HostFixtures]
) -> HostFixtures | None:
    """Return the fixtures of the host at an address; None where nothing can be reached there."""
    for seat in seating.seats.values():
        if host in seating.names(seat, at):
            found = fixtures[seat.host]
            refused = port.isdecimal() and found.ports.get(int(port)) in ("refused", "blackhole")
            return None if refused or (found.down is not None and seat.host != at) else found
    return None


def answer_pg_isready(place: str, key: str, server: HostFixtures | None) -> Answer | None:
    """Answer for a port or a container; a host that declares any server is silent at all other ports."""
    if server is not None and not server.postgres:
        return None
    words, code = ANSWERED[server.postgres.get(key, "silent") if server is not None else "silent"]
    return Answer(stdout=f"{place} - {words}\n", exit_code=code)


def answer_redis(place: str, key: str, server: HostFixtures | None) -> Answer | None:
    """Answer PING with what is declared, or as redis-cli does where nothing listens."""
    if server is not None and not server.redis:
        return None
    said = server.redis.get(key, "") if server is not None else ""
    if said:
        return Answer(stdout=f"{said}\n")
    return Answer(stderr=f"Could not connect to Redis at {place}: Connection refused\n", exit_code=1)


def answer_psql(argv: tuple[str, ...], query: str, container: str, own: HostFixtures) -> Answer | None:
    """Answer with the first declared query that matches."""
    found = (one for one in own.queries if one.container == container and matches(one.match, query))
    answer = next(found, None)
    if answer is None:
        return None
    if answer.error:
        return Answer(stderr=f"ERROR:  {answer.error}\n", exit_code=1)
    null = next((word.partition("=")[2] for word in argv if word.startswith("null=")), "")
    return Answer(stdout=write_csv(answer, null))


def write_csv(answer: Query, null: str) -> str:
    """Return rows as `psql --csv` prints them."""
    columns = answer.columns or tuple(dict.fromkeys(name for row in answer.rows for name in row))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([write_value(row.get(name), null) for name in columns] for row in answer.rows)
    return out.getvalue()


def write_value(value: str | float | bool | None, null: str) -> str:  # noqa: FBT001  # a field's value, not a switch
    """Return a value as psql prints it."""
    match value:
        case None:
            return null
        case bool():
            return "t" if value else "f"
        case _:
            return str(value)


def write_cluster(cluster: tuple[str, str]) -> str:
    """Return a line of pg_lsclusters for `14/main` and its status."""
    (name, status) = cluster
    version, _, label = name.partition("/")
    data, log = f"/var/lib/postgresql/{version}/{label}", f"/var/log/postgresql/postgresql-{version}-{label}.log"
    return f"{version} {label} 5432 {status} postgres {data} {log}\n"
