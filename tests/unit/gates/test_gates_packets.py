"""Owner packets: what the summary says, and refused where they say anything else."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from gates_pack import load_gated, make_summary

from blackstart.gates.packet_guard import guard_packets, read_packets
from blackstart.model.fleet import Fleet
from blackstart.model.packets import OwnerResponse, PacketSet
from blackstart.model.summary import Summary
from blackstart.render.packets import write_json, write_packet_answer, write_schema

Edit = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Edit, str]] = {
    "schema": (lambda found: found.update(schema_version="other"), "blocked_wrong_schema"),
    "stale": (lambda found: found["source"].update(summary_sha256="0" * 64), "blocked_stale_packet"),
    "no source": (lambda found: found.update(source=[]), "blocked_stale_packet"),
    "duplicate": (lambda found: found["owner_packets"].append(found["owner_packets"][0]), "blocked_duplicate_gate"),
    "wrong gate": (lambda found: found["owner_packets"][0].update(gate="other"), "blocked_wrong_gate"),
    "missing gate": (lambda found: found["owner_packets"].pop(), "blocked_missing_gate"),
    "no packets": (lambda found: found.update(owner_packets=None), "blocked_missing_gate"),
    "request sent": (lambda found: found.update(request_sent_count=1), "blocked_authorising_packet"),
    "false is no 0": (lambda found: found["constants"].update(RUNTIME_GATE=False), "blocked_authorising_packet"),
    "owner": (lambda found: found["owner_packets"][0].update(owner="Me"), "blocked_edited_packet"),
    "more": (lambda found: found.update(more="\ud800"), "blocked_edited_packet"),
    "figure": (lambda found: found.update(next_gate_count=2.0), "blocked_edited_packet"),
}


def edit(packets: PacketSet, change: Edit) -> bytes:
    """Return the packets with a change."""
    found = json.loads(write_json(packets))
    change(found)
    return json.dumps(found).encode()


@pytest.mark.parametrize("given", [True, False])
def test_packets_are_in_order(fleet: Fleet, packets: PacketSet, summary: Summary, *, given: bool) -> None:
    """By the summary's file, and by the summary in them; the line is the runbook's but for the prefix."""
    data = write_json(packets).encode()
    answer = guard_packets(data, fleet, summary if given else None)
    line = "SMALL_OWNER_PACKET_CONTRACT_GUARD_OK gates=2 request_sent=0 accepted=0 runtime_gate=0\n"
    assert write_packet_answer(answer, fleet) == line
    assert read_packets(data) == packets
    assert (packets.next_gate_count, packets.p0_gate_count) == (2, 1)


@pytest.mark.parametrize(("change", "status"), WRONG.values(), ids=WRONG)
def test_wrong_packets_have_their_word(
    fleet: Fleet, packets: PacketSet, summary: Summary, change: Edit, status: str
) -> None:
    """Each by its own."""
    answer = guard_packets(edit(packets, change), fleet, summary)
    assert answer.status == status
    assert write_packet_answer(answer, fleet).startswith(f"SMALL_OWNER_PACKET_CONTRACT_GUARD_BLOCKED status={status} ")


@pytest.mark.parametrize("data", [b"[", b"[]", b'{"source": {"summary": {"A": 1}}}'])
def test_packets_that_cannot_be_read_are_refused(fleet: Fleet, data: bytes) -> None:
    """Neither JSON, nor packets with the summary they were made of."""
    assert guard_packets(data, fleet, None).status == "blocked_unreadable_packet"


def test_packets_of_another_summary_or_pack_are_stale(fleet: Fleet, packets: PacketSet) -> None:
    """The gate may have been cleared meanwhile, or the pack's gates be others."""
    data = write_json(packets).encode()
    assert guard_packets(data, fleet, make_summary(fleet)).status == "blocked_stale_packet"
    other = load_gated(fleet="name: small\ntitle: Other\nhosts:\n  a: {address: 192.0.2.1}\n")
    assert guard_packets(data, other, None).status == "blocked_stale_packet"


def test_schemas_bear_the_packs_names(fleet: Fleet) -> None:
    """Of packets and of responses."""
    for kind, name in ((PacketSet, "small_packets_v1"), (OwnerResponse, "small_response_v1")):
        schema = json.loads(write_schema(fleet, kind))
        assert schema["$defs"][kind.__name__]["properties"]["schema_version"] == {"const": name}


def test_schema_without_a_pack_of_gates(fleet: Fleet) -> None:
    """Any name then fits."""
    bare = msgspec.structs.replace(fleet, gates=None)
    assert json.loads(write_schema(bare, PacketSet))["title"] == "PacketSet"
