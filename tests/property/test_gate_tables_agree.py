"""Whatever gates and declarations a pack has: what an open gate forbids is forbidden, and all links name the same."""

import msgspec
from gates_pack import load_gated
from hypothesis import example, given
from hypothesis import strategies as st

from blackstart.gates.declarations import guard_declarations
from blackstart.gates.open_gates import find_open_gates
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.response import preflight
from blackstart.gates.response_template import make_template
from blackstart.model.fleet import Fleet
from blackstart.model.gates import Condition, Gate, GateTable, Named
from blackstart.model.summary import Summary
from blackstart.render.gates import write_declarations, write_dispatch
from blackstart.render.packets import write_json

SMALL = load_gated()
KEYS = ("INTERRUPTED", "A", "B", "C")
WELL = dict.fromkeys(KEYS, "0")
NAMES = ("SERVED", "COMPLETE", "ACTION_AUTHORIZED")
ONE = (Named(id="it"),)
values = st.sampled_from(["0", "1", "2", "unknown", ""])
conditions = st.builds(
    Condition, key=st.sampled_from(KEYS[1:]), values=st.lists(values, min_size=1, max_size=2, unique=True).map(tuple)
)
asked = st.lists(conditions, min_size=1, max_size=2).map(tuple)
forbidden = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
lists = st.fixed_dictionaries(
    {},
    optional={
        "ALLOWED": st.sampled_from(["none", "SERVED", "SERVED,COMPLETE"]),
        "NEXT": st.sampled_from(["none", "g0"]),
    },
)
told = st.tuples(st.dictionaries(st.sampled_from(KEYS), values), lists).map(lambda both: {**both[0], **both[1]})
seen = told | told.map(lambda some: {**WELL, **some}) | st.just(WELL)
"""Mostly a run that tells most things: of one that does not every gate is open."""


@st.composite
def tables(draw: st.DrawFn) -> GateTable:
    """Make a table of a few gates and declarations."""
    gates = [
        Gate(
            id=f"g{number}",
            priority=draw(st.sampled_from(["P0", "P1"])),
            owner="Its owner",
            cleared_by=draw(asked),
            evidence=ONE,
            forbidden_actions=ONE,
            forbids=draw(st.dictionaries(st.sampled_from(["x", "y"]), forbidden, min_size=1)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return GateTable(gates=tuple(gates), named_in=tuple(draw(st.sampled_from([(), ("NEXT",)]))))


def read(text: str) -> dict[str, str]:
    """Return lines KEY=VALUE by key."""
    return dict(line.split("=", 1) for line in text.splitlines())


def gate(fleet: Fleet, table: GateTable) -> Fleet:
    """Return the fleet with another table."""
    return msgspec.structs.replace(fleet, gates=table)


SOUND = GateTable(
    gates=(
        Gate(id="g", owner="o", cleared_by=(Condition(key="A", values=("0",)),), evidence=ONE, forbidden_actions=()),
    ),
    named_in=("NEXT",),
)


@given(tables(), seen)
@example(SOUND, {**WELL, "NEXT": "none", "ALLOWED": "SERVED"})
def test_guard_and_dispatch_never_disagree(table: GateTable, lines: dict[str, str]) -> None:
    """The same gates are open in the guard, the dispatch, the packets and the template, and each is honoured."""
    fleet, summary = gate(SMALL, table), Summary(values=lines)
    opened = find_open_gates(table, summary)
    names = [one.gate.id for one in opened]
    packets = make_packets(fleet, summary)
    assert [packet.gate for packet in packets.owner_packets] == names
    assert [part.gate for part in make_template(table, packets).responses] == names
    dispatched = read(write_dispatch(opened, summary))
    assert dispatched["NEXT_REQUIRED_GATES"] == (",".join(names) or "none")
    assert dispatched["NEXT_GATE_COUNT"] == str(len(names)) == str(packets.next_gate_count)
    answers = guard_declarations(fleet, summary)
    for answer in answers:
        forbidding = [one.gate.id for one in opened if answer.name in one.forbids]
        assert [*answer.gates] == forbidding
        assert not (answer.allowed and forbidding)
    guarded = read(write_declarations(answers, summary))
    assert guarded["SUMMARY_SHA256"] == dispatched["SUMMARY_SHA256"] == packets.source.summary_sha256
    for answer in answers:
        side = "ALLOWED" if answer.allowed else "FORBIDDEN"
        assert answer.name in guarded[f"{side}_DECLARATIONS"].split(",")
        assert answer.allowed or guarded[f"FORBIDDEN_{answer.name}"] not in {"", "''"}
    assert {guarded[key] for key in ("RUNTIME_GATE", "DISPATCH_AUTHORIZED", "OWNER_RESPONSE_ACCEPTED")} == {"0"}


@given(tables(), seen, st.sampled_from(KEYS), st.sampled_from([None, "", "unknown"]))
def test_lost_evidence_clears_and_allows_nothing_in_any_table(
    table: GateTable, lines: dict[str, str], key: str, worse: str | None
) -> None:
    """Not even in a pack that takes `unknown` for an answer."""
    fleet = gate(SMALL, table)
    less = {name: value for name, value in {**lines, key: worse}.items() if value is not None}
    before, after = Summary(values=lines), Summary(values=less)
    opened = [{one.gate.id for one in find_open_gates(table, summary)} for summary in (before, after)]
    allowed = [
        {answer.name for answer in guard_declarations(fleet, summary) if answer.allowed} for summary in (before, after)
    ]
    assert opened[0] <= opened[1]
    assert allowed[1] <= allowed[0]


@given(tables(), seen)
def test_a_template_is_never_ready_and_packets_pass_their_guard_alone(table: GateTable, lines: dict[str, str]) -> None:
    """A summary that no run of the pack gives passes for one nowhere."""
    fleet, summary = gate(SMALL, table), Summary(values=lines)
    packets = make_packets(fleet, summary)
    template = write_json(make_template(table, packets)).encode()
    assert preflight(template, fleet, packets).status == "blocked_waiting_owner_response_content"
    assert guard_packets(write_json(packets).encode(), fleet, None).status
