"""Whether systemd has finished starting the system, and which units failed."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from blackstart.checks.asking import read_lines, run
from blackstart.checks.duration import read_duration, say_duration
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.restarted_units import ask_restarted
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import Cause, CommandReply, GapError, UnreadableReplyError
from blackstart.model.request import Steps

STATES = frozenset({"initializing", "starting", "running", "degraded", "maintenance", "stopping", "offline", "unknown"})
"""Answers of `systemctl is-system-running` (systemctl(1))."""
NO_SYSTEMD = "not booted with systemd"


class SystemdStateReading(Reading, frozen=True):
    """The system's state and its failed units. `systemd` is false where the host was not booted with it.

    `restarted` says of services that systemd started again by itself how long they have been up,
    in seconds; null where `settled` does not ask.
    """

    systemd: bool
    state: str
    failed: tuple[str, ...]
    restarted: dict[str, float] | None = None


class SystemdState(Spec, frozen=True):
    """The system is `running`, or `degraded` by nothing but `explained` units (names or globs).

    With `settled`, no service that systemd restarted by itself has been up for less: one that
    ends and is started over and over never fails. With `optional`, a host that was not booted
    with systemd (a container) passes too.
    """

    name = "systemd_state"
    reading = SystemdStateReading
    example = "systemd_state: {explained: [casper-md5check.service], settled: 5m}"
    blind_spots = (
        "Units of a user's own systemd (`systemctl --user`).",
        "A service that ends with success, or is started over and over: `settled` asks for the second.",
        "A job that failed before the last boot: systemd forgets it.",
    )
    faults = ("degrade_system",)

    explained: tuple[str, ...] = ()
    optional: bool = False
    settled: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no duration."""
        if self.settled is not None:
            read_duration("settled", self.settled)

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
        restarted = None if self.settled is None else (yield from ask_restarted())
        return SystemdStateReading(systemd=True, state=state, failed=read_failed(listing), restarted=restarted)

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
        yield from self.find_restless(reading)

    def find_restless(self, reading: SystemdStateReading) -> Iterator[Finding]:
        """Name each service that was restarted and has not settled since."""
        for unit, uptime in (reading.restarted or {}).items():
            settled = self.settled is None or uptime >= read_duration("settled", self.settled)
            if not settled and not self.explains(unit):
                seen = f"{say_duration(uptime)} after it was restarted" if uptime else "being restarted"
                yield Finding(holds=False, expected=f"{unit} up for {self.settled}", seen=seen, units=(unit,))

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
