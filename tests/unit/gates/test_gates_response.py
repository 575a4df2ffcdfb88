"""The preflight of owners' responses: each bad one by its own word, and a good one is accepted by nobody."""

import base64
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from gates_pack import make_summary

from blackstart.gates.packets import make_packets
from blackstart.gates.response import preflight
from blackstart.gates.response_template import make_template
from blackstart.model.fleet import Fleet
from blackstart.model.packets import READY, OwnerResponse, PacketSet
from blackstart.model.summary import Summary
from blackstart.render.packets import write_json, write_response_answer

Edit = Callable[[dict[str, Any]], object]
TOKEN = "ghp_" + "Zx9Kq2Lm4Np6Rt8Vw1Yb3Cd5Fg7Hj0Ks2Mn4"
PASSWORD = "correct9Horse7Battery2Staple"  # noqa: S105  # made up for these tests
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvd25lciJ9.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"


def say(text: str) -> Edit:
    """Put a text where an owner sums up a piece of evidence."""
    return lambda found: found["responses"][0]["evidence"][0].update(summary=text)


def split_token(found: dict[str, Any]) -> None:
    """Put a token in three pieces under one key."""
    pieces = [*found["responses"][0]["evidence"], *found["responses"][1]["evidence"]]
    for at, piece in enumerate(pieces):
        piece["reference"] = TOKEN[at * 14 : at * 14 + 14]


def put_key(key: str, value: object) -> Edit:
    """Put a key beside those of a response."""
    return lambda found: found.update({key: value})


SECRETS = {
    "Chinese around it": say(f"密碼是 {TOKEN}"),
    "plain token": say(f"the token {TOKEN}"),
    "key and value": say(f"password={PASSWORD}"),
    "pem": say(PEM),
    "jwt": say(JWT),
    "base64": say(base64.b64encode(f"password={PASSWORD}".encode()).decode()),
    "url encoded": say("".join(f"%{byte:02x}" for byte in f"password={PASSWORD}".encode())),
    "hexadecimal": say(PASSWORD.encode().hex()),
    "hexadecimal of digits alone": say(b"basic abcd1234efgh".hex()),
    "hexadecimal in a url": say("%20".join(f"{byte:02x}" for byte in PASSWORD.encode())),
    "split over values": split_token,
    "in a key": put_key(TOKEN, 1),
    "under a secret's name": put_key("vault_token", "x"),
    "look-alikes": say("p\u0430ssw\u043erd: kept in the safe"),
    "no width": say("pass\u200bword: kept"),
    "full width": say("".join(chr(ord(sign) + 0xFEE0) for sign in "password=hunter2")),
    "entity": say(f"password&#61;{PASSWORD}"),
    "twice encoded": say(base64.b64encode(base64.b64encode(TOKEN.encode())).decode()),
    "said in words": say("the password is hunter2Xy9"),
    "said in Chinese": say("密碼:abc12345"),
    "a pin": say("PIN 4821"),
    "backwards": say("9yX2retnuh=drowssap"),
    "turned by thirteen": say("cnffjbeq=uhagre2Kl9"),
    "digits for letters": say("p4ssw0rd=hunter2"),
    "spelled out": say("p a s s w o r d = h u n t e r 2"),
    "spelled with dots": say("h.u.n.t.e.r.2.X.y.9"),
    "base85": say(base64.b85encode(b"password=hunter2Xy").decode()),
    "drawn by lot": say("it is Zx9Kq2Lm4Np6Rt8Vw1Yb3Cd5 now"),
    "the pack's own": say("it is own-1234"),
}
WRONG: dict[str, tuple[Edit, str]] = {
    "placeholder": (say("TODO"), "blocked_placeholder_content"),
    "placeholder inside": (say("kept by <name>"), "blocked_placeholder_content"),
    "the pack's placeholder": (say("it is somewhere safe"), "blocked_placeholder_content"),
    "marker write": (say("please write the escrow marker"), "blocked_marker_write"),
    "scan": (say("an active SCAN is wanted"), "blocked_scan"),
    "runtime action": (put_key("restart", 1), "blocked_runtime_action"),
    "look-alike action": (say("re\u0301start it"), "blocked_runtime_action"),
    "unknown key": (put_key("more", 1), "blocked_malformed_response"),
    "wrong schema": (put_key("schema_version", "other_v1"), "blocked_wrong_schema"),
    "stale": (put_key("summary_sha256", "0" * 64), "blocked_stale_packet"),
    "edited": (lambda found: found["responses"][0].update(packet_sha256="0" * 64), "blocked_edited_packet"),
    "duplicate gate": (lambda found: found["responses"].append(found["responses"][0]), "blocked_duplicate_gate"),
    "wrong gate": (lambda found: found["responses"][0].update(gate="other gate"), "blocked_wrong_gate"),
    "missing gate": (lambda found: found["responses"].pop(), "blocked_missing_gate"),
    "missing evidence": (
        lambda found: found["responses"][0]["evidence"].pop(),
        "blocked_missing_owner_evidence",
    ),
    "missing registry": (
        lambda found: found["responses"][1].update(evidence=[]),
        "blocked_missing_registry_evidence",
    ),
    "evidence twice": (
        lambda found: found["responses"][0]["evidence"].append(found["responses"][0]["evidence"][0]),
        "blocked_missing_owner_evidence",
    ),
    "forbidden changed": (
        lambda found: found["responses"][0].update(stays_forbidden=["read_secret"]),
        "blocked_forbidden_actions_changed",
    ),
}


