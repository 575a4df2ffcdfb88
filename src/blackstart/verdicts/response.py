"""The preflight of an owner's response: what does not fail closed may be looked at by a reviewer, no more."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from blackstart.model.fleet import Fleet
from blackstart.model.gates import Gate, GateTable
from blackstart.model.packets import READY, EvidenceReference, GateResponse, OwnerResponse, PacketSet, ResponseAnswer
from blackstart.verdicts.disguise import unfold
from blackstart.verdicts.evidence_date import list_date_faults
from blackstart.verdicts.json_text import JsonTextError, read_json, refuse_no_text
from blackstart.verdicts.leaves import Leaf, walk_leaves
from blackstart.verdicts.masks import draw_plainly, list_turned
from blackstart.verdicts.request_words import GENERAL, SENTENCE_END, plain_words
from blackstart.verdicts.response_binding import list_binding_faults
from blackstart.verdicts.response_template import is_placeholder, is_untouched
from blackstart.verdicts.secret_scan import find_secret
from blackstart.verdicts.split_secret import find_split_secret
from blackstart.verdicts.substance import list_substance_faults

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
        leaves = tuple(walk_leaves(found))
        refuse_long(leaves)
    except JsonTextError as error:
        return ResponseAnswer(status="blocked_unreadable_response", expected=expected, reason=str(error))
    table = fleet.gates or GateTable()
    fault = next(list_content_faults(leaves, table), None)
    if fault is not None:
        return ResponseAnswer(status=fault[0], expected=expected, reason=fault[1])
    return judge_response(found, table, packets, now)


def refuse_long(leaves: Iterable[Leaf]) -> None:
    """Raise JsonTextError for a text that nobody writes by hand."""
    if any(len(leaf.text) > LONGEST for leaf in leaves):
        raise JsonTextError(f"a text in it has more than {LONGEST} signs")


def list_content_faults(leaves: tuple[Leaf, ...], table: GateTable) -> Iterator[Fault]:
    """Yield what is wrong with what it says, whatever its shape: secrets before all else."""
    known = list_known(table)
    own = tuple(re.compile(pattern) for pattern in table.secrets)
    free = [leaf for leaf in leaves if not (leaf.key in DIGEST_KEYS and DIGEST.fullmatch(leaf.text))]
    where = find_secret(free, known, own)
    if where is not None:
        yield "blocked_secret_payload", f"what stands under {where!a} may be a secret: name where it can be reviewed"
    if where is None and (where := find_split_secret(free, known, own)) is not None:
        yield "blocked_secret_payload", f"what stands under {where!a} and beside it may be a secret in pieces"
    yield from list_action_faults(free, table, known)
    if is_untouched(leaves, table):
        yield NO_CONTENT, "nothing in it is filled in"
    for leaf in leaves:
        if is_placeholder(leaf.text, table):
            yield "blocked_placeholder_content", f"{leaf.key!a} is not filled in"


def list_known(table: GateTable) -> frozenset[str]:
    """Return texts that the packets and the shape of a response hold themselves, also of gates that are cleared."""
    names = {field for shape in SHAPES for field in shape.__struct_fields__}
    for gate in table.gates:
        names |= {gate.id, gate.owner}
        names |= {thing.id for thing in (*gate.evidence, *gate.forbidden_actions)}
    return frozenset({*names, table.response_schema})


def list_action_faults(leaves: Iterable[Leaf], table: GateTable, known: frozenset[str]) -> Iterator[Fault]:
    """Yield what it asks for that nobody may do for a response; the pack's order tells which word comes first."""
    texts = [(leaf, tuple(list_readings(leaf.text))) for leaf in leaves if not is_offered(leaf, known)]
    for refused in (*table.refused, GENERAL):
        patterns = [re.compile(pattern) for pattern in refused.patterns]
        for leaf, readings in texts:
            if any(pattern.search(text) for pattern in patterns for text in readings):
                yield refused.status, f"{leaf.key!a} asks for what a response cannot have: say only what was seen"


def is_offered(leaf: Leaf, known: frozenset[str]) -> bool:
    """Tell whether the packet itself holds the text in that place; what stays forbidden is compared with it later."""
    if leaf.key in OFFERED and not leaf.is_key and ACTION_ID.fullmatch(leaf.text):
        return True
    return leaf.text in known and (leaf.is_key or leaf.key in ("gate", "id", "owner", "schema_version"))


def list_readings(text: str) -> Iterator[str]:
    """Yield in plain words, each once, what the text says and what it may say in disguise."""
    whole = (*unfold(text), *list_turned(draw_plainly(text)))
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
