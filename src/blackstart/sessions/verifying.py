"""Verify a session offline: its chain, its table, the signatures it counts, and the runs it names."""

from collections.abc import Iterator
from pathlib import Path

from blackstart.files import read_regular
from blackstart.journal.approval_signature import find_signing_key
from blackstart.journal.manifest import MANIFEST, digest_of
from blackstart.journal.session_log import LARGEST_JOURNAL, read_log
from blackstart.model.session import SessionEvent, SessionState
from blackstart.recovery.approval import NAMESPACE, digest_document, digest_value
from blackstart.recovery.fold import fold
from blackstart.sessions.folder import APPROVALS


def list_faults(folder: Path, runs: Path) -> Iterator[str]:
    """Yield what is not as it was written. Raises JournalError, RefusedEventError for the journal itself."""
    log = read_log(folder)
    state = fold(log.events)
    if digest_value(state.plan) != state.start.plan_digest:
        yield "line 1: the plan is not the one of its digest"
    for event in log.events:
        yield from (f"line {event.seq + 1}: {fault}" for fault in list_event_faults(event, state, folder, runs))


def list_event_faults(event: SessionEvent, state: SessionState, folder: Path, runs: Path) -> Iterator[str]:
    """Yield what is wrong with what an event names."""
    if event.run is not None:
        yield from list_run_faults(event, runs)
    if event.signed is not None and not is_signed(event, state, folder):
        yield f"the approval {event.signed.nonce} is not there as it was signed"


def list_run_faults(event: SessionEvent, runs: Path) -> Iterator[str]:
    """Yield what is wrong with the run that an event names."""
    if event.run is None:
        return
    manifest = runs / event.run.name / MANIFEST
    try:
        data = read_regular(manifest, LARGEST_JOURNAL, within=runs)
    except OSError:
        yield f"the run {event.run.name} is not in {runs}"
        return
    if digest_of(data) != event.run.digest:
        yield f"the run {event.run.name} has another manifest than the session saw"


def is_signed(event: SessionEvent, state: SessionState, folder: Path) -> bool:
    """Tell whether the document stands there, and the key signed it, as of the moment of the event."""
    signed = event.signed
    if signed is None:
        return False
    path = folder / APPROVALS / f"{signed.nonce}.json"
    try:
        document = read_regular(path, LARGEST_JOURNAL, within=folder)
        signature = read_regular(path.with_suffix(".json.sig"), LARGEST_JOURNAL, within=folder)
    except OSError:
        return False
    if digest_document(document) != signed.document:
        return False
    found = find_signing_key(
        document,
        signature,
        who=signed.approver,
        allowed_signers=Path(state.start.signers_file),
        namespace=NAMESPACE,
        at=event.at,
    )
    return found == signed.key
