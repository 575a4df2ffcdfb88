"""Secrets in disguise, and what honest owners write that is none: hashes, dates, counts, names, tickets, Chinese."""

import base64
import codecs
import json
from typing import Any

import msgspec
import pytest

from blackstart.gates.response import preflight
from blackstart.model.fleet import Fleet
from blackstart.model.packets import READY, OwnerResponse, PacketSet

TOKEN = "ghp_" + "Zx9Kq2Lm4Np6Rt8Vw1Yb3Cd5Fg7Hj0Ks2Mn4"
PLAIN = b"password=hunter2"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COMMIT = "1fd5e2a8b0f18d24eed16aa2a44286bcbf230603"
DISGUISED = {
    "small capitals": "ᴘᴀꜱꜱᴡᴏʀᴅ=hunter2",
    "regional indicators": "🇵🇦🇸🇸🇼🇴🇷🇩=hunter2",
    "letters in black squares": "🅿🅰🆂🆂🆆🅾🆁🅳=hunter2",
    "Cyrillic throughout": "токеп: рассword=hunter2",  # noqa: RUF001  # look-alikes are what is tried
    "no sign at all": "pass\u3164word=hunter2",
    "blank of Braille": "pass\u2800word=hunter2",
    "grapheme joiner": "pass\u034fword=hunter2",
    "private use": "pass\ue000word",
    "token backwards": TOKEN[::-1],
    "token turned by thirteen": codecs.encode(TOKEN, "rot13"),
    "key in armour, spelled": "- - - - - B E G I N  P R I V A T E",
    "token spelled": " ".join(TOKEN),
    "token in lines": "\n".join(TOKEN),
    "token in groups": " ".join(TOKEN[at : at + 4] for at in range(0, 40, 4)),
    "token with commas": ",".join(TOKEN),
    "decimal": " ".join(map(str, PLAIN)),
    "decimal with a blank": "112 97 115 115 119 111 114 100 61 104 10 117 110 116 101 114",
    "bits": " ".join(f"{byte:08b}" for byte in PLAIN),
    "bytes of C": ",".join(f"0x{byte:02x}" for byte in PLAIN),
    "one long number": "0x" + PLAIN.hex(),
    "escapes of JSON": r"\u0070\u0061ssword=hunter2",
    "escapes of C": r"\x70\x61\x73\x73word=hunter2",
    "quoted printable": "=70=61ssword: hunter2",
    "base32": base64.b32encode(PLAIN).decode(),
    "ascii85": base64.a85encode(PLAIN).decode(),
    "Chinese, with a verb": "金鑰為 abcd1234",
    "Chinese, spaced": "密 碼 : hunter2",
    "recovery code": "recovery code: 8f3k-2j4d",
    "two words": "pass phrase: kitten",
    "in a link": "[x](https://user:hunter2@host.example)",
    "uuid": "the key 550e8400-e29b-41d4-a716-446655440000",
    "digest of a secret": f"the password's hash, in hash.txt, is sha256:{DIGEST}",
    "digest of nothing that is named": f"sha256:{DIGEST}",
    "long hexadecimal": DIGEST,
}
HONEST = (
    f"manager-registry-export-2026-06-26-redacted.json, sha256:{DIGEST}",
    f"export.json SHA-256 {DIGEST}",
    f"registry.example.org/dashboard:4.9.2@sha256:{DIGEST}",
    f"repository wooo/infra, commit {COMMIT}",
    "deploy markers d8ca8224, 0a4766dd and 16c6b983",
    "Readback of 2026-06-26T12:13:00Z, page 3",
    "Manager 1, agents 5, active 5, disconnected 0; 6 of 6 in scope, 100%",
    "docs/security/manager-registry-export_2026-06-26.redacted.csv",
    "CHG0034567, INC0012345 and RITM0010001 in the service desk",
    "由資安主管匯出脫敏 registry,共 6 台,存於文件 SEC-118,兩人覆核。",
    "密碼封存於總部保險箱,保管人為營運主管與財務主管;未讀取內容。",
    "token 只核對 metadata:owner 100000、mode 600,內容未讀取。",
    "As in the packet: RUNTIME_GATE=0, SECRET_VALUE_COLLECTION_ALLOWED=0.",
    "Hosts 110, 112, 120, 121, 111, 101, 102, 103 are in the list.",
    "The password was rotated on 2026-05-30 and the envelope was replaced.",
    "✅ 已確認 6/6 🇹🇼",
    "Basic information of the dashboard: version 4.9.2, index pattern alerts-*",
    "Mail of security-lead@example.org, 2026-06-26 18:02 +08:00",
)
TICKETS = ("CHG0034567", "INC0012345", "RITM0010001", "ESC-2026-0041", "SEC-118")


def status(filled: OwnerResponse, fleet: Fleet, packets: PacketSet, *texts: str, key: str = "summary") -> str:
    """Return the word for a response whose pieces of evidence say these, one each, in turn."""
    found: Any = json.loads(msgspec.json.encode(filled))
    pieces = [piece for one in found["responses"] for piece in one["evidence"]]
    for piece, text in zip(pieces, texts, strict=False):
        piece[key] = text
    return preflight(json.dumps(found).encode(), fleet, packets).status


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED)
def test_secret_in_disguise_is_refused(fleet: Fleet, packets: PacketSet, filled: OwnerResponse, text: str) -> None:
    """As such, whatever else may be wrong with it."""
    assert status(filled, fleet, packets, text) == "blocked_secret_payload"


def test_secret_in_pieces_between_words_is_refused(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """Though no piece is a whole text, and each is short."""
    parts = [f"part {at} is {TOKEN[at * 12 : at * 12 + 12]} of it" for at in range(3)]
    assert status(filled, fleet, packets, *parts) == "blocked_secret_payload"


@pytest.mark.parametrize("key", ["vaultToken", "apiKey", "密碼"])
def test_key_that_names_a_secret_is_refused(fleet: Fleet, packets: PacketSet, filled: OwnerResponse, key: str) -> None:
    """However it is written."""
    found = {**msgspec.to_builtins(filled), key: "x"}
    assert preflight(json.dumps(found).encode(), fleet, packets).status == "blocked_secret_payload"


@pytest.mark.parametrize("text", HONEST)
@pytest.mark.parametrize("key", ["summary", "reference"])
def test_honest_evidence_is_ready(fleet: Fleet, packets: PacketSet, filled: OwnerResponse, text: str, key: str) -> None:
    """Of the registry, which is no secret."""
    found = status(filled, fleet, packets, *["Seen in the safe."] * 2, text, key=key)
    assert found == READY


def test_digest_where_a_secret_is_asked_about_is_refused(
    fleet: Fleet, packets: PacketSet, filled: OwnerResponse
) -> None:
    """A file's, too: the id of the evidence names the secret that may be in it."""
    assert status(filled, fleet, packets, f"vault.json, sha256:{DIGEST}") == "blocked_secret_payload"


def test_tickets_together_are_no_secret(fleet: Fleet, packets: PacketSet, filled: OwnerResponse) -> None:
    """One under each piece of evidence."""
    assert status(filled, fleet, packets, *TICKETS, key="reference") == READY
