"""Whether a host on the same link answers for its address, whatever its IP layer does."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import ask_command, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

ENTRY = re.compile(r"\S+ dev (?P<device>\S+)(?: lladdr (?P<lladdr>\S+))?(?: \S+)*? +(?P<state>[A-Z]+) *")
CONFIGURED = frozenset({"PERMANENT", "NOARP"})
"""States an administrator gave; the kernel never asks such a neighbour."""
BEST_FIRST = ("REACHABLE", "PERMANENT", "NOARP", "FAILED")
FIRST_REPEAT = 2
DELAYS = (0.3, 1.0, 3.0, 5.0)
"""Seconds waited before asking again: a DELAY of 5 s and three probes of 1 s lead to a settled state (arp(7))."""


class ArpReading(Reading, frozen=True):
    """The neighbour entry with its NUD `state` (ip-neighbour(8))."""

    state: str
    lladdr: str | None
    device: str


class Arp(Spec, frozen=True):
    """The kernel has heard from the neighbour a moment ago (REACHABLE).

    The entry is made by other traffic to the host (ping, SSH), so other checks must speak
    to it in the same run. An entry that is not confirmed warns: it may be from before the
    host lost its power.
    """

    name = "arp"
    reading = ArpReading
    asked_from = "controller"
    shorthand = "address"
    example = "arp: 192.0.2.10"

    address: str | None = None

    def proof(self) -> Proof:
        """Return LINK: an answer on the link proves that the host has power."""
        return Proof.LINK

    def steps(self, target: Target) -> Steps[ArpReading]:
        """Look the neighbour up, again after a moment while its state is not settled."""
        address = self.address or target.address
        entries = yield from ask_neighbour(address, attempt=1, delay=0.0)
        for attempt, delay in enumerate(DELAYS, start=2):
            if is_settled(entries, again=attempt > FIRST_REPEAT):
                break
            entries = yield from ask_neighbour(address, attempt=attempt, delay=delay)
        if not entries:
            raise UnreadableReplyError(f"no entry for {address}: it is not on this link, or was never spoken to")
        return min(entries, key=lambda entry: (*BEST_FIRST, entry.state).index(entry.state))

    def findings(self, reading: ArpReading) -> Iterator[Finding]:
        """REACHABLE holds, FAILED and INCOMPLETE do not; all the rest is old or was never evidence."""
        unanswered = reading.lladdr is None or reading.state in ("FAILED", "INCOMPLETE")
        yield Finding(
            holds=reading.state == "REACHABLE" and not unanswered,
            expected="an answer on the link in this run",
            seen=f"neighbour {reading.state}",
            outcome=None if unanswered else Outcome.WARN,
            warns_as=None if unanswered else WarningClass.EVIDENCE,
        )


def ask_neighbour(address: str, *, attempt: int, delay: float) -> Steps[tuple[ArpReading, ...]]:
    """Ask the kernel for its entries of the address."""
    request = RunCommand(argv=("ip", "neigh", "show", address), attempt=attempt, delay=delay)
    return read_entries((yield from ask_command(request)))


def is_settled(entries: tuple[ArpReading, ...], *, again: bool) -> bool:
    """Tell whether waiting is of no use. No entry, or one that failed, may be from before this run: ask `again`."""
    states = {entry.state for entry in entries}
    return "REACHABLE" in states or bool(states & CONFIGURED) or (again and states <= {"FAILED"})


def read_entries(reply: CommandReply) -> tuple[ArpReading, ...]:
    """Read `ip neigh show`: one line for each link the address is known on."""
    return tuple(read_entry(line) for line in succeeded(reply).stdout.splitlines())


def read_entry(line: str) -> ArpReading:
    """Read one line, as `192.0.2.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE`."""
    entry = ENTRY.fullmatch(line)
    if entry is None:
        raise UnreadableReplyError(f"not a neighbour entry: {line[:80]!r}")
    return ArpReading(state=entry["state"], lladdr=entry["lladdr"], device=entry["device"])