HONEST = (
    "sha256 of the export: see record ESC-77",
    "6 agents listed, 6 active, 0 disconnected, at 12:13",
    "agents-export-20260626.csv, 14 rows; OPS-2041, page 3 of 7",
    "Dashboard 顯示 6 台 agent 皆為 active,API 版本 4.9.2",
    "密碼由營運主管保管,放在信封 17",
    "Kept by the finance lead, Safe 2, shelf B, envelope 17",
    "https://wiki.example.org/escrow/record-12",
    "The repository password is kept in envelope 17; it is not part of this.",
    "The token's owner is uid 100000, mode 600",
    "The password was changed by nobody since 2026-06-20",
    "No credential is included; version 1.2.3.4.5.6.7.8.9 of the tool",
    "reviewed by ops@example.org, a b c",
    "~~~~~~~~~~~~~~~~ end of the list",
)


def edit(filled: OwnerResponse, change: Edit) -> bytes:
    """Return the response with a change."""
    found = msgspec.to_builtins(filled)
    found = json.loads(json.dumps(found))
    change(found)
    return json.dumps(found).encode()


def test_good_response_is_ready_and_accepted_by_nobody(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """The line says what is received, and that nothing is accepted or opened."""
    answer = preflight(msgspec.json.encode(filled), fleet, packets)
    assert write_response_answer(answer, fleet) == (
        "SMALL_OWNER_RESPONSE_PREFLIGHT_READY status=ready_for_independent_review "
        "expected_gates=2 received=2 accepted=0 runtime_gate=0\n"
    )


def test_short_marks_of_records_are_no_secret(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """Neither by themselves nor together."""

    def put_marks(found: dict[str, Any]) -> None:
        for at, piece in enumerate(found["responses"][0]["evidence"]):
            piece.update(
                reference=f"r{at}a7b", summary="v1.78 of ESC-2026-0041, 2026-06-26T12:13:00Z, h188, BackupCore."
            )

    assert preflight(edit(filled, put_marks), fleet, packets).ready


@pytest.mark.parametrize("text", HONEST)
def test_what_people_say_of_evidence_is_no_secret(
    fleet: Fleet, packets: PacketSet, filled: OwnerResponse, text: str
) -> None:
    """Numbers, names of files, and where something is kept."""
    answer = preflight(edit(filled, say(text)), fleet, packets)
    assert answer.status == READY, answer.reason


def test_no_file_waits_for_one(fleet: Fleet, packets: PacketSet) -> None:
    """The word is the runbook's."""
    answer = preflight(None, fleet, packets)
    assert write_response_answer(answer, fleet).startswith(
        "SMALL_OWNER_RESPONSE_PREFLIGHT_BLOCKED status=blocked_waiting_owner_response_file "
        "expected_gates=2 received=0 accepted=0 runtime_gate=0\n"
    )


@pytest.mark.parametrize("data", [None, b"{}", b'{"responses": []}'])
def test_template_waits_for_content(fleet: Fleet, packets: PacketSet, data: bytes | None) -> None:
    """The template as it ships, and one that says nothing."""
    assert fleet.gates is not None
    template = write_json(make_template(fleet.gates, packets)).encode()
    assert preflight(data or template, fleet, packets).status == "blocked_waiting_owner_response_content"


@pytest.mark.parametrize("change", SECRETS.values(), ids=SECRETS)
def test_secret_is_refused_and_never_told(
    fleet: Fleet, packets: PacketSet, filled: OwnerResponse, change: Edit
) -> None:
    """However it is disguised; the answer tells where, and nothing of it."""
    answer = preflight(edit(filled, change), fleet, packets)
    assert answer.status == "blocked_secret_payload"
    text = write_response_answer(answer, fleet)
    assert not any(secret[:10] in text for secret in (TOKEN, PASSWORD, JWT, "MIIEvQIBAD", "Zx9Kq2Lm4N"))


@pytest.mark.parametrize(("change", "status"), WRONG.values(), ids=WRONG)
def test_wrong_response_has_its_word(
    fleet: Fleet, packets: PacketSet, filled: OwnerResponse, change: Edit, status: str
) -> None:
    """Each by its own, and none is ready."""
    answer = preflight(edit(filled, change), fleet, packets)
    assert (answer.status, answer.ready) == (status, False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"NaN",
        b'{"a": 1, "a": 2}',
        b"[" * 100,
        b"]" * 9 + b"[",
        b" " * 300_000,
        b"1" * 5000,
        b'"' + b"a b " * 2000 + b'"',
    ],
)
def test_what_cannot_be_read_is_refused(fleet: Fleet, packets: PacketSet, data: bytes) -> None:
    """Cut, no text, no JSON, two values for a key, too deep, too large, too long a number or text."""
    assert preflight(data, fleet, packets).status == "blocked_unreadable_response"


def test_response_to_a_gate_that_was_cleared_meanwhile_is_refused(fleet: Fleet, filled: OwnerResponse) -> None:
    """The packets are those of the summary that counts, not of the one that was answered."""
    later = make_packets(fleet, make_summary(fleet, MISSING="2"))
    assert preflight(msgspec.json.encode(filled), fleet, later).status == "blocked_wrong_gate"


def test_pack_without_gates_has_nothing_to_answer(fleet: Fleet, filled: OwnerResponse, summary: Summary) -> None:
    """No gate is open, so any response is about a wrong one."""
    bare = msgspec.structs.replace(fleet, gates=None)
    answer = preflight(msgspec.json.encode(filled), bare, make_packets(bare, summary))
    assert answer.status == "blocked_wrong_schema"
