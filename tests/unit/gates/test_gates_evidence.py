"""Evidence in a response: when it was seen, whether it says anything, and what is cut over several of its fields."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from blackstart.gates.evidence_date import judge_date
from blackstart.gates.evidence_substance import list_substance_faults
from blackstart.gates.json_values import JsonValue
from blackstart.gates.packet_guard import guard_packets
from blackstart.gates.packets import make_packets
from blackstart.gates.response import preflight
from blackstart.gates.split_secret import find_split_secret
from blackstart.gates.summary import mark_origin
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.origin import ANY_DRILL, explain_origin, name_drill, suits
from blackstart.model.outcome import Result
from blackstart.model.packets import READY, OwnerResponse, PacketSet
from blackstart.model.scorecard import Scorecard
from blackstart.model.summary import Summary

NOW = 1782561600.0
"""2026-06-27T12:00:00Z, a day after the summary."""


@pytest.fixture
def ask(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> Callable[..., str]:
    """Return the status of a response in which one piece of evidence says something else."""

    def answer(**changes: str) -> str:
        found: dict[str, Any] = msgspec.to_builtins(filled)
        found["responses"][-1]["evidence"][-1].update(changes)
        return preflight(json.dumps(found).encode(), fleet, packets, now=NOW).status

    return answer


@pytest.mark.parametrize(
    ("observed_at", "status"),
    [
        ("2026-06-26", READY),
        ("2026-06-27", READY),
        ("2026-06-28", READY),  # where it is noon in UTC, the day has begun in the far east
        ("2026-06-27T12:00:00Z", READY),
        ("2025-12-31", READY),
        ("2026-06-29", "blocked_evidence_from_future"),
        ("2026-06-27T12:00:01Z", "blocked_evidence_from_future"),
        ("2027-01-01", "blocked_evidence_from_future"),
        ("9999-12-31", "blocked_evidence_from_future"),
        ("2019-05-05", "blocked_evidence_too_old"),
        ("2026-02-31", "blocked_evidence_date_invalid"),
        ("2025-02-29", "blocked_evidence_date_invalid"),
        ("0000-01-01", "blocked_evidence_date_invalid"),
        ("2026-06-26T25:00:00Z", "blocked_evidence_date_invalid"),
        ("2026-06-26T10:00:00+99:99", "blocked_evidence_date_invalid"),
        ("\u0662\u0660\u0662\u0666-\u0660\u0666-\u0662\u0666", "blocked_evidence_date_invalid"),
    ],
)
def test_evidence_is_of_its_day(ask: Callable[..., str], observed_at: str, status: str) -> None:
    """One that there was, not ahead in any zone, and not a year before what it answers."""
    assert ask(observed_at=observed_at) == status


def test_without_a_moment_it_is_as_late_as_may_be(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """Thirty days after the summary; a summary that tells no time has no such bound, and 31 February is none either."""
    found = msgspec.to_builtins(filled)
    piece = found["responses"][-1]["evidence"][-1]
    for observed_at, status in (("2026-07-20", READY), ("2027-01-01", "blocked_evidence_from_future")):
        piece["observed_at"] = observed_at
        assert preflight(json.dumps(found).encode(), fleet, packets).status == status


@pytest.mark.parametrize(
    "text",
    [
        *("1", "x", "aaa bbb ccc", "seen seen seen seen", "the same words " * 11, "n/a n/a n/a", "\u4e00"),
        "\u8b49\u64da" * 5,
        *("What it shows, without any secret", "Where a reviewer finds it: a ticket, a record; never the thing itself"),
    ],
)
def test_what_says_nothing_is_doubted(ask: Callable[..., str], text: str) -> None:
    """A mark, a word, the same again, and the template's own words."""
    assert ask(summary=text) == "blocked_evidence_without_substance"


@pytest.mark.parametrize("reference", ["1", "xx", "aaaaaaa"])
def test_reference_to_nothing_is_doubted(ask: Callable[..., str], reference: str) -> None:
    """It names nothing that could be looked up."""
    assert ask(reference=reference) in ("blocked_evidence_without_substance", "blocked_placeholder_content")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("AKIAIOSF", "ODNN7EXAMPLE"),
        ("ODNN7EXAMPLE", "AKIAIOSF"),
        ("ghp_16C7e42F292c", "6912E7710c838347Ae178B4a"),
        ("the password is", "hunter2Secret9"),
        ("c2VjcmV0LXBh", "c3N3b3JkLTEyMw=="),
    ],
)
def test_secret_in_two_fields_is_found(ask: Callable[..., str], first: str, second: str) -> None:
    """Whichever comes first, and in base64."""
    assert ask(reference=first, summary=second) == "blocked_secret_payload"


