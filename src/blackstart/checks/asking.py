"""Ways to put a question, typed: `reply = yield from run("systemctl", "is-active", unit)`."""

from typing import TypeVar

import msgspec

from blackstart.checks.sudo_noise import drop_sudo_noise
from blackstart.model.reply import (
    CommandReply,
    HttpReply,
    SamplesReply,
    TcpReply,
    TlsReply,
    UnreadableReplyError,
)
from blackstart.model.request import (
    HttpRequest,
    RecordedSamples,
    Redact,
    RunCommand,
    Steps,
    TcpConnect,
    TlsHandshake,
)

T = TypeVar("T")


def run(  # what a request for a command may say
    *argv: str,
    limit: float = 10.0,
    sudo: bool = False,
    heavy: bool = False,
    keep: str = "",
    redact: Redact = Redact.NOTHING,
) -> Steps[CommandReply]:
    """Run a read-only command and return its reply, whatever its exit code."""
    return ask_command(RunCommand(argv=argv, limit=limit, sudo=sudo, heavy=heavy, keep=keep, redact=redact))


def ask_command(request: RunCommand) -> Steps[CommandReply]:
    """Put a command and return its reply, without what sudo said of itself; the evidence keeps that as a remark."""
    reply = of_type((yield request), CommandReply)
    return drop_sudo_noise(reply) if request.sudo else reply


def fetch(request: HttpRequest) -> Steps[HttpReply]:
    """GET a URL and return its reply, whatever its status."""
    reply = yield request
    return of_type(reply, HttpReply)


def connect(request: TcpConnect) -> Steps[TcpReply]:
    """Open a TCP connection."""
    reply = yield request
    return of_type(reply, TcpReply)


def shake_hands(request: TlsHandshake) -> Steps[TlsReply]:
    """Look at a certificate."""
    reply = yield request
    return of_type(reply, TlsReply)


def recall(request: RecordedSamples) -> Steps[SamplesReply]:
    """Ask the record of earlier runs."""
    reply = yield request
    return of_type(reply, SamplesReply)


def of_type(reply: object, kind: type[T]) -> T:
    """Return the reply if it is of that type; a transcript can hold any."""
    if not isinstance(reply, kind):
        raise UnreadableReplyError(f"expected a {kind.__name__}, got a {type(reply).__name__}")
    return reply


def read_json(text: str, kind: type[T]) -> T:
    """Decode JSON into a type, or say where it does not fit."""
    try:
        return msgspec.json.decode(text.encode(), type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadableReplyError(f"not the JSON expected: {error}") from error


def read_lines(reply: CommandReply) -> list[str]:
    """Return the lines of a command that exited 0."""
    return split_lines(succeeded(reply).stdout)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text that has been printed whole: what has no end was cut, and half a line can say less."""
    if text and not text.endswith("\n"):
        raise UnreadableReplyError(f"the answer is cut, for its last line has no end: {text[-60:]!r}")
    return text.splitlines()


def succeeded(reply: CommandReply) -> CommandReply:
    """Return the reply of a command that exited 0; any other exit is unreadable."""
    if reply.exit_code != 0:
        said = (reply.stderr or reply.stdout).strip().splitlines()
        raise UnreadableReplyError(f"exit {reply.exit_code}: {said[-1] if said else 'no message'}")
    return reply
