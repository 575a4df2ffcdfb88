"""What a Redis server tells of itself: whether it takes writes, and whose data it has."""

from collections.abc import Iterator

import msgspec

from blackstart.checks.asking import split_lines
from blackstart.model.kind import Finding
from blackstart.model.reply import CommandReply, UnreadableReplyError

TOLD = (
    "role|master_link_status|master_failover_state|min_slaves_good_slaves|loading|rdb_last_bgsave_status"
    "|aof_last_write_status|used_memory|maxmemory|maxmemory_policy|cluster_enabled"
)
KEPT = rf"^(?:(?:{TOLD}):|[A-Z]+ )"
"""Lines of `INFO` that are kept as evidence, and error replies; others tell of the machine."""
FINISHED = "no-failover"
ROLES = {"master": "a master", "slave": "a replica"}


class RedisState(msgspec.Struct, frozen=True, kw_only=True):
    """Of `INFO`: the role, a replica's link to its master, and what would refuse writes.

    `cluster` is the state of the cluster it is in, empty without one. `good_replicas` are counted only where the
    server demands some. Memory is in bytes; a `limit` of 0 is none.
    """

    role: str
    link: str
    loading: bool
    snapshot: str
    append_file: str
    used: int
    limit: int
    policy: str
    failover: str
    good_replicas: int | None
    clustered: bool
    cluster: str = ""


def read_state(reply: CommandReply) -> RedisState:
    """Read `INFO`; a server that does not tell all of it is unreadable."""
    told = read_fields(reply)
    try:
        return RedisState(
            role=told["role"],
            link=told.get("master_link_status", ""),
            loading=told["loading"] != "0",
            snapshot=told["rdb_last_bgsave_status"],
            append_file=told["aof_last_write_status"],
            used=int(told["used_memory"]),
            limit=int(told["maxmemory"]),
            policy=told["maxmemory_policy"],
            failover=told.get("master_failover_state", FINISHED),
            good_replicas=int(told["min_slaves_good_slaves"]) if "min_slaves_good_slaves" in told else None,
            clustered=told["cluster_enabled"] != "0",
        )
    except KeyError as error:
        raise UnreadableReplyError(f"redis-cli info does not tell {error}: {say(reply)}") from error
    except ValueError as error:
        raise UnreadableReplyError(f"redis-cli info: {error}") from error


def read_cluster(reply: CommandReply) -> str:
    """Read the state out of `CLUSTER INFO`."""
    state = read_fields(reply).get("cluster_state")
    if state is None:
        raise UnreadableReplyError(f"redis-cli cluster info does not tell the state: {say(reply)}")
    return state


def read_fields(reply: CommandReply) -> dict[str, str]:
    """Read lines of `name:value`; what redis-cli itself says went to stderr."""
    if reply.exit_code != 0:
        raise UnreadableReplyError(f"redis-cli, exit {reply.exit_code}: {say(reply)}")
    pairs = (line.partition(":") for line in split_lines(reply.stdout))
    return {name: value.strip() for name, colon, value in pairs if colon}


def say(reply: CommandReply) -> str:
    """Return the first line of what was said."""
    lines = (reply.stderr or reply.stdout).strip().splitlines()
    return lines[0][:80] if lines else "no answer"


def judge_state(state: RedisState, place: str, *, replica: bool) -> Iterator[Finding]:
    """Demand a master that takes writes, or a replica whose master is there."""
    wanted = "slave" if replica else "master"
    yield Finding(holds=state.role == wanted, expected=f"{ROLES[wanted]} at {place}", seen=say_role(state))
    if replica and state.role == wanted:
        yield Finding(holds=state.link == "up", expected="the link to its master up", seen=state.link or "not told")
    for problem in find_problems(state):
        yield Finding(holds=False, expected=f"Redis at {place} to take writes", seen=problem)


def say_role(state: RedisState) -> str:
    """Say what the server is."""
    if state.role == "slave":
        return f"a replica, whose link to its master is {state.link or 'not told'}"
    return ROLES.get(state.role, state.role)


def find_problems(state: RedisState) -> Iterator[str]:
    """Yield each reason for which the server refuses writes, or keeps nothing."""
    if state.loading:
        yield "it loads its data"
    if state.snapshot != "ok":
        yield f"the last snapshot failed (rdb_last_bgsave_status {state.snapshot})"
    if state.append_file != "ok":
        yield f"the append-only file cannot be written (aof_last_write_status {state.append_file})"
    if state.limit and state.used >= state.limit and state.policy == "noeviction":
        yield f"no memory is left: {state.used} of {state.limit} bytes, and nothing may be evicted"
    if state.failover != FINISHED:
        yield f"a failover is under way ({state.failover}), writes wait"
    if state.good_replicas == 0:
        yield "none of the replicas that it demands is there (min-replicas-to-write)"
    if state.clustered and state.cluster != "ok":
        yield f"cluster_state {state.cluster}"
