"""Summaries that no run of their pack gives are told by the key that is wrong, though their seal is made anew."""

import msgspec
import pytest
from gates_pack import SOURCES, load_gated, make_summary

from blackstart.baseline.load import load_baseline
from blackstart.baseline.summary_file import SummaryFileError, read_summary
from blackstart.gates.contradictions import find_contradictions
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.summary import name_gates
from blackstart.model.fleet import Fleet
from blackstart.model.packets import PacketSet
from blackstart.model.summary import Summary
from blackstart.render.gates import write_summary
from blackstart.render.packets import write_json

EDITED: dict[str, tuple[dict[str, str | None], str]] = {
    "gates taken out": ({"MISSING": "2", "NEXT": "none"}, "NEXT"),
    "gates of another pack": ({"NEXT": "other"}, "NEXT"),
    "line missing": ({"FIRST": None}, "FIRST"),
    "line too many": ({"MORE": "1"}, "MORE"),
    "valid for longer": ({"VALID_UNTIL": "2099-06-26T12:27:58Z"}, "VALID_UNTIL"),
    "begun at another time": ({"STARTED": "yesterday"}, "VALID_UNTIL"),
    "binding missing": ({"ENDED": None}, "ENDED"),
    "served, yet not allowed": ({"ALLOWED": "none", "FORBIDDEN": "SERVED,COMPLETE,ACTION_AUTHORIZED"}, "SERVED"),
    "allowed, yet not served": ({"SERVED": "0"}, "SERVED"),
    "both allowed and forbidden": ({"FORBIDDEN": "SERVED,ACTION_AUTHORIZED"}, "FORBIDDEN"),
    "neither": ({"ALLOWED": "none", "SERVED": "0"}, "FORBIDDEN"),
    "allowed twice": ({"ALLOWED": "SERVED,SERVED"}, "ALLOWED"),
    "allowed by nobody": ({"ALLOWED": "SERVED,OTHER"}, "ALLOWED"),
    "a person's decision": ({"ALLOWED": "SERVED,ACTION_AUTHORIZED", "FORBIDDEN": "none"}, "ALLOWED"),
    "allowed though cut short": ({"INTERRUPTED": "1"}, "ALLOWED"),
    "allowed against an open gate": ({"MISSING": "2", "ALLOWED": "SERVED,COMPLETE"}, "ALLOWED"),
    "cut short or not": ({"INTERRUPTED": "no"}, "INTERRUPTED"),
    "zero": ({"ACTIONS": "1"}, "ACTIONS"),
    "no answer of the question": ({"ACCEPTED": "6"}, "ACCEPTED"),
    "no figure": ({"PASSED": "many"}, "PASSED"),
    "empty figure": ({"BOUNDARY": ""}, "BOUNDARY"),
}


def edit(fleet: Fleet, changes: dict[str, str | None]) -> Summary:
    """Return a sound summary with changes; None leaves a line out. The gates are named anew unless they are changed."""
    values = {**make_summary(fleet).values, **changes}
    kept = Summary(values={key: value for key, value in values.items() if value is not None})
    return kept if "NEXT" in changes else Summary(values={**kept.values, **name_gates(fleet, kept)})


@pytest.mark.parametrize(("changes", "key"), EDITED.values(), ids=EDITED)
def test_edited_line_is_told(fleet: Fleet, changes: dict[str, str | None], key: str) -> None:
    """By its key; packets of such a summary are no better than it."""
    summary = edit(fleet, changes)
    assert key in find_contradictions(fleet, summary)
    packets = write_json(make_packets(fleet, summary)).encode()
    assert guard_packets(packets, fleet, None).status == "blocked_edited_packet"


@pytest.mark.parametrize(
    "values", [{}, {"MISSING": "2"}, {"MISSING": "unknown"}, {"ACCEPTED": "unknown"}, {"FIRST": "nginx"}]
)
def test_what_a_run_gives_is_sound(fleet: Fleet, values: dict[str, str]) -> None:
    """Whatever it saw."""
    assert find_contradictions(fleet, make_summary(fleet, **values)) == ()


def test_line_that_asks_for_more_than_statements_is_free() -> None:
    """What it comes to is not told by what is allowed; its words are its own all the same."""
    lines = SOURCES["summary.yml"].replace("needs: {claims: [SERVED]}", "needs: {claims: [SERVED], checks: [nginx]}")
    fleet = load_gated(summary=lines)
    assert find_contradictions(fleet, make_summary(fleet, SERVED="0")) == ()
    assert find_contradictions(fleet, make_summary(fleet, SERVED="2")) == ("SERVED",)


def test_pack_without_claims_or_summary_has_little_to_contradict(fleet: Fleet) -> None:
    """Its keys, and nothing that is allowed."""
    sources = {
        name: text for name, text in SOURCES.items() if name not in ("recovery.yml", "responses.yml", "phases/p9.yml")
    }
    sources["summary.yml"] = "lines: {FIRST: {run: first_blocked}}\ndefaults: []\n"
    sources["phases/p0.yml"] = sources["phases/p0.yml"].partition("    owner:")[0]
    del sources["views/registry.yml"]
    bare = load_baseline(sources, "packs/small")
    keys = ("FLEET", "BASELINE_DIGEST", "STARTED", "ENDED", "JUDGED", "VALID_UNTIL", "INTERRUPTED", "FIRST")
    kept = {key: value for key, value in make_summary(fleet).values.items() if key in keys}
    sound = Summary(values={**kept, "ALLOWED": "none", "FORBIDDEN": "none"})
    assert find_contradictions(bare, sound) == ()
    less = msgspec.structs.replace(bare, summary=None)
    assert find_contradictions(less, sound) == ("FIRST",)


@pytest.mark.parametrize("cut", range(1, 12))
def test_summary_cut_anywhere_is_refused(fleet: Fleet, cut: int) -> None:
    """At each of many places, with the line end or without."""
    text = write_summary(make_summary(fleet))
    for kept in (text[: len(text) * cut // 12], "".join(text.splitlines(keepends=True)[: cut * 20 // 12])):
        with pytest.raises(SummaryFileError):
            read_summary(kept, "s.txt", fleet)


def test_packets_hold_the_summary_as_it_was(fleet: Fleet, packets: PacketSet) -> None:
    """So that the guard can tell, though it is given no file."""
    assert find_contradictions(fleet, Summary(values=packets.source.summary)) == ()
