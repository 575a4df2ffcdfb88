"""Whether systemd has finished starting the system, and which units failed."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import Cause, CommandReply, GapError, UnreadableReplyError
from blackstart.model.request import Steps

STATES = frozenset({"initializing", "starting", "running", "degraded", "maintenance", "stopping", "offline", "unknown"})
"""Answers of `systemctl is-system-running` (systemctl(1))."""
NO_SYSTEMD = "not booted with systemd"


class SystemdStateReading(Reading, frozen=True):
    """The system's state and its failed units. `systemd` is false where the host was not booted with it."""

    systemd: bool
    state: str
    failed: tuple[str, ...]


class SystemdState(Spec, frozen=True):
    """The system is `running`, or `degraded` by nothing but `explained` units (names or globs).

    With `optional`, a host that was not booted with systemd (a container) passes too.
    """

    name = "systemd_state"
    reading = SystemdStateReading
    example = "systemd_state: {explained: [casper-md5check.service]}"

    explained: tuple[str, ...] = ()
    optional: bool = False

    def proof(self) -> Proof:
        """Return that the host is ready."""
        return Proof.READY

    def steps(self, target: Target) -> Steps[SystemdStateReading]:
        """Ask for the state, then for the failed units, or whether systemd was booted at all."""
        try:
            state = read_state((yield from run("systemctl", "is-system-running")))
        except GapError as error:
            # A host without the tool and one with a broken PATH look alike; only the second runs systemd.
            if error.gap.cause is not Cause.TOOL_MISSING or (yield from ask_booted()):
                raise
            return SystemdStateReading(systemd=False, state="offline", failed=())
        if state == "offline" and not (yield from ask_booted()):
            return SystemdStateReading(systemd=False, state=state, failed=())
        listing = yield from run("systemctl", "list-units", "--failed", "--all", "--plain", "--no-legend", "--full")
        return SystemdStateReading(systemd=True, state=state, failed=read_failed(listing))

    def findings(self, reading: SystemdStateReading) -> Iterator[Finding]:
        """Compare the state, and name the failed units that nothing explains."""
        if not reading.systemd:
            yield Finding(holds=self.optional, expected="a system booted with systemd", seen=NO_SYSTEMD)
            return
        unexplained = [unit for unit in reading.failed if not self.explains(unit)]
        # Degraded without a failed unit in sight: something failed and was not seen, so nothing explains it.
        excused = reading.state == "degraded" and bool(reading.failed)
        seen = f"{reading.state}, failed: {', '.join(unexplained or reading.failed) or 'no unit listed'}"
        holds = (reading.state == "running" or excused) and not unexplained
        settled = reading.state in ("running", "degraded")
        yield Finding(
            holds=holds,
            expected="system running, no unexplained failed unit",
            seen=seen,
            units=tuple(unexplained) if settled else (),
        )

    def explains(self, unit: str) -> bool:
        """Tell whether the unit's failure is an explained one."""
        return any(fnmatchcase(unit, glob) for glob in self.explained)


def ask_booted() -> Steps[bool]:
    """Ask whether the host was booted with systemd, as sd_booted(3) does."""
    reply = yield from run("test", "-d", "/run/systemd/system")
    if reply.exit_code not in (0, 1):
        raise UnreadableReplyError(f"test: exit {reply.exit_code}: {reply.stderr.strip()}")
    return reply.exit_code == 0


def read_state(reply: CommandReply) -> str:
    """Return the state; the exit code only repeats it."""
    state = reply.stdout.strip()
    if state not in STATES:
        said = (reply.stderr or reply.stdout).strip()
        raise UnreadableReplyError(f"not a system state: {said[:100]!r}")
    return state


def read_failed(reply: CommandReply) -> tuple[str, ...]:
    """Return the names of the units listed as failed."""
    return tuple(read_failed_unit(line) for line in read_lines(reply))


def read_failed_unit(line: str) -> str:
    """Return the unit of a line `UNIT LOAD ACTIVE SUB DESCRIPTION`; older systemd puts a dot before it."""
    words = line.lstrip("●* ").split(None, 4)
    if len(words) < 4 or words[2] != "failed":  # noqa: PLR2004  the four columns above
        raise UnreadableReplyError(f"not a failed unit: {line[:100]!r}")
    return words[0]
