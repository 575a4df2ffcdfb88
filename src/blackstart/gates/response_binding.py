"""Whether a response answers these packets: the gates that are open, each once, and all that they ask for."""

from collections import Counter
from collections.abc import Iterator, Mapping

from blackstart.model.gates import MISSING_EVIDENCE, Gate, GateTable
from blackstart.model.packets import GateResponse, OwnerResponse, Packet, PacketSet

Fault = tuple[str, str]


def list_binding_faults(
    response: OwnerResponse, table: GateTable, gates: Mapping[str, Gate], packets: PacketSet
) -> Iterator[Fault]:
    """Yield what is wrong, the plainest first."""
    wanted = {packet.gate: packet for packet in packets.owner_packets}
    if response.schema_version != table.response_schema:
        yield "blocked_wrong_schema", f"it is not of {table.response_schema}"
    counts = Counter(one.gate for one in response.responses)
    yield from (("blocked_duplicate_gate", f"{gate} is answered twice") for gate in counts if counts[gate] > 1)
    yield from (("blocked_wrong_gate", f"{gate!a} is not open") for gate in counts if gate not in wanted)
    if response.summary_sha256 != packets.source.summary_sha256:
        yield "blocked_stale_packet", "it answers packets of another summary"
    for one in response.responses:
        yield from list_gate_faults(one, wanted[one.gate], gates[one.gate])
    yield from (("blocked_missing_gate", f"{gate} is not answered") for gate in wanted if gate not in counts)


def list_gate_faults(response: GateResponse, packet: Packet, gate: Gate) -> Iterator[Fault]:
    """Yield what is wrong with the response for one gate."""
    if response.packet_sha256 != packet.packet_sha256:
        yield "blocked_edited_packet", f"it answers another packet for {gate.id} than the summary gives"
    asked = [wanted.id for wanted in packet.evidence_wanted]
    given = Counter(one.id for one in response.evidence)
    lacking = [name for name in asked if name not in given]
    if lacking:
        yield gate.missing_status, f"{gate.id} lacks evidence: {', '.join(lacking)}"
    if set(given) - set(asked) or given.total() > len(given):
        yield MISSING_EVIDENCE, f"evidence for {gate.id} is not what was asked for, each piece once"
    if sorted(response.stays_forbidden) != sorted(action.id for action in packet.forbidden_actions):
        yield "blocked_forbidden_actions_changed", f"{gate.id}: what stays forbidden is not as in the packet"
