"""An approval is one line in one spelling, about what is asked and nothing else."""

import json
from typing import Any

import pytest
from unit.recovery.walking import T0, approve, check, manual, started

from blackstart.model.session import SessionState
from blackstart.recovery.approval import (
    AskedApproval,
    ask_approval,
    digest_document,
    read_approval,
    weigh_approval,
    write_canonical,
)
from blackstart.recovery.refusal import RefusedEventError

STEPS = (check("a"), approve("ok"), manual("b", on=("188", "110")), approve("again"), manual("c"))


def session() -> SessionState:
    """Return a session that asks twice."""
    return started(*STEPS)


def make(asked: AskedApproval, **changes: Any) -> bytes:
    """Write an approval of what is asked; a change to None leaves the field out."""
    document = {
        "format": "blackstart_approval_v1",
        "session": asked.session,
        "step": asked.step,
        "plan": asked.plan,
        "action": asked.action,
        "scope": list(asked.scope),
        "post_check": list(asked.post_check),
        "from": "2026-06-26T06:20:00+00:00",
        "until": "2026-06-26T07:20:00+00:00",
        "evidence": "TICKET-12",
        "rollback_owner": "ops",
        "approver": "dba",
        "decision": "approve",
        "nonce": "n1",
        **changes,
    }
    return write_canonical({key: value for key, value in document.items() if value is not None})


def weigh(document: bytes, key: str | None = "SHA256:dba") -> str:
    """Return ACCEPTED, or the word of the refusal."""
    try:
        weigh_approval(document, read_approval(document), key, ask_approval(session(), 1))
    except RefusedEventError as error:
        return str(error.word)
    return "ACCEPTED"


def test_what_is_asked() -> None:
    """The steps up to the next that asks again, the hosts of those, and the plan."""
    asked = ask_approval(session(), 1)
    assert asked.post_check == ("ok", "b")
    assert asked.scope == ("110", "188")
    last = ask_approval(session(), 3)
    assert (last.post_check, last.scope) == (("again", "c"), ("*",))
    assert asked.action != last.action


def test_what_is_signed_counts() -> None:
    """With its window, whose it is, and the digest of its bytes."""
    document = make(ask_approval(session(), 1))
    signed = weigh_approval(document, read_approval(document), "SHA256:dba", ask_approval(session(), 1))
    assert (signed.approver, signed.nonce, signed.until - signed.opens) == ("dba", "n1", 3600)
    assert signed.document == digest_document(document)
    assert signed.opens > T0


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("ACCEPTED", {"decision": "deny"}),
        ("OTHER_SESSION", {"session": "s0"}),
        ("OTHER_STEP", {"step": "minio"}),
        ("OTHER_PLAN", {"plan": "sha256:other"}),
        ("OTHER_HOST", {"scope": ["110"]}),
        ("OTHER_HOST", {"scope": ["110", "188", "120"]}),
        ("OTHER_ACTION", {"action": "sha256:other"}),
        ("OTHER_ACTION", {"post_check": ["ok"]}),
        ("MISSING_FIELD", {"rollback_owner": None}),
        ("MISSING_FIELD", {"evidence": ""}),
        ("MISSING_FIELD", {"scope": []}),
        ("UNREADABLE", {"force": True}),
        ("UNREADABLE", {"decision": "perhaps"}),
        ("UNREADABLE", {"format": "blackstart_approval_v2"}),
        ("UNREADABLE", {"until": "tomorrow"}),
        ("UNREADABLE", {"until": "2026-06-26T07:20:00"}),
        ("UNREADABLE", {"from": "2026-06-26T06:20:00"}),
    ],
)
def test_each_attack_has_its_word(word: str, changes: dict[str, Any]) -> None:
    """One field is enough."""
    assert weigh(make(ask_approval(session(), 1), **changes)) == word


@pytest.mark.parametrize("document", [b"yes\n", b"[]\n", b"\xff\n", b"", b'"\\ud800"\n'])
def test_what_is_no_approval_is_unreadable(document: bytes) -> None:
    """Whatever it is."""
    assert weigh(document) == "UNREADABLE"


def test_another_spelling_is_another_document() -> None:
    """What was signed is what is read."""
    document = make(ask_approval(session(), 1))
    assert weigh(document.replace(b":", b": ", 1)) == "UNREADABLE"
    assert weigh(document.rstrip(b"\n")) == "UNREADABLE"
    assert weigh(json.dumps(json.loads(document), indent=1).encode()) == "UNREADABLE"


def test_without_a_key_nobody_signed_it() -> None:
    """Foreign key, edited bytes, another namespace: ssh-keygen tells of all of them in one way."""
    assert weigh(make(ask_approval(session(), 1)), None) == "NOT_SIGNED_BY_APPROVER"
