"""Packets, responses and what is said of them, as files and lines."""

from typing import Any

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.origin import Origin, is_drill
from blackstart.model.packets import OwnerResponse, PacketAnswer, PacketSet, ResponseAnswer
from blackstart.render.gates import name_line
from blackstart.render.wording import plain

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def write_json(thing: Any) -> str:
    """Return a struct's JSON for people and programs, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(thing), indent=2).decode() + "\n"


def write_packet_answer(answer: PacketAnswer, fleet: Fleet) -> str:
    """Return the contract guard's line."""
    word = "BLOCKED" if answer.status else "OK"
    status = f" status={answer.status}" if answer.status else ""
    name = name_line(fleet, f"OWNER_PACKET_CONTRACT_GUARD_{word}")
    line = f"{name}{status} gates={answer.gates} request_sent=0 accepted=0 runtime_gate=0\n"
    return line + mark_origin(answer.origin) + write_reason(answer.reason)


def write_response_answer(answer: ResponseAnswer, fleet: Fleet) -> str:
    """Return the preflight's line; nothing is accepted by it, not even what is ready for review."""
    name = name_line(fleet, f"OWNER_RESPONSE_PREFLIGHT_{'READY' if answer.ready else 'BLOCKED'}")
    line = (
        f"{name} status={answer.status} expected_gates={answer.expected} received={answer.received} "
        f"accepted=0 runtime_gate=0\n"
    )
    return line + mark_origin(answer.origin) + write_reason(answer.reason)


def mark_origin(origin: Origin) -> str:
    """Return the line that tells a rehearsal; nothing of the fleet itself."""
    return f"ORIGIN={plain(origin)}\n" if is_drill(origin) else ""


def write_reason(reason: str) -> str:
    """Return the reason on a line of its own, where there is one."""
    return f"reason: {plain(reason)}\n" if reason else ""


def write_schema(fleet: Fleet, kind: type[PacketSet] | type[OwnerResponse]) -> str:
    """Return the JSON Schema of packets or responses, with the pack's name for it."""
    schema = msgspec.json.schema(kind)
    names = (None, None) if fleet.gates is None else (fleet.gates.packet_schema, fleet.gates.response_schema)
    name = names[0] if kind is PacketSet else names[1]
    shape = schema["$defs"][kind.__name__]
    if name is not None:
        shape["properties"]["schema_version"] = {"const": name}
    return write_json({"$schema": DRAFT, "title": name or kind.__name__, **schema})