@pytest.mark.parametrize(
    "data",
    [
        b'{"\\ud800": 1}',
        b'["\\udfff"]',
        b'{"source": {"summary": {"A": "\\ud800"}}}',
        b"[" * 100_000,
        b"1e999999",
        b'{"a": ' + b"9" * 100_000 + b"}",
        b'{"a": 1, "a": 2}',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"\xff\xfe",
        b'{"a": NaN}',
        b"x" * 10_000_000,
        b"",
        b"\0",
    ],
    ids=range(14),
)
def test_what_is_no_text_is_unreadable(fleet: Fleet, packets: PacketSet, data: bytes) -> None:
    """By its word, for a response and for packets: it ends no command."""
    assert preflight(data, fleet, packets).status == "blocked_unreadable_response"
    assert guard_packets(data, fleet, None).status == "blocked_unreadable_packet"


def test_summary_without_a_time_bounds_no_date(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """Nothing tells then how late the response is; only a day that there was can be asked for."""
    values = {key: value for key, value in packets.source.summary.items() if key != "JUDGED"}
    values["JUDGED"] = "soon"
    source = msgspec.structs.replace(packets.source, summary=values)
    timeless = msgspec.structs.replace(packets, source=source)
    assert preflight(msgspec.json.encode(filled), fleet, timeless).status == READY


def test_eleven_pieces_in_the_same_words_are_doubted(filled: OwnerResponse) -> None:
    """Ten may rest on one record."""
    (piece, *_) = filled.responses[-1].evidence
    for times, doubted in ((10, False), (11, True)):
        many = msgspec.structs.replace(filled.responses[-1], evidence=(piece,) * times)
        response = msgspec.structs.replace(filled, responses=(many,))
        assert bool(tuple(list_substance_faults(response, GateTable()))) is doubted


def test_owner_and_reference_must_be_named(filled: OwnerResponse) -> None:
    """A letter is no name."""
    (piece, *_) = filled.responses[-1].evidence
    unnamed = msgspec.structs.replace(piece, reference="R1")
    one = msgspec.structs.replace(filled.responses[-1], owner="x", evidence=(unnamed,))
    faults = list(list_substance_faults(msgspec.structs.replace(filled, responses=(one,)), GateTable()))
    assert ["reference" in faults[0][1], "owner" in faults[1][1]] == [True, True]


def test_long_text_between_is_no_piece(ask: Callable[..., str]) -> None:
    """Pieces stand side by side."""
    assert ask(reference="record of the safe " * 20) == READY
    values = [
        JsonValue(key=key, text=text) for key, text in (("a", "AKIAIOSF"), ("b", "word " * 60), ("c", "ODNN7EXAMPLE"))
    ]
    assert find_split_secret(values, (), ()) is None


def test_packets_of_a_rehearsal_are_refused(fleet: Fleet, summary: Summary) -> None:
    """Where the fleet itself is meant; and those of the fleet where a rehearsal is."""
    marked = Summary(values={"ORIGIN": "drill:healthy", **summary.values})
    data = msgspec.json.encode(make_packets(fleet, marked))
    assert guard_packets(data, fleet, None).status == "blocked_rehearsal_packet"
    real = msgspec.json.encode(make_packets(fleet, summary))
    assert guard_packets(real, fleet.named_by(ANY_DRILL), None).status == "blocked_packet_of_the_fleet"


def test_origins_suit_or_say_why() -> None:
    """One drill is not another; any drill is one where any will do."""
    assert suits("drill:a", ANY_DRILL)
    assert not suits("fleet", ANY_DRILL)
    assert not suits("drill:a", "drill:b")
    assert "another drill (drill:a)" in explain_origin("drill:a", "drill:b")


def test_rehearsed_run_is_marked_in_its_summary() -> None:
    """First of all lines; a run of the fleet itself is not."""
    scorecard = Scorecard(fleet="f", result=Result.GREEN, level="", passed=1, warned=0, blocked=0, held=0)
    assert list(mark_origin(scorecard)) == []
    rehearsed = msgspec.structs.replace(scorecard, origin=name_drill(None))
    assert list(mark_origin(rehearsed)) == [("ORIGIN", "drill:healthy")]


def test_day_that_never_was_has_one_fault(filled: OwnerResponse) -> None:
    """Nothing more can be said of it."""
    (piece, *_) = filled.responses[-1].evidence
    never = msgspec.structs.replace(piece, observed_at="2026-02-31")
    assert [status for status, _ in judge_date(never, NOW, NOW)] == ["blocked_evidence_date_invalid"]
