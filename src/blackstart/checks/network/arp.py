"""Whether a host on the same link answers for its address, whatever its IP layer does."""

import re
from collections.abc import Iterator

from blackstart.checks.asking import ask_command, succeeded
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

# `used A/B/C`: seconds since it was used, confirmed and updated; iproute2 6.1 puts no space behind it.
ENTRY = re.compile(
    r"\S+ dev (?P<device>\S+)(?: lladdr (?P<lladdr>\S+))?(?: +\S+)*? +"
    r"used \d+/(?P<confirmed>\d+)/\d+ ?(?:probes \d+ +)?(?P<state>[A-Z]+) *"
)
CONFIGURED = frozenset({"PERMANENT", "NOARP"})
"""States an administrator gave; the kernel never asks such a neighbour."""
HEARD = frozenset({"REACHABLE", "DELAY", "PROBE", "STALE"})
"""States in which the time of the confirmation is that of an answer, over ARP or over TCP (arp(7))."""
FIRST_REPEAT = 2
DELAYS = (0.3, 1.0, 3.0, 5.0)
"""Seconds waited before asking again: a DELAY of 5 s and three probes of 1 s lead to a settled state (arp(7))."""


class ArpReading(Reading, frozen=True):
    """The neighbour entry with its NUD `state` (ip-neighbour(8)).

    `confirmed_ago`: whole seconds since the neighbour was last heard from. `confirmed`: that
    was since the check's first question, to the second.
    """

    state: str
    lladdr: str | None
    device: str
    confirmed_ago: int
    confirmed: bool


class Arp(Spec, frozen=True):
    """The kernel has heard from the neighbour during this run.

    The entry is made by other traffic to the host (ping, SSH), so other checks must speak
    to it in the same run. An entry that was not confirmed since warns: the kernel calls a
    neighbour REACHABLE for up to 45 s after it lost its power (arp(7), base_reachable_time).
    The kernel tells whole seconds: an answer less than one second before the check still counts.
    """

    name = "arp"
    reading = ArpReading
    asked_from = "controller"
    shorthand = "address"
    example = "arp: 192.0.2.10"
    faults = ("miss_neighbour",)

    address: str | None = None

    def proof(self) -> Proof:
        """Return LINK: an answer on the link proves that the host has power."""
        return Proof.LINK

    def steps(self, target: Target) -> Steps[ArpReading]:
        """Look the neighbour up, again after a moment while nothing was heard from it."""
        address = self.address or target.address
        first = yield from ask_neighbour(address, attempt=1, delay=0.0)
        asked = first.at - first.elapsed
        entries = read_entries(first, asked)
        for attempt, delay in enumerate(DELAYS, start=2):
            if is_settled(entries, again=attempt > FIRST_REPEAT):
                break
            entries = read_entries((yield from ask_neighbour(address, attempt=attempt, delay=delay)), asked)
        if not entries:
            raise UnreadableReplyError(f"no entry for {address}: it is not on this link, or was never spoken to")
        return min(entries, key=rank)

    def findings(self, reading: ArpReading) -> Iterator[Finding]:
        """Hold where it was heard from in this run; FAILED and INCOMPLETE fail, all the rest is no evidence."""
        unanswered = reading.lladdr is None or reading.state in ("FAILED", "INCOMPLETE")
        heard = "" if unanswered or reading.state in CONFIGURED else f", last heard from {reading.confirmed_ago} s ago"
        yield Finding(
            holds=reading.confirmed and not unanswered,
            expected="an answer on the link in this run",
            seen=f"neighbour {reading.state}{heard}",
            outcome=None if unanswered else Outcome.WARN,
            warns_as=None if unanswered else WarningClass.EVIDENCE,
        )


def ask_neighbour(address: str, *, attempt: int, delay: float) -> Steps[CommandReply]:
    """Ask the kernel for its entries of the address."""
    return ask_command(RunCommand(argv=("ip", "-s", "neigh", "show", address), attempt=attempt, delay=delay))


def rank(entry: ArpReading) -> tuple[bool, bool, str]:
    """Order the entries of several links: confirmed ones first, then any that did not fail."""
    return not entry.confirmed, entry.state == "FAILED", entry.state


def is_settled(entries: tuple[ArpReading, ...], *, again: bool) -> bool:
    """Tell whether waiting is of no use. No entry, or one that failed, may be from before this run: ask `again`."""
    states = {entry.state for entry in entries}
    if any(entry.confirmed for entry in entries) or states & CONFIGURED:
        return True
    return again and states <= {"FAILED"}


def read_entries(reply: CommandReply, asked: float) -> tuple[ArpReading, ...]:
    """Read `ip -s neigh show`: one line for each link the address is known on."""
    return tuple(read_entry(line, reply.at - asked) for line in succeeded(reply).stdout.splitlines())


def read_entry(line: str, since: float) -> ArpReading:
    """Read one line of `ip -s neigh`, `since` seconds after the first question.

    As `192.0.2.1 dev eth0 lladdr 52:54:00:12:34:56 ref 1 used 0/0/0probes 1 DELAY`.
    """
    entry = ENTRY.fullmatch(line)
    if entry is None:
        raise UnreadableReplyError(f"not a neighbour entry: {line[:80]!r}")
    ago = int(entry["confirmed"])
    return ArpReading(
        state=entry["state"],
        lladdr=entry["lladdr"],
        device=entry["device"],
        confirmed_ago=ago,
        confirmed=entry["state"] in HEARD and ago <= since,
    )
