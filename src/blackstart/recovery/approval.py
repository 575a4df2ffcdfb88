"""An approval: one line of canonical JSON that a person signs, and what it must say to count."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import msgspec

from blackstart.model.recovery_plan import PlanStep, RecoveryPlan, StepKind
from blackstart.model.session import SessionState, Signed
from blackstart.recovery.refusal import Refusal, RefusedEventError

NAMESPACE = "approval@blackstart"
"""What the signature is for (`ssh-keygen -Y sign -n`)."""
APPROVAL_FORMAT = "blackstart_approval_v1"
EVERY_HOST = "*"
"""The scope of steps that name no host."""


class ApprovalDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed: which step of which session, what it opens, on which hosts, when, and who answers for it.

    `action` is the digest of the steps that the approval opens, `post_check` their ids. Times are RFC 3339.
    """

    format: Literal["blackstart_approval_v1"]
    session: str
    step: str
    plan: str
    action: str
    scope: tuple[str, ...]
    opens: datetime = msgspec.field(name="from")
    until: datetime
    evidence: str
    rollback_owner: str
    post_check: tuple[str, ...]
    approver: str
    decision: Literal["approve", "deny"]
    nonce: str


class AskedApproval(msgspec.Struct, frozen=True, kw_only=True):
    """What a session asks to be approved now."""

    session: str
    step: str
    plan: str
    action: str
    scope: tuple[str, ...]
    post_check: tuple[str, ...]


BOUND = {
    "session": Refusal.OTHER_SESSION,
    "step": Refusal.OTHER_STEP,
    "plan": Refusal.OTHER_PLAN,
    "scope": Refusal.OTHER_HOST,
    "action": Refusal.OTHER_ACTION,
    "post_check": Refusal.OTHER_ACTION,
}
"""What an approval is bound to, and the word for one that is about something else."""


def write_canonical(value: Any) -> bytes:
    """Return a value as one line of JSON that has one spelling only: sorted keys, no blanks, UTF-8."""
    return write_plain(msgspec.to_builtins(value))


def digest_value(value: Any) -> str:
    """Return the SHA-256 over a value's one spelling."""
    return digest_document(write_canonical(value))


def digest_document(document: bytes) -> str:
    """Return the SHA-256 over bytes, with its name."""
    return f"sha256:{sha256(document).hexdigest()}"


def ask_approval(state: SessionState, index: int) -> AskedApproval:
    """Return what an approve step asks: all steps from it on, up to the next one that asks again."""
    steps = find_opened(state.plan, index)
    return AskedApproval(
        session=state.start.session,
        step=state.plan.steps[index].id,
        plan=state.start.plan_digest,
        action=digest_value(steps),
        scope=tuple(sorted({host for step in steps for host in step.on})) or (EVERY_HOST,),
        post_check=tuple(step.id for step in steps),
    )


def find_opened(plan: RecoveryPlan, index: int) -> tuple[PlanStep, ...]:
    """Return the step and those behind it that its approval opens."""
    following = plan.steps[index + 1 :]
    end = next((place for place, step in enumerate(following) if step.kind is StepKind.APPROVE), len(following))
    return (plan.steps[index], *following[:end])


def read_approval(document: bytes) -> ApprovalDocument:
    """Return what the document says. Raises RefusedEventError where it is not in its one spelling, or lacks something.

    Bytes that say the same in another spelling are refused: what was signed is what is read.
    """
    try:
        plain = msgspec.json.decode(document)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RefusedEventError(Refusal.UNREADABLE, f"no JSON: {error}") from error
    refuse_missing(plain)
    try:
        approval = msgspec.convert(plain, ApprovalDocument)
    except msgspec.ValidationError as error:
        raise RefusedEventError(Refusal.UNREADABLE, str(error)) from error
    if write_plain(plain) != document:
        raise RefusedEventError(Refusal.UNREADABLE, "not in the one spelling that is signed")
    if approval.opens.tzinfo is None or approval.until.tzinfo is None:
        raise RefusedEventError(Refusal.UNREADABLE, "a time without its zone")
    return approval


def write_plain(plain: Any) -> bytes:
    """Return plain data in its one spelling; where text is no Unicode there is none."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(errors="replace") + b"\n"


def refuse_missing(plain: Any) -> None:
    """Refuse what is no mapping, and one in which a field is missing or says nothing."""
    if not isinstance(plain, dict):
        raise RefusedEventError(Refusal.UNREADABLE, "not a mapping")
    for field in msgspec.structs.fields(ApprovalDocument):
        if plain.get(field.encode_name) in (None, "", []):
            raise RefusedEventError(Refusal.MISSING_FIELD, f"'{field.encode_name}' says nothing")


def weigh_approval(document: bytes, approval: ApprovalDocument, key: str | None, asked: AskedApproval) -> Signed:
    """Return the signature, if `key` made it and it is about what is asked. Raises RefusedEventError with the word.

    Whether it counts now, and for this session, is told where the event is admitted.
    """
    if key is None:
        raise RefusedEventError(Refusal.NOT_SIGNED_BY_APPROVER, f"no valid signature of {approval.approver}")
    for field, word in BOUND.items():
        if getattr(approval, field) != getattr(asked, field):
            raise RefusedEventError(word, f"it is about another {field}: {getattr(approval, field)}")
    return Signed(
        nonce=approval.nonce,
        decision=approval.decision,
        approver=approval.approver,
        key=key,
        opens=approval.opens.timestamp(),
        until=approval.until.timestamp(),
        document=digest_document(document),
        evidence=approval.evidence,
        rollback_owner=approval.rollback_owner,
    )
