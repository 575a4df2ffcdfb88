"""Whether a UPS runs on mains, and how long its battery would last (Network UPS Tools)."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
from blackstart.checks.duration import Seconds
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

MAINS = "OL"
HARMLESS = frozenset({MAINS, "CHRG", "HB", "TRIM", "BOOST", "ECO"})
"""Flags of a UPS that is on mains and could take over; every other flag is a trouble, known or not."""
TROUBLES = {
    "OB": "on battery",
    "LB": "battery low",
    "RB": "battery to be replaced",
    "DISCHRG": "battery discharging",
    "CAL": "calibrating, which empties the battery",
    "BYPASS": "bypassed: no battery stands behind it",
    "OFF": "output off",
    "OVER": "overloaded",
    "ALARM": "an alarm",
    "FSD": "shutting down what it feeds",
    "WAIT": "its driver does not know yet",
}
"""What flags of `ups.status` mean (NUT developer guide, Status data)."""
MISSING = "Variable not supported by UPS"


class UpsReading(Reading, frozen=True):
    """The flags of `ups.status`, the battery's charge in percent, and the seconds it would last.

    Charge and seconds are null where this UPS does not tell them. `on_battery` is OB, `low` is LB.
    """

    flags: tuple[str, ...]
    on_battery: bool
    low: bool
    charge: float | None
    runtime: float | None


class Ups(Spec, frozen=True):
    """The UPS is on mains, tells of no trouble, and its battery is charged to `min_charge` percent.

    With `min_runtime` it would also last so long. `name` is that of `upsc`: `rack`, or `rack@nas` and `rack@nas:3493`
    where upsd runs elsewhere. A battery that is nearly empty after a power loss does not pass, though mains are back:
    the next loss would find nobody to carry what was started. What a UPS does not tell never passes; `min_charge: 0`
    demands no charge.
    """

    name = "ups"
    reading = UpsReading
    shorthand = "ups"
    example = "ups: {ups: rack@nas, min_charge: 50, min_runtime: 600}"
    blind_spots = (
        "Whether anybody acts on it: `upsmon` on each host that it feeds is a `systemd_unit` check of its own.",
        "What hangs on which UPS, and whether the seconds that it tells are so: only a test of the battery shows that.",
        "A driver that hangs without a word until upsd calls its data stale (15 s by default).",
    )
    faults = ("lose_mains",)

    ups: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][\w.-]*(@[A-Za-z0-9\[][\w.:\]-]*)?$")]
    min_charge: Annotated[float, Meta(ge=0, le=100)] = 50.0
    min_runtime: Annotated[Seconds, Meta(ge=0)] = 0.0

    def steps(self, target: Target) -> Steps[UpsReading]:
        """Ask for three variables, each by itself: the whole list would show how its driver logs in."""
        status = read_variable((yield from run("upsc", self.ups, "ups.status")))
        if not (status or "").split():
            raise UnreadableReplyError("the UPS tells no ups.status")
        flags = tuple((status or "").split())
        charge = read_variable((yield from run("upsc", self.ups, "battery.charge")))
        runtime = read_variable((yield from run("upsc", self.ups, "battery.runtime")))
        return UpsReading(
            flags=flags,
            on_battery="OB" in flags,
            low="LB" in flags,
            charge=read_number("battery.charge", charge),
            runtime=read_number("battery.runtime", runtime),
        )

    def findings(self, reading: UpsReading) -> Iterator[Finding]:
        """Look for mains and trouble, then at what the battery holds."""
        said = " ".join(reading.flags)
        troubles = [TROUBLES.get(flag, f"unknown flag {flag}") for flag in reading.flags if flag not in HARMLESS]
        yield Finding(holds=MAINS in reading.flags and not troubles, expected="mains", seen=say_status(said, troubles))
        for name, value, least, unit in (
            ("charge", reading.charge, self.min_charge, "%"),
            ("runtime", reading.runtime, self.min_runtime, " s"),
        ):
            if least > 0:
                yield Finding(
                    holds=value is not None and value >= least,
                    expected=f"a {name} of at least {least:g}{unit}",
                    seen="none told" if value is None else f"{value:g}{unit}",
                )


def say_status(flags: str, troubles: list[str]) -> str:
    """Say the flags, and in words what is wrong with them."""
    return f"{flags} ({', '.join(troubles)})" if troubles else flags


def read_variable(reply: CommandReply) -> str | None:
    """Return a variable's value, or None where this UPS has no such variable. Its other errors are upsd's own."""
    errors = [line for line in reply.stderr.splitlines() if line.startswith("Error: ")]
    if reply.exit_code == 0 and not errors:
        if not reply.stdout.endswith("\n"):
            raise UnreadableReplyError("upsc's line has no end, so it was cut")
        return reply.stdout.strip()
    if any(MISSING in line for line in errors):
        return None
    raise UnreadableReplyError(f"upsc, exit {reply.exit_code}: {'; '.join(errors) or 'no message'}")


def read_number(name: str, text: str | None) -> float | None:
    """Read a number as upsd writes it."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise UnreadableReplyError(f"{name}: {text[:40]!r} is no number") from error
    if not 0 <= value < float("inf"):
        raise UnreadableReplyError(f"{name}: {text[:40]!r} is out of range")
    return value
