"""The contract of owner packets: they say what the summary says, and authorise nothing."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec

from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.json_text import JsonTextError, read_json, refuse_no_text
from blackstart.gates.packets import encode, make_packets
from blackstart.model.fleet import Fleet
from blackstart.model.gates import CONSTANTS
from blackstart.model.origin import explain_origin, is_drill, suits
from blackstart.model.packets import PacketAnswer, PacketSet
from blackstart.model.summary import BASELINE_DIGEST, FLEET, Summary

COUNTERS = (
    "request_sent_count",
    "owner_response_received_count",
    "owner_response_accepted_count",
    "runtime_action_authorized_count",
)
OTHER_ORIGIN = {True: "blocked_rehearsal_packet", False: "blocked_packet_of_the_fleet"}
"""By whether a drill made it: the status of what was made elsewhere than is meant."""
Fault = tuple[str, str]


def guard_packets(data: bytes, fleet: Fleet, summary: Summary | None) -> PacketAnswer:
    """Judge a packet file against the summary, or against the one it holds where none is given.

    What no rule has a word for is still refused: only the packets that this summary gives pass.
    """
    try:
        found = read_json(data)
    except JsonTextError as error:
        return PacketAnswer(gates=0, status="blocked_unreadable_packet", reason=str(error))
    source = summary or find_summary(found)
    if source is None:
        return PacketAnswer(gates=0, status="blocked_unreadable_packet", reason="it holds no summary it was made of")
    wrong = () if summary else find_contradictions(fleet, source)
    expected = make_packets(fleet, source)
    edited = (("blocked_edited_packet", f"{key!a} in its summary is not what the rest comes to") for key in wrong)
    fault = next(chain(list_faults(found, expected, source, fleet), edited), None)
    status, reason = fault or ("", "")
    return PacketAnswer(gates=expected.next_gate_count, status=status, reason=reason, origin=source.origin)


def find_summary(found: Any) -> Summary | None:
    """Return the summary that the packets hold, or None."""
    values = take(take(found, "source"), "summary")
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        return None
    try:
        refuse_no_text(values)
    except JsonTextError:
        return None
    return Summary(values=values)


def list_faults(found: Any, expected: PacketSet, source: Summary, fleet: Fleet) -> Iterator[Fault]:
    """Yield what is wrong, the plainest first."""
    if take(found, "schema_version") != expected.schema_version:
        yield "blocked_wrong_schema", f"it is not of {expected.schema_version}"
    yield from list_stale(found, expected, source, fleet)
    yield from list_gate_faults(found, expected)
    yield from (
        ("blocked_authorising_packet", f"{name} must be 0")
        for name, value in [
            *((name, take(found, name)) for name in COUNTERS),
            *((name, take(take(found, "constants"), name)) for name in CONSTANTS),
        ]
        if value != 0 or isinstance(value, bool)
    )
    if encode(found) != encode(expected):
        yield "blocked_edited_packet", "it is not what this summary gives; make it anew"


def list_stale(found: Any, expected: PacketSet, source: Summary, fleet: Fleet) -> Iterator[Fault]:
    """Yield that the packets are of another origin or summary, or the summary of another pack."""
    if not suits(source.origin, fleet.origin):
        yield OTHER_ORIGIN[is_drill(source.origin)], explain_origin(source.origin, fleet.origin)
    if take(take(found, "source"), "summary_sha256") != expected.source.summary_sha256:
        yield "blocked_stale_packet", "it was made of another summary"
    if source.values.get(FLEET) != fleet.name or source.values.get(BASELINE_DIGEST) != fleet.digest:
        yield "blocked_stale_packet", "its summary was taken by another baseline than the pack now has"


def list_gate_faults(found: Any, expected: PacketSet) -> Iterator[Fault]:
    """Yield gates that stand twice, are not open, or are left out."""
    packets = take(found, "owner_packets")
    named = [take(packet, "gate") for packet in packets] if isinstance(packets, list) else []
    gates = [gate for gate in named if isinstance(gate, str)]
    wanted = expected.source.next_required_gates
    yield from (("blocked_duplicate_gate", f"{gate} stands twice") for gate in gates if gates.count(gate) > 1)
    yield from (("blocked_wrong_gate", f"{gate!a} is not open") for gate in gates if gate not in wanted)
    yield from (("blocked_missing_gate", f"{gate} has no packet") for gate in wanted if gate not in gates)


def take(found: Any, key: str) -> Any:
    """Return a key's value, or None."""
    return found.get(key) if isinstance(found, dict) else None


def read_packets(data: bytes) -> PacketSet:
    """Return the packets of a file that the guard let pass."""
    return msgspec.json.decode(data, type=PacketSet)
