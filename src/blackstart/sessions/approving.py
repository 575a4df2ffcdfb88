"""Approvals: written, signed and dropped by whoever approves; taken in, verified, by the session."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from blackstart.files import read_regular
from blackstart.journal.approval_signature import find_signing_key, sign_document
from blackstart.journal.durable import sync_folder, write_new
from blackstart.model.recovery_plan import StepKind
from blackstart.model.session import EventKind, SessionEvent, SessionState, Signed
from blackstart.recovery.approval import (
    APPROVAL_FORMAT,
    NAMESPACE,
    ApprovalDocument,
    ask_approval,
    digest_document,
    read_approval,
    weigh_approval,
    write_canonical,
)
from blackstart.recovery.refusal import Refusal, RefusedEventError
from blackstart.sessions.writing import OpenSession

LARGEST_APPROVAL = 64 * 1024
WAITING = frozenset({Refusal.NOT_YET, Refusal.OUT_OF_ORDER, Refusal.NOT_IN_STATE, Refusal.HALTED, Refusal.CLOCK_UNSURE})
"""What is refused only for now: the document stays where it is, and is judged again."""
SUFFIX = ".json"


class ApprovalWish(msgspec.Struct, frozen=True, kw_only=True):
    """What an approver says beside what is asked: who they are, what they saw, and for how long it counts."""

    approver: str
    decision: str
    evidence: str
    rollback_owner: str
    seconds: float


def make_approval(state: SessionState, index: int, wish: ApprovalWish, now: float) -> bytes:
    """Return the document to sign for an approve step."""
    asked = ask_approval(state, index)
    document = {
        **msgspec.to_builtins(asked),
        "format": APPROVAL_FORMAT,
        "from": write_moment(now),
        "until": write_moment(now + wish.seconds),
        "evidence": wish.evidence,
        "rollback_owner": wish.rollback_owner,
        "approver": wish.approver,
        "decision": wish.decision,
        "nonce": secrets.token_hex(16),
    }
    return write_canonical(document)


def write_moment(seconds: float) -> str:
    """Return Unix seconds as RFC 3339 in UTC, rounded down: a window that opens a moment later does not count yet."""
    return datetime.fromtimestamp(int(seconds), tz=UTC).isoformat()


def sign_and_drop(session: OpenSession, document: bytes, key: str) -> Path:
    """Sign the document and put both into the session's folder; no driver need run."""
    signature = sign_document(document, key, NAMESPACE)
    path = session.approvals / f"{read_approval(document).nonce}{SUFFIX}"
    write_new({name_signature(path): signature, path: document})
    sync_folder(session.approvals)
    return path


def take_in(session: OpenSession) -> Iterator[SessionEvent]:
    """Judge each document that was dropped and not judged yet; yield what was written of it.

    One whose signature has not arrived is judged once it has: two files are brought one after the other.
    """
    state, _ = session.read()
    for path in filter(has_signature, sorted(session.approvals.glob(f"*{SUFFIX}"))):
        document = read_regular(path, LARGEST_APPROVAL, within=session.folder)
        if digest_document(document) not in state.documents:
            event = take_one(session, path, document)
            if event is not None:
                yield event


def has_signature(path: Path) -> bool:
    """Tell whether the signature lies beside the document."""
    return os.path.lexists(name_signature(path))


def name_signature(path: Path) -> Path:
    """Return where the signature of a document lies."""
    return path.with_suffix(f"{SUFFIX}.sig")


def take_one(session: OpenSession, path: Path, document: bytes) -> SessionEvent | None:
    """Write that the document counts, or with which word it is refused; nothing where it may count later."""
    state, _ = session.read()
    digest = digest_document(document)
    step = ""
    try:
        approval = read_approval(document)
        step = approval.step
        signed = judge_document(state, path, document, approval, session.clock())
        return session.write(EventKind.SIGNED, step=step, signed=signed, document=digest)
    except RefusedEventError as error:
        if error.word in WAITING or state.closeout:
            return None
        return session.write(EventKind.APPROVAL_REFUSED, step=step, word=str(error.word), document=digest)


def judge_document(state: SessionState, path: Path, document: bytes, approval: ApprovalDocument, at: float) -> Signed:
    """Return the signature, if it is a good one about what the session asks. Raises RefusedEventError."""
    try:
        index = state.plan.find(approval.step)
    except KeyError as error:
        raise RefusedEventError(Refusal.OTHER_STEP, f"no step '{approval.step}'") from error
    if state.plan.steps[index].kind is not StepKind.APPROVE:
        raise RefusedEventError(Refusal.OTHER_STEP, f"'{approval.step}' asks for no signature")
    return weigh_approval(document, approval, find_key(state, path, document, approval, at), ask_approval(state, index))


def find_key(state: SessionState, path: Path, document: bytes, approval: ApprovalDocument, at: float) -> str | None:
    """Return the key that signed; None where nobody who may did, or the file of signers is not the one of the start."""
    signers, signature = Path(state.start.signers_file), name_signature(path)
    try:
        data = read_regular(signature, LARGEST_APPROVAL, within=path.parent)
        known = digest_document(signers.read_bytes())
    except OSError:
        return None
    if known != state.start.signers:
        return None
    return find_signing_key(document, data, who=approval.approver, allowed_signers=signers, namespace=NAMESPACE, at=at)


def tell_user() -> str:
    """Return the name of the user who runs this."""
    return os.environ.get("USER") or os.environ.get("LOGNAME") or str(os.geteuid())
