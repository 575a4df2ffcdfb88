"""Signatures of approvals and of operators: made and verified by `ssh-keygen -Y`, as those of runs are."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from blackstart.errors import BadDataError
from blackstart.journal.signature import run_keygen, tell

FINGERPRINT = "SHA256:"


class ApprovalKeyError(BadDataError):
    """A key cannot sign, or there is no ssh-keygen; the message says what it said."""


def sign_document(document: bytes, key: str, namespace: str) -> bytes:
    """Return the signature over the bytes, by a private key, or by a public one whose private key an agent has."""
    done = run_keygen(["-Y", "sign", "-q", "-n", namespace, "-f", key], document)
    if done is None or done.returncode:
        said = "no ssh-keygen in PATH" if done is None else tell(done)
        raise ApprovalKeyError(f"{key}: cannot sign: {said}; name a private key, or a public one that an agent has")
    return done.stdout


def find_signing_key(  # noqa: PLR0913  # what a signature is judged by
    document: bytes, signature: bytes, *, who: str, allowed_signers: Path, namespace: str, at: float
) -> str | None:
    """Return the fingerprint of the key by which `who` signed the bytes; None where they did not.

    Whether the key was valid is told for the moment `at`, so that it is told the same years later.
    """
    moment = datetime.fromtimestamp(at, tz=UTC).strftime("%Y%m%d%H%M%SZ")
    with tempfile.NamedTemporaryFile() as file:
        file.write(signature)
        file.flush()
        argv = ["-Y", "verify", "-f", str(allowed_signers), "-I", who, "-n", namespace, "-s", file.name]
        done = run_keygen([*argv, "-O", f"verify-time={moment}"], document)
    if done is None:
        raise ApprovalKeyError("no ssh-keygen in PATH: signatures cannot be verified; install OpenSSH's client")
    words = done.stdout.decode(errors="replace").split()
    return next((word for word in words if word.startswith(FINGERPRINT)), None) if done.returncode == 0 else None
