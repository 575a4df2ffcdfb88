"""Whether a host holds an address, as the one that holds a virtual address does."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

import msgspec

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

FAMILIES = ("inet", "inet6")
UNUSABLE = ("tentative", "dadfailed")
"""Flags of an address that the host must not use yet, or may not because another holds it (ip-address(8))."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An address and the interface that has it; `unusable` says why the host cannot use it."""

    address: str
    interface: str
    unusable: str


class HolderReading(Reading, frozen=True):
    """Whether the host holds the address, on which interface, and all addresses it has."""

    held: bool
    interface: str | None
    unusable: str
    addresses: tuple[str, ...]


class AddressHolder(Spec, frozen=True):
    """The host holds the address, on the `interface` if one is named; with `held: false` it does not."""

    name = "address_holder"
    reading = HolderReading
    shorthand = "address"
    example = "address_holder: {address: 192.0.2.125, interface: eth0}"

    address: str
    interface: str | None = None
    held: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no address."""
        try:
            ip_address(self.address)
        except ValueError as error:
            raise ValueError(f"`address: {self.address}` is no IP address") from error

    def steps(self, target: Target) -> Steps[HolderReading]:
        """List the host's addresses."""
        held = read_addresses((yield from run("ip", "-o", "addr", "show")))
        wanted = ip_address(self.address)
        mine = [each for each in held if ip_address(each.address) == wanted and self.is_place(each.interface)]
        return HolderReading(
            held=bool(mine),
            interface=mine[0].interface if mine else None,
            unusable=mine[0].unusable if mine else "",
            addresses=tuple(each.address for each in held),
        )

    def is_place(self, interface: str) -> bool:
        """Tell whether the address may be on this interface."""
        return self.interface in (None, interface)

    def findings(self, reading: HolderReading) -> Iterator[Finding]:
        """Compare with what is wanted."""
        where = f" on {self.interface}" if self.interface else ""
        held = f"held on {reading.interface}{f', {reading.unusable}' if reading.unusable else ''}"
        yield Finding(
            holds=(reading.held and not reading.unusable) if self.held else not reading.held,
            expected=f"{self.address} {'held' if self.held else 'not held'}{where}",
            seen=held if reading.held else "not held",
        )


def read_addresses(reply: CommandReply) -> tuple[Held, ...]:
    """Read a line for each address. Every host has at least that of its loopback."""
    held = tuple(map(read_address, read_lines(reply)))
    if not held:
        raise UnreadableReplyError("ip lists no address, not even the loopback's")
    return held


def read_address(line: str) -> Held:
    """Read a line: number, interface, family, address with its prefix or peer, and flags."""
    match line.split():
        case [number, interface, family, place, *rest] if number.endswith(":") and family in FAMILIES:
            address = read_ip(place.partition("/")[0])
            unusable = next((flag for flag in UNUSABLE if flag in rest), "")
            return Held(address=str(address), interface=interface.partition("@")[0], unusable=unusable)
        case _:
            raise UnreadableReplyError(f"not a line of `ip -o addr`: {line[:100]!r}")


def read_ip(text: str) -> IPv4Address | IPv6Address:
    """Read an address."""
    try:
        return ip_address(text)
    except ValueError as error:
        raise UnreadableReplyError(f"ip: not an address: {text[:80]!r}") from error
