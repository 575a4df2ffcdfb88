"""Guard and dispatch agree on every summary, and worse evidence never opens what was closed to say."""

from gates_pack import load_gated, make_summary
from hypothesis import given
from hypothesis import strategies as st

from blackstart.gates.declarations import guard_declarations
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.model.summary import Summary
from blackstart.render.packets import write_json

FLEET = load_gated()
GATES = FLEET.gates
KEYS = ("INTERRUPTED", "ALLOWED", "SERVED", "MISSING", "ACCEPTED")
VALUES = st.none() | st.sampled_from(["0", "1", "2", "", "unknown", "SERVED", "COMPLETE", "SERVED,COMPLETE"])
summaries = st.fixed_dictionaries(dict.fromkeys(KEYS, VALUES))


def make(values: dict[str, str | None]) -> Summary:
    """Make a summary; None leaves the line out."""
    known = {key: value for key, value in values.items() if value is not None}
    full = make_summary(FLEET, **known)
    return Summary(values={key: value for key, value in full.values.items() if values.get(key, "") is not None})


def list_allowed(summary: Summary) -> set[str]:
    """Return what may be declared."""
    return {answer.name for answer in guard_declarations(FLEET, summary) if answer.allowed}


def list_open(summary: Summary) -> set[str]:
    """Return the open gates."""
    assert GATES is not None
    return {opened.gate.id for opened in find_open_gates(GATES, summary)}


@given(summaries)
def test_no_declaration_passes_an_open_gate(values: dict[str, str | None]) -> None:
    """What an open gate forbids is forbidden, and every forbidden one names what is missing."""
    assert GATES is not None
    summary = make(values)
    allowed = list_allowed(summary)
    for opened in find_open_gates(GATES, summary):
        assert opened.unmet
        assert allowed.isdisjoint(opened.forbids)
    for answer in guard_declarations(FLEET, summary):
        assert answer.allowed != bool(answer.run or answer.gates)


@given(summaries)
def test_what_a_person_decides_is_never_allowed(values: dict[str, str | None]) -> None:
    """Whatever the summary says, and whatever it claims to be allowed."""
    assert "ACTION_AUTHORIZED" not in list_allowed(make(values))


@given(summaries, st.sampled_from(KEYS), st.sampled_from([None, "unknown", ""]))
def test_lost_evidence_clears_nothing(values: dict[str, str | None], key: str, worse: str | None) -> None:
    """A line that is gone, empty or unknown opens gates and forbids; it never does the opposite."""
    before, after = make(values), make({**values, key: worse})
    assert list_allowed(after) <= list_allowed(before)
    assert list_open(before) <= list_open(after)


@given(summaries)
def test_packets_are_of_the_open_gates_and_pass_their_guard(values: dict[str, str | None]) -> None:
    """The chain never disagrees with itself, and gives the same bytes again."""
    summary = make(values)
    packets = make_packets(FLEET, summary)
    assert {packet.gate for packet in packets.owner_packets} == list_open(summary)
    text = write_json(packets)
    assert text == write_json(make_packets(FLEET, summary))
    assert not guard_packets(text.encode(), FLEET, summary).status
