"""Begin a session: freeze its plan, and let the operator show the key by which four eyes are told apart."""

import os
import platform
from pathlib import Path

from blackstart.errors import BlackstartError
from blackstart.files import read_regular
from blackstart.journal.approval_signature import find_signing_key, sign_document
from blackstart.model.fleet import Fleet
from blackstart.model.recovery_plan import RecoveryPlan, StepKind
from blackstart.model.session import Actor, EventKind, Operator, SessionStart
from blackstart.recovery.approval import digest_document, digest_value
from blackstart.sessions.approving import tell_user
from blackstart.sessions.folder import create_session, name_session
from blackstart.sessions.writing import Clock, OpenSession, make_event

OPERATOR_NAMESPACE = "session@blackstart"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NEEDS_KEYS = "the plan asks for signatures: give --allowed-signers FILE and --operator-key KEY, so that four eyes are"


class OperatorError(BlackstartError):
    """Who starts the session cannot be told from who approves it."""

    status = 3


def find_actor() -> Actor:
    """Return who runs this process."""
    boot = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
    return Actor(user=tell_user(), host=platform.node(), pid=os.getpid(), boot=boot)


def start_session(  # noqa: PLR0913  # what a session is begun with
    root: Path,
    fleet: Fleet,
    plan: RecoveryPlan,
    *,
    pack: str,
    operator: str,
    clock: Clock,
    operator_key: str | None = None,
    signers: Path | None = None,
) -> OpenSession:
    """Begin a session in the folder. Raises OperatorError, SessionWriteError."""
    by, now = find_actor(), clock()
    name = name_session(fleet.name, plan.name, now)
    start = SessionStart(
        session=name,
        fleet=fleet.name,
        origin=fleet.origin,
        pack=pack,
        pack_digest=fleet.digest,
        plan=plan,
        plan_digest=digest_value(plan),
        operator=find_operator(plan, name, operator, operator_key, signers, now),
        signers_file="" if signers is None else str(signers.resolve()),
        signers="" if signers is None else digest_document(read_regular(signers, 1 << 20)),
    )
    folder = create_session(root, name, make_event(EventKind.STARTED, by, now, start=start))
    return OpenSession(folder=folder, by=by, clock=clock)


def find_operator(  # noqa: PLR0913, PLR0917  # what the operator is told by
    plan: RecoveryPlan, session: str, name: str, key: str | None, signers: Path | None, now: float
) -> Operator:
    """Return the operator; with approvals in the plan by a key that they were shown to have.

    A name alone would let one person be two (cloudtools/ssh-cert-authority, issue 42).
    """
    if all(step.kind is not StepKind.APPROVE for step in plan.steps):
        return Operator(name=name)
    if key is None or signers is None:
        raise OperatorError(f"{NEEDS_KEYS} told apart by keys; docs/sessions.md shows it")
    document = f"{session} {digest_value(plan)}\n".encode()
    signature = sign_document(document, key, OPERATOR_NAMESPACE)
    found = find_signing_key(
        document, signature, who=name, allowed_signers=signers, namespace=OPERATOR_NAMESPACE, at=now
    )
    if found is None:
        said = f"{signers} does not let '{name}' sign in {OPERATOR_NAMESPACE} with {key}"
        raise OperatorError(f"{said}; name yourself as it does, by --operator NAME")
    return Operator(name=name, key=found, signature=signature.decode("ascii"))
