"""The preflight of an owner's response: what does not fail closed may be looked at by a reviewer, no more."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from blackstart.gates.encodings import list_decodings
from blackstart.gates.evidence_date import list_date_faults
from blackstart.gates.evidence_substance import list_substance_faults
from blackstart.gates.json_text import JsonTextError, read_json, refuse_no_text
from blackstart.gates.json_values import JsonValue, walk_values
from blackstart.gates.request_words import GENERAL, SENTENCE_END, plain_words
from blackstart.gates.response_binding import list_binding_faults
from blackstart.gates.response_template import is_placeholder, is_untouched
from blackstart.gates.secret_scan import find_secret
from blackstart.gates.split_secret import find_split_secret
from blackstart.model.fleet import Fleet
from blackstart.model.gates import Gate, GateTable
from blackstart.model.packets import READY, EvidenceReference, GateResponse, OwnerResponse, PacketSet, ResponseAnswer
from blackstart.secrecy.obfuscation import list_reversed, normalise_letters

NO_FILE = "blocked_waiting_owner_response_file"
NO_CONTENT = "blocked_waiting_owner_response_content"
LONGEST = 4000
DIGEST = re.compile("[0-9a-f]{64}")
DIGEST_KEYS = ("packet_sha256", "summary_sha256")
ACTION_ID = re.compile("[A-Za-z0-9_-]+")
OFFERED = ("stays_forbidden",)
"""Under this key the packet's own forbidden actions are named; they are no request for them."""
SHAPES = (OwnerResponse, GateResponse, EvidenceReference)

Fault = tuple[str, str]


def preflight(data: bytes | None, fleet: Fleet, packets: PacketSet, *, now: float | None = None) -> ResponseAnswer:
    """Judge a response to the packets at a moment (Unix seconds); None is no file.

    The first fault decides, and nothing is ever accepted.
    """
    expected = packets.next_gate_count
    if data is None:
        return ResponseAnswer(status=NO_FILE, expected=expected, reason="there is no response")
    try:
        found = read_json(data)
        refuse_no_text(found)
        values = tuple(walk_values(found))
        refuse_long(values)
    except JsonTextError as error:
        return ResponseAnswer(status="blocked_unreadable_response", expected=expected, reason=str(error))
    table = fleet.gates or GateTable()
    fault = next(list_content_faults(values, table), None)
    if fault is not None:
        return ResponseAnswer(status=fault[0], expected=expected, reason=fault[1])
    return judge_response(found, table, packets, now)


def refuse_long(values: Iterable[JsonValue]) -> None:
    """Raise JsonTextError for a text that nobody writes by hand."""
    if any(len(value.text) > LONGEST for value in values):
        raise JsonTextError(f"a text in it has more than {LONGEST} signs")


def list_content_faults(values: tuple[JsonValue, ...], table: GateTable) -> Iterator[Fault]:
    """Yield what is wrong with what it says, whatever its shape: secrets before all else."""
    known = list_known(table)
    own = tuple(re.compile(pattern) for pattern in table.secrets)
    free = [value for value in values if not (value.key in DIGEST_KEYS and DIGEST.fullmatch(value.text))]
    where = find_secret(free, known, own)
    if where is not None:
        yield "blocked_secret_payload", f"what stands under {where!a} may be a secret: name where it can be reviewed"
    if where is None and (where := find_split_secret(free, known, own)) is not None:
        yield "blocked_secret_payload", f"what stands under {where!a} and beside it may be a secret in pieces"
    yield from list_action_faults(free, table, known)
    if is_untouched(values, table):
        yield NO_CONTENT, "nothing in it is filled in"
    for value in values:
        if is_placeholder(value.text, table):
            yield "blocked_placeholder_content", f"{value.key!a} is not filled in"


def list_known(table: GateTable) -> frozenset[str]:
    """Return texts that the packets and the shape of a response hold themselves, also of gates that are cleared."""
    names = {field for shape in SHAPES for field in shape.__struct_fields__}
    for gate in table.gates:
        names |= {gate.id, gate.owner}
        names |= {thing.id for thing in (*gate.evidence, *gate.forbidden_actions)}
    return frozenset({*names, table.response_schema})


def list_action_faults(values: Iterable[JsonValue], table: GateTable, known: frozenset[str]) -> Iterator[Fault]:
    """Yield what it asks for that nobody may do for a response; the pack's order tells which word comes first."""
    texts = [(value, tuple(list_readings(value.text))) for value in values if not is_offered(value, known)]
    for refused in (*table.refused, GENERAL):
        patterns = [re.compile(pattern) for pattern in refused.patterns]
        for value, readings in texts:
            if any(pattern.search(text) for pattern in patterns for text in readings):
                yield refused.status, f"{value.key!a} asks for what a response cannot have: say only what was seen"


def is_offered(value: JsonValue, known: frozenset[str]) -> bool:
    """Tell whether the packet itself holds the text in that place; what stays forbidden is compared with it later."""
    if value.key in OFFERED and not value.is_key and ACTION_ID.fullmatch(value.text):
        return True
    return value.text in known and (value.is_key or value.key in ("gate", "id", "owner", "schema_version"))


def list_readings(text: str) -> Iterator[str]:
    """Yield in plain words, each once, what the text says and what it may say in disguise."""
    whole = (*list_decodings(text), *list_reversed(normalise_letters(text)))
    sentences = (part for one in whole for part in SENTENCE_END.split(one))
    yield from dict.fromkeys(map(plain_words, (*whole, *sentences)))


def judge_response(found: Any, table: GateTable, packets: PacketSet, now: float | None) -> ResponseAnswer:
    """Judge a response whose words are clean by its shape, and by the packets it answers."""
    expected = packets.next_gate_count
    try:
        response = msgspec.convert(found, OwnerResponse)
    except msgspec.ValidationError as error:
        return ResponseAnswer(status="blocked_malformed_response", expected=expected, reason=str(error))
    gates: dict[str, Gate] = {gate.id: gate for gate in table.gates}
    open_gates = set(packets.source.next_required_gates)
    received = len({one.gate for one in response.responses} & open_gates)
    faults = (
        list_binding_faults(response, table, gates, packets),
        list_date_faults(response, packets, now),
        list_substance_faults(response, table),
    )
    fault = next(chain.from_iterable(faults), None)
    if fault is not None:
        return ResponseAnswer(status=fault[0], expected=expected, received=received, reason=fault[1])
    return ResponseAnswer(status=READY, expected=expected, received=received)
