"""Whether a read-only command ends, and prints, as it should."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.redaction import find_redaction
from blackstart.checks.spec import Spec
from blackstart.model.connection import System, find_asked
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

READERS = frozenset({"cat", "grep", "head", "jq", "tail"})
WRITTEN_BY_HAND = ("/etc/", "/proc/", "/sys/", "/dev/")
"""Configuration, and what the kernel makes as it is read: neither has an age that matters."""


class CommandReading(Reading, frozen=True):
    """How a command ended; `text` is its standard output without spaces at its ends, `lines` are the lines of it."""

    exit_code: int
    stdout: str
    text: str
    stderr: str
    lines: tuple[str, ...]


class Command(Spec, frozen=True):
    """The command ends with one of the `exit` codes.

    It must stand in the table of read-only commands, or the pack must add it there.
    """

    name = "command"
    reading = CommandReading
    shorthand = "argv"
    example = "command: {argv: [test, -e, /run/reboot-required], exit: [1]}"
    blind_spots = (
        "What the tool leaves out, without a word, of what the login user may not see; `sudo: true` asks as root.",
    )
    faults = ("end_command_otherwise",)

    argv: Annotated[tuple[str, ...], Meta(min_length=1)]
    exit: Annotated[tuple[int, ...], Meta(min_length=1)] = (0,)
    limit: Annotated[Seconds, Meta(gt=0, le=300)] = 10.0
    sudo: bool = False
    heavy: bool = False

    def __post_init__(self) -> None:
        """Refuse all that a container logged: its lines would be kept, with what secrets they hold."""
        programs = {word.rpartition("/")[2] for word in self.argv}
        limited = any(word.startswith(("-n", "--tail")) for word in self.argv)
        if {"docker", "logs"} <= programs and not limited:
            raise ValueError(
                "`argv`: give `docker logs` a `--tail`, or use the kind `log_signatures`, which keeps no line"
            )

    def comes_through(self) -> System | None:
        """Return the system that the program asks."""
        return find_asked(self.argv)

    def believes_files(self) -> tuple[str, ...]:
        """Return the files whose contents it reads; kinds that read files limit their age."""
        if self.argv[0] not in READERS:
            return ()
        return tuple(word for word in self.argv[1:] if word.startswith("/") and not word.startswith(WRITTEN_BY_HAND))

    def steps(self, target: Target) -> Steps[CommandReading]:
        """Run it."""
        redact = find_redaction(self.argv)
        reply = yield from run(*self.argv, limit=self.limit, sudo=self.sudo, heavy=self.heavy, redact=redact)
        return CommandReading(
            exit_code=reply.exit_code,
            stdout=reply.stdout,
            text=reply.stdout.strip(),
            stderr=reply.stderr,
            lines=tuple(reply.stdout.splitlines()),
        )

    def findings(self, reading: CommandReading) -> Iterator[Finding]:
        """Compare the exit code."""
        said = reading.stderr.strip().splitlines()
        yield Finding(
            holds=reading.exit_code in self.exit,
            expected=f"{self.argv[0]} to exit with {' or '.join(map(str, self.exit))}",
            seen=f"{reading.exit_code}: {said[-1]}" if said else str(reading.exit_code),
        )
