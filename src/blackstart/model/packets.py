"""What owners are given, and what they give back: the JSON files of both."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from blackstart.model.gates import Text
from blackstart.model.origin import FLEET_ITSELF, Origin

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 in hexadecimal.")]
Nothing = Literal[0]
Said = Annotated[str, Meta(min_length=1, max_length=2000)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of evidence, or an action that stays forbidden, by id."""

    id: str
    says: Text = {}


class Packet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one gate's owner is asked. `packet_sha256` is over the packet with that field empty."""

    gate: str
    priority: str
    owner: str
    says: Text
    open_because: tuple[str, ...]
    evidence_wanted: tuple[Wanted, ...]
    current_evidence: dict[str, str]
    forbidden_actions: tuple[Wanted, ...]
    forbidden_declarations: tuple[str, ...]
    packet_sha256: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The summary that the packets were made of."""

    summary_sha256: str
    next_required_gates: tuple[str, ...]
    summary: dict[str, str]


class PacketSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The packets of all gates that are open. It is no request and no approval: every counter is 0."""

    schema_version: str
    source: Source
    next_gate_count: int
    p0_gate_count: int
    request_sent_count: Nothing = 0
    owner_response_received_count: Nothing = 0
    owner_response_accepted_count: Nothing = 0
    runtime_action_authorized_count: Nothing = 0
    constants: dict[str, Nothing]
    owner_packets: tuple[Packet, ...]


class EvidenceReference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a piece of evidence can be reviewed, and what it shows; never the thing itself."""

    id: str
    reference: Said
    observed_at: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$")]
    summary: Said


class GateResponse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the owner of one gate has to show, and that all stays undone which the packet forbids."""

    gate: str
    packet_sha256: Digest
    owner: Said
    evidence: tuple[EvidenceReference, ...]
    stays_forbidden: tuple[str, ...]


class OwnerResponse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The owners' answer to a set of packets."""

    schema_version: str
    summary_sha256: Digest
    responses: tuple[GateResponse, ...]


class PacketAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the contract guard says of a packet file; `status` is empty where it may be used."""

    gates: int
    status: str = ""
    reason: str = ""
    origin: Origin = FLEET_ITSELF


class ResponseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the preflight says of a response. Even the best one is accepted by nobody yet."""

    status: str
    expected: int
    received: int = 0
    reason: str = ""
    origin: Origin = FLEET_ITSELF

    @property
    def ready(self) -> bool:
        """Whether an independent reviewer may look at it."""
        return self.status == READY


READY = "ready_for_independent_review"
