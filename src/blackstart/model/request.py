"""What may be put to a host or an address. Only `PostAlert` writes, and it is opt-in."""

from collections.abc import Generator
from enum import StrEnum
from typing import TypeVar

import msgspec

from blackstart.model.reply import Reply

CONTROLLER = "controller"
"""The place requests are put from when they are not put to a host: this machine."""


class Redact(StrEnum):
    """What may be a secret in an answer, though nothing in it looks like one."""

    NOTHING = ""
    SETTINGS = "settings"
    """Values of the settings in a crontab, but for those that cron itself uses."""
    KEY_COMMENT = "key comment"
    """What stands behind the fingerprint of a key."""
    LOG_MESSAGE = "log message"
    """What an entry of the journal says; when, where and by whom it was logged stays."""


class RunCommand(msgspec.Struct, frozen=True, kw_only=True, tag="command", tag_field="type"):
    """Run a read-only command. `limit` in seconds; `delay` is waited before asking.

    `attempt` tells repeated questions apart, so that each is asked and recorded.
    A `heavy` command waits until the host's light ones are answered. With `keep`, only lines
    that this regular expression is found in, whatever their case, are kept: logs may hold
    anything. `redact` is taken out beside what looks like a secret, which always is.
    `vetted` is said by a kind that has looked before, and seen that what it asks about names
    nothing for the program to run; a pack's own command cannot say it.
    """

    argv: tuple[str, ...]
    limit: float = 10.0
    sudo: bool = False
    heavy: bool = False
    keep: str = ""
    redact: Redact = Redact.NOTHING
    vetted: bool = False
    attempt: int = 1
    delay: float = 0.0


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True, tag="http", tag_field="type"):
    """GET a URL, following no redirect. With `verify`, the certificate must be trusted.

    With `keep`, only what this regular expression matches is kept of the body: a source may hold anything.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    verify: bool = True
    keep: str = ""
    limit: float = 10.0
    attempt: int = 1
    delay: float = 0.0


class TcpConnect(msgspec.Struct, frozen=True, kw_only=True, tag="tcp", tag_field="type"):
    """Open a TCP connection; with `banner`, read the first line the server sends."""

    address: str
    port: int
    banner: bool = False
    limit: float = 5.0
    attempt: int = 1
    delay: float = 0.0


class TlsHandshake(msgspec.Struct, frozen=True, kw_only=True, tag="tls", tag_field="type"):
    """Shake hands over TLS and look at the certificate, trusted or not."""

    address: str
    port: int = 443
    server_name: str = ""
    limit: float = 5.0
    attempt: int = 1
    delay: float = 0.0


class PostAlert(msgspec.Struct, frozen=True, kw_only=True, tag="post_alert", tag_field="type"):
    """POST a test alert. Sent only in a run the operator started with the alert test."""

    url: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    verify: bool = True
    limit: float = 10.0
    attempt: int = 1
    delay: float = 0.0


class RecordedSamples(msgspec.Struct, frozen=True, kw_only=True, tag="recorded_samples", tag_field="type"):
    """Ask this machine's record of runs what a check came to in those of the last `window` seconds.

    `value` is the dotted path of a number in the check's reading; without it no value is asked for.
    The run under way is not in the record yet.
    """

    check: str
    window: float
    value: str = ""
    limit: float = 10.0
    delay: float = 0.0


Request = RunCommand | HttpRequest | TcpConnect | TlsHandshake | PostAlert | RecordedSamples

R = TypeVar("R")
Steps = Generator[Request, Reply, R]
"""A conversation: yields requests, is sent replies (or thrown a `GapError`), returns R."""
