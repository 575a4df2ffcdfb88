"""The response template, and how to tell that somebody has not filled it in."""

import re
from collections.abc import Iterable

import msgspec

from blackstart.gates.json_values import JsonValue
from blackstart.model.gates import GateTable
from blackstart.model.packets import EvidenceReference, GateResponse, OwnerResponse, Packet, PacketSet
from blackstart.secrecy.obfuscation import normalise_letters

FREE = ("owner", "reference", "observed_at", "summary")
"""The keys that an owner fills in."""
PLACEHOLDER = re.compile(
    r"\s*(?:<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?|\W*|(?:to do|todo|tbd|tba|fixme|none|null|nil|n a|na|unknown|pending|"
    r"change ?me|fill(?: me)? in|replace ?me|your .*|example.*|sample.*|placeholder.*|lorem .*|foo|bar|test|x{2,}|"
    r"yyyy mm dd.*|ticket \d*0000?|待填.*|待補.*|範例.*|測試|"
    r"ok(?:ay)?|yes|no|y|done|agreed?|approved?|accepted?|confirmed|lgtm|ditto|same|see above|as above|"
    r"同意|批准|已?核准|通過|已?確認|同上|無|沒有|好|可以))\s*",
    re.IGNORECASE | re.DOTALL,
)
"""What says nothing yet, and what only agrees: an approval is no evidence."""
INSIDE = re.compile(r"<[^<>\n]{1,80}>|\b(?:TODO|TBD|FIXME|XXX|PLACEHOLDER|CHANGEME)\b|\$\{|\{\{", re.IGNORECASE)


WHERE = "where a reviewer finds it: a ticket, a record; never the thing itself"
WHAT = "what it shows, without any secret"
WHO = "who answers for it"
BLANKS = (WHERE, WHAT, WHO, "YYYY-MM-DD")
"""What the template says where something is to be filled in."""


def make_template(table: GateTable, packets: PacketSet) -> OwnerResponse:
    """Return a response to the packets in which nothing is filled in; as it is, it is refused."""
    return OwnerResponse(
        schema_version=table.response_schema,
        summary_sha256=packets.source.summary_sha256,
        responses=tuple(make_gate_template(packet) for packet in packets.owner_packets),
    )


def make_gate_template(packet: Packet) -> GateResponse:
    """Return the part of one gate."""
    blank = EvidenceReference(
        id="",
        reference=f"<{WHERE}>",
        observed_at="<YYYY-MM-DD>",
        summary=f"<{WHAT}>",
    )
    return GateResponse(
        gate=packet.gate,
        packet_sha256=packet.packet_sha256,
        owner=f"<{WHO}>",
        evidence=tuple(msgspec.structs.replace(blank, id=wanted.id) for wanted in packet.evidence_wanted),
        stays_forbidden=tuple(action.id for action in packet.forbidden_actions),
    )


def is_untouched(values: Iterable[JsonValue], table: GateTable) -> bool:
    """Tell whether nothing that an owner fills in says anything."""
    return all(is_placeholder(value.text, table) for value in values if value.key in FREE and not value.is_key)


def is_placeholder(text: str, table: GateTable) -> bool:
    """Tell whether a text stands for one that is still to be written."""
    plain = normalise_letters(text)
    spoken = re.sub(r"[\W_]+", " ", plain)
    if PLACEHOLDER.fullmatch(plain) or PLACEHOLDER.fullmatch(spoken) or INSIDE.search(plain):
        return True
    return any(re.search(pattern, plain, re.IGNORECASE) for pattern in table.placeholders)
