"""What psql and redis-cli find in the simulated servers. Pure."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from blackstart.checks.read_only.psql_session import LOGIN
from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.globs import matches
from blackstart.drill.short_forms import PostgresServer, Query, RedisServer

Value = str | int | float | bool | None
Row = Mapping[str, Value]
STARTING = "the database system is starting up"
MASTER = {
    "loading": "0",
    "role": "master",
    "connected_slaves": "0",
    "rdb_last_bgsave_status": "ok",
    "aof_last_write_status": "ok",
    "used_memory": "1048576",
    "maxmemory": "0",
    "maxmemory_policy": "noeviction",
    "cluster_enabled": "0",
}
"""What `redis-cli info` tells of a master that takes writes."""


def answer_psql(
    argv: tuple[str, ...], container: str, server: PostgresServer | None, own: HostFixtures
) -> Answer | None:
    """Answer a query as the server's state and the role allow; None stands for no server."""
    role, query = argv[argv.index("-U") + 1], argv[-1]
    refusal = refuse_login(role, server)
    if refusal or server is None:
        return Answer(stderr=f"psql: error: connection to server failed: {refusal}\n", exit_code=2)
    if query == LOGIN:
        return Answer(stdout=write_csv((make_login(role, server),), ""))
    powers = ", ".join(server.roles[role])
    if powers:
        said = f'ERROR:  invalid input syntax for type integer: "refused: {role} is {powers}"\n'
        return Answer(stderr=said, exit_code=1)
    return answer_query(argv, query, container, make_proof(role, server), own)


def refuse_login(role: str, server: PostgresServer | None) -> str:
    """Return why nobody can log in by that role; nothing where it can."""
    if server is None or server.answer == "silent":
        return "Connection refused"
    if server.answer == "rejecting":
        return f"FATAL:  {STARTING}"
    if role not in server.roles:
        return f'FATAL:  role "{role}" does not exist'
    return f"FATAL:  {server.refuses}" if server.refuses else ""


def make_login(role: str, server: PostgresServer) -> Row:
    """Return what a role finds when it has logged in."""
    reserved = "superuser" in server.roles[role]
    return {"asked_as": role, "recovery": server.recovery, "read_only": server.read_only, "reserved": reserved}


def make_proof(role: str, server: PostgresServer) -> str:
    """Return the line that says who asks."""
    row: Row = {"asked_as": role, "read_only": True, "recovery": server.recovery, "powers": "none"}
    return write_csv((row,), "")


def answer_query(argv: tuple[str, ...], query: str, container: str, proof: str, own: HostFixtures) -> Answer | None:
    """Answer with the first declared query that matches."""
    found = (one for one in own.queries if one.container == container and matches(one.match, query))
    answer: Query | None = next(found, None)
    if answer is None:
        return None
    if answer.error:
        return Answer(stdout=proof, stderr=f"ERROR:  {answer.error}\n", exit_code=1)
    null = next((word.partition("=")[2] for word in argv if word.startswith("null=")), "")
    return Answer(stdout=proof + write_csv(answer.rows, null, answer.columns))


def write_csv(rows: Iterable[Row], null: str, columns: tuple[str, ...] = ()) -> str:
    """Return rows as `psql --csv` prints them."""
    listed = tuple(rows)
    names = columns or tuple(dict.fromkeys(name for row in listed for name in row))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([write_value(row.get(name), null) for name in names] for row in listed)
    return out.getvalue()


def write_value(value: Value, null: str) -> str:
    """Return a value as psql prints it."""
    match value:
        case None:
            return null
        case bool():
            return "t" if value else "f"
        case _:
            return str(value)


def answer_redis(place: str, words: tuple[str, ...], server: RedisServer | None) -> Answer | None:
    """Answer what redis-cli is asked, or as it does where nothing listens."""
    if server is None or not server.answer:
        return Answer(stderr=f"Could not connect to Redis at {place}: Connection refused\n", exit_code=1)
    match words:
        case ("ping",):
            return Answer(stdout=f"{server.answer}\n")
        case ("info",):
            return Answer(stdout="".join(f"{name}:{value}\r\n" for name, value in tell_info(server).items()))
        case ("cluster", "info"):
            return Answer(stdout=f"cluster_state:{server.cluster_state or 'ok'}\r\n")
        case _:
            return None


def tell_info(server: RedisServer) -> dict[str, str]:
    """Return what the server tells of itself."""
    return MASTER | {"cluster_enabled": "0" if server.cluster_state is None else "1"} | server.info
