"""Whatever somebody sends in for a response is refused by a word or ready for a reviewer; nothing of it is told."""

import json
from typing import Any

import msgspec
from gates_pack import load_gated, make_summary
from hypothesis import given
from hypothesis import strategies as st

from blackstart.gates.packets import make_packets
from blackstart.gates.response import preflight
from blackstart.gates.response_template import make_template
from blackstart.model.packets import READY
from blackstart.render.packets import write_response_answer

FLEET = load_gated()
PACKETS = make_packets(FLEET, make_summary(FLEET, MISSING="2", ACCEPTED="0"))
MARK = "Zq7"
"""A piece of a secret that the answer must not hold."""
signs = st.characters(codec=None, categories=None) | st.sampled_from(list("=&#;%\\x0u41aA \n\ud800\u200b重啟密碼"))
texts = st.text(signs, max_size=60)
documents: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def fill(text: str, key: str) -> dict[str, Any]:
    """Return the template filled in, with one text as it comes."""
    assert FLEET.gates is not None
    found: dict[str, Any] = msgspec.to_builtins(make_template(FLEET.gates, PACKETS))
    for response in found["responses"]:
        response["owner"] = "Operations lead, on call"
        for piece in response["evidence"]:
            piece |= {"reference": "record ESC-1041", "observed_at": "2026-06-26", "summary": "Seen in the safe."}
    found["responses"][0]["evidence"][0][key] = text
    return found


@given(texts, st.sampled_from(["summary", "reference", "observed_at", "id"]))
def test_any_text_has_its_word(text: str, key: str) -> None:
    """And the reason holds nothing of what may be secret."""
    answer = preflight(json.dumps(fill(f"{MARK}={text}", key)).encode(), FLEET, PACKETS)
    assert answer.status == READY or answer.status.startswith("blocked_")
    assert MARK not in write_response_answer(answer, FLEET)


@given(documents)
def test_any_document_is_refused(document: object) -> None:
    """By a word."""
    assert preflight(json.dumps(document).encode(), FLEET, PACKETS).status.startswith("blocked_")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes) -> None:
    """By a word."""
    assert preflight(data, FLEET, PACKETS).status.startswith("blocked_")
