"""What a simulated fleet answers, typed, as a pack's `drill/` folder declares it."""

from typing import Any, Literal

import msgspec

from blackstart.drill.kubernetes_fixtures import ClusterFixture
from blackstart.drill.short_forms import (
    AlertmanagerServer,
    LogLine,
    PostgresServer,
    ProcessFixture,
    ProcessorUse,
    PrometheusServer,
    Query,
    RedisServer,
    UpsFixture,
)
from blackstart.model.outcome import Outcome

NEVER = frozenset({"sh", "timeout", "printf", "env"})
"""Tools that sessions and simulated tools themselves stand on."""
Down = Literal["refused", "blackhole"]
Ports = Literal["open", "refused", "banner_hang", "blackhole"]
Past = float | tuple[float | Outcome, ...]
"""What earlier runs read of a check: one value all along, or one a minute with the newest last.

A word in place of a value is what the check came to without one.
"""


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a tool answers when its arguments, joined by spaces, match (`*` and `?` are wild).

    `delay` in seconds comes first; `hang` never ends, `stubborn` does not end on SIGTERM.
    `flood` is a number of bytes of text, `binary` base64.
    Of a `sequence` each call takes the next step, and the last one stays.
    """

    match: str = "*"
    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    delay: float = 0.0
    hang: bool = False
    stubborn: bool = False
    flood: int = 0
    binary: bytes = b""
    sequence: tuple["Answer", ...] = ()


class HostFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as `cat`, `stat` and `sha256sum` show it; `age` in seconds.

    `error` ("No such file or directory", "Permission denied") is all that is said of it.
    """

    content: str = ""
    error: str = ""
    kind: Literal["file", "directory", "socket", "pipe", "block device", "character device"] = "file"
    owner: str = "root"
    group: str = "root"
    mode: str = "644"
    age: float = 60.0


class Response(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an HTTP path answers. `json` stands for a body; a `sequence` works as a tool's."""

    status: int = 200
    headers: dict[str, str] = {}
    body: str = ""
    json: Any = None
    delay: float = 0.0
    sequence: tuple["Response", ...] = ()


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an endpoint's certificate is made; a negative `days_left` has expired."""

    days_left: float = 90.0
    wrong_name: bool = False
    self_signed: bool = False


class VirtualHost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an endpoint answers under one of its names, beside what it answers under all."""

    paths: dict[str, int | Response] = {}
    tls: Certificate | None = None


class Endpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An HTTP server, over TLS where `tls` is there. A path may be a bare status.

    `hosts` answer by the name that is asked for (SNI and the Host header); each name leads
    to this host. `prometheus` and `alertmanager` stand for the paths of their APIs.
    """

    paths: dict[str, int | Response] = {}
    tls: Certificate | None = None
    hosts: dict[str, VirtualHost] = {}
    prometheus: PrometheusServer | None = None
    alertmanager: AlertmanagerServer | None = None


class Banner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An open port that says this first."""

    banner: str


class UnitFixture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A systemd unit's properties; `more` holds any others by their own names.

    `up_for` is how long it has been active (as the host, without it), `ran` how long ago a job ended, in seconds.
    """

    active: str = "active"
    sub: str = ""
    load: str = "loaded"
    enabled: str = "enabled"
    restarts: int = 0
    result: str = "success"
    up_for: float | None = None
    ran: float | None = None
    more: dict[str, str] = {}


class Container(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A container as `docker inspect` tells it, or the state "missing"; `up_for` in seconds.

    Without a health check `health` is null. `logs` are what `docker logs` tells.
    """

    state: str = "running"
    health: str | None = None
    restarts: int = 0
    up_for: float = 3600.0
    exit_code: int = 0
    oom_killed: bool = False
    policy: str = "unless-stopped"
    image: str = "drill:1"
    logs: tuple[LogLine, ...] = ()


class DiskUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file system: how full it is in blocks and inodes (0 to 1), and how it is mounted."""

    used: float = 0.3
    inodes_used: float = 0.1
    kind: str = "ext4"
    options: str = "rw,relatime"


class MemoryUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Memory and swap in KiB."""

    total: int = 16_000_000
    available: int = 8_000_000
    swap_total: int = 2_000_000
    swap_free: int = 2_000_000


class HostFixtures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a simulated host answers; what is left out is healthy.

    `down` refuses or swallows every connection. `greeting` is printed before each session's
    own output. `shell` is broken (garbage, exit 1) or lost (the connection drops).
    `real` names tools of this machine that may answer; `absent` tools that must not be there.
    From `user` on stand short forms: one fact each, from which every command that asks for it is answered.
    `up_for` and `clock_offset` are in seconds. Servers in `postgres` and `redis` are named by
    port or container, and told by one word or as a whole; `clusters` as 15/main; `ups` as upsd names them. `crontab`
    is the login user's, `crontabs` others'. The controller's `history` is what earlier runs read, by check.
    """

    down: Down | None = None
    ping: Literal["up", "down"] | None = None
    sshd: Literal["answers", "hang"] = "answers"
    host_key: Literal["known", "changed"] = "known"
    auth: Literal["accepted", "refused"] = "accepted"
    shell: Literal["real", "broken", "lost"] = "real"
    greeting: str = ""
    sudo: Literal["allowed", "denied"] = "allowed"
    names: tuple[str, ...] = ()
    tools: dict[str, tuple[Answer, ...]] = {}
    files: dict[str, str | HostFile] = {}
    absent: tuple[str, ...] = ()
    real: tuple[str, ...] = ()
    http: dict[int, Endpoint] = {}
    ports: dict[int, Ports | Banner] = {}
    user: str = ""
    units: dict[str, str | UnitFixture] = {}
    containers: dict[str, str | Container] = {}
    kubernetes: ClusterFixture | None = None
    boot_id: str | tuple[str, ...] = ""
    up_for: float = 86400.0
    clock_offset: float = 0.0
    load: tuple[float, float, float] = (0.4, 0.4, 0.4)
    cpus: int = 4
    cpu: ProcessorUse = ProcessorUse()
    memory: MemoryUse = MemoryUse()
    disks: dict[str, DiskUse] = msgspec.field(default_factory=lambda: {"/": DiskUse()})
    processes: tuple[str | ProcessFixture, ...] = ()
    journal: tuple[LogLine, ...] = ()
    crontab: tuple[str, ...] | None = None
    crontabs: dict[str, tuple[str, ...]] = {}
    postgres: dict[str, Literal["accepting", "rejecting", "silent"] | PostgresServer] = {}
    redis: dict[str, str | RedisServer] = {}
    clusters: dict[str, str] = {}
    ups: dict[str, UpsFixture] = {}
    queries: tuple[Query, ...] = ()
    history: dict[str, Past] = {}

    def __post_init__(self) -> None:
        """Refuse tools that cannot be simulated: they are found by name in PATH, or answer for a whole path."""
        for tool in (*self.tools, *self.absent, *self.real):
            if tool in NEVER or ("/" in tool and (tool[0] != "/" or tool not in self.tools)):
                raise ValueError(
                    f"'{tool}' cannot be simulated: give a bare name other than {', '.join(sorted(NEVER))}"
                )


class Fixtures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole fleet's answers by host id, and the controller's own."""

    hosts: dict[str, HostFixtures] = {}
    controller: HostFixtures = HostFixtures()
