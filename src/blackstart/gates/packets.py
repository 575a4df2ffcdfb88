"""Packets for the owners of open gates, bound to the summary they were made of."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import msgspec

from blackstart.gates.open_gates import find_open_gates
from blackstart.model.fleet import Fleet
from blackstart.model.gates import CONSTANTS, FIRST_PRIORITY, GateTable, Named, OpenGate, Unmet
from blackstart.model.packets import Packet, PacketSet, Source, Wanted
from blackstart.model.summary import Summary


def make_packets(fleet: Fleet, summary: Summary) -> PacketSet:
    """Return the packets of all gates that are open by the summary."""
    table = fleet.gates or GateTable()
    opened = find_open_gates(table, summary)
    return PacketSet(
        schema_version=table.packet_schema,
        source=Source(
            summary_sha256=summary.digest(),
            next_required_gates=tuple(one.gate.id for one in opened),
            summary=dict(summary.values),
        ),
        next_gate_count=len(opened),
        p0_gate_count=sum(one.gate.priority == FIRST_PRIORITY for one in opened),
        constants=dict.fromkeys(CONSTANTS, 0),
        owner_packets=tuple(make_packet(one) for one in opened),
    )


def make_packet(opened: OpenGate) -> Packet:
    """Return one gate's packet, sealed by its digest."""
    gate = opened.gate
    packet = Packet(
        gate=gate.id,
        priority=gate.priority,
        owner=gate.owner,
        says=gate.says,
        open_because=tuple(describe_open(opened)),
        evidence_wanted=list_wanted(gate.evidence),
        current_evidence=opened.current,
        forbidden_actions=list_wanted(gate.forbidden_actions),
        forbidden_declarations=opened.forbids,
    )
    return msgspec.structs.replace(packet, packet_sha256=sha256(encode(packet)).hexdigest())


def describe_open(opened: OpenGate) -> Iterator[str]:
    """Say by which lines the gate is open, or else that a check of it is not PASS."""
    yield from map(describe_unmet, opened.unmet)
    if not opened.unmet:
        yield f"not all PASS: {', '.join(opened.gate.checks)}"


def list_wanted(things: Iterable[Named]) -> tuple[Wanted, ...]:
    """Return the things as a packet has them."""
    return tuple(Wanted(id=thing.id, says=thing.says) for thing in things)


def describe_unmet(unmet: Unmet) -> str:
    """Say in a few words what does not hold."""
    seen = "missing" if unmet.seen is None else unmet.seen or "empty"
    return f"{unmet.key} is {seen}, wanted {' or '.join(unmet.wanted)}"


def encode(thing: Any) -> bytes:
    """Return the JSON of a struct or of plain values, the same bytes for the same content."""
    return json.dumps(msgspec.to_builtins(thing), sort_keys=True, separators=(",", ":")).encode()
