"""What came back. `at` is the controller's clock (Unix seconds), `elapsed` is in seconds."""

from enum import StrEnum

import msgspec

from blackstart.model.outcome import Outcome


class CommandReply(msgspec.Struct, frozen=True, kw_only=True, tag="command", tag_field="type"):
    """A command ended. Bytes that are not UTF-8 stand as backslash escapes."""

    stdout: str
    stderr: str = ""
    exit_code: int = 0
    at: float = 0.0
    elapsed: float = 0.0


class HttpReply(msgspec.Struct, frozen=True, kw_only=True, tag="http", tag_field="type"):
    """An HTTP answer. Header names are lower case.

    `stricter` is what a stricter verification than curl's objects to in the server's
    certificates: empty for nothing, None where none was verified from the controller.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    stricter: str | None = None
    at: float = 0.0
    elapsed: float = 0.0


class TcpReply(msgspec.Struct, frozen=True, kw_only=True, tag="tcp", tag_field="type"):
    """The connection was accepted."""

    banner: str = ""
    at: float = 0.0
    elapsed: float = 0.0


class TlsReply(msgspec.Struct, frozen=True, kw_only=True, tag="tls", tag_field="type"):
    """A certificate was shown. `problem` says why it is not trusted, if it is not.

    `stricter` is as in an HTTP answer.
    """

    verified: bool
    problem: str = ""
    stricter: str | None = None
    not_before: float = 0.0
    not_after: float = 0.0
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    at: float = 0.0
    elapsed: float = 0.0


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """What a check came to in one earlier run.

    `run` is the bundle's name, which ends in its id; `previous` the id of the run before it that
    tells of the check, empty where the record begins. `at` is when the run ended. `value` is None
    where it was not read. `boot_id` is the host's, empty for a check about no host, None where it
    was not seen.
    """

    run: str
    previous: str
    at: float
    outcome: Outcome
    value: float | None = None
    boot_id: str | None = None


class UnusableRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run on record that may not be used, and why. `at` is when it began, by its name."""

    run: str
    at: float
    reason: str


class SamplesReply(msgspec.Struct, frozen=True, kw_only=True, tag="samples", tag_field="type"):
    """What the record tells of one check, newest first.

    All samples are of runs over this `fleet` and `baseline` (its digest) that were not cut short.
    `newest` is the id of the latest run that tells of the check, also where it is not there any
    more. `capped` tells that older runs of the window were not read.
    """

    samples: tuple[Sample, ...]
    newest: str = ""
    unusable: tuple[UnusableRun, ...] = ()
    capped: bool = False
    fleet: str = ""
    baseline: str = ""
    at: float = 0.0
    elapsed: float = 0.0


class Cause(StrEnum):
    """Why there is no evidence. One word for each way of failing."""

    NAME_UNKNOWN = "name unknown"
    REFUSED = "connection refused"
    NO_ROUTE = "no route"
    CONNECT_TIMED_OUT = "connection timed out"
    NO_BANNER = "no SSH banner"
    HOST_KEY_CHANGED = "host key mismatch"
    HOST_KEY_UNKNOWN = "host key unknown"
    AUTH_REFUSED = "authentication refused"
    LOGIN_HUNG = "login hung"
    LOGIN_CLOSED = "login closed"
    CONNECTION_LOST = "connection lost"
    SHELL_BROKEN = "shell broken"
    TIME_LIMIT = "time limit"
    TOO_LARGE = "output too large"
    TOOL_MISSING = "tool missing"
    PRIVILEGE_REFUSED = "privilege refused"
    NOT_READ_ONLY = "not read-only"
    NOT_PERMITTED = "not permitted in this run"
    READ_ONLY_RUN = "a run that only reads"
    TLS_FAILED = "TLS failed"
    PROTOCOL = "protocol error"
    INTERRUPTED = "interrupted"
    NOT_ASKED = "not asked"
    UNREADABLE = "unreadable"
    STALE = "stale"


ACCESS_CAUSES = frozenset(
    {
        Cause.NAME_UNKNOWN,
        Cause.REFUSED,
        Cause.NO_ROUTE,
        Cause.CONNECT_TIMED_OUT,
        Cause.NO_BANNER,
        Cause.HOST_KEY_CHANGED,
        Cause.HOST_KEY_UNKNOWN,
        Cause.AUTH_REFUSED,
        Cause.LOGIN_HUNG,
        Cause.LOGIN_CLOSED,
        Cause.CONNECTION_LOST,
        Cause.SHELL_BROKEN,
    }
)
"""Causes that concern the way to a host rather than the question put to it."""


class Gap(msgspec.Struct, frozen=True, kw_only=True, tag="gap", tag_field="type"):
    """Could not look: an answer of its own, which never helps.

    Of a login that failed, `via` are the names and addresses of the jump hosts it leads over, the nearest first.
    """

    cause: Cause
    detail: str = ""
    via: tuple[str, ...] = ()
    at: float = 0.0
    elapsed: float = 0.0

    def __str__(self) -> str:
        """Say the cause, and the detail where there is one."""
        return f"{self.cause}: {self.detail}" if self.detail else str(self.cause)


class GapError(Exception):
    """Thrown into a kind's steps in place of a reply."""

    def __init__(self, gap: Gap) -> None:
        """Carry the gap."""
        super().__init__(str(gap))
        self.gap = gap


class UnreadableReplyError(Exception):
    """A reply came and could not be read; never a default in its place."""


Reply = CommandReply | HttpReply | TcpReply | TlsReply | SamplesReply
