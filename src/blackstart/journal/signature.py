"""A run signed with an SSH key: `ssh-keygen -Y` makes and verifies it, over the manifest (PROTOCOL.sshsig)."""

import base64
import binascii
import subprocess
from pathlib import Path

from blackstart.files import read_regular
from blackstart.journal.durable import write_durably
from blackstart.journal.manifest import MANIFEST, SIGNATURE
from blackstart.journal.run import LARGEST as MOST
from blackstart.journal.run import BundleError, BundleWriteError

NAMESPACE = "blackstart-run"
"""What the signature is for, so that one made for something else is none of a run."""
PROGRAM = "ssh-keygen"
MAGIC = b"SSHSIG\0\0\0\x01"
LARGEST = 64 * 1024
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


class SigningError(BundleWriteError):
    """A run was kept and could not be signed."""


class SignatureError(BundleError):
    """A run has not the signature that is asked for."""


def sign_run(bundle: Path, key: str) -> None:
    """Sign a bundle's manifest with a private key, or with a public one whose private key an agent has.

    Raises SigningError; the run stays, unsigned.
    """
    manifest = read_regular(bundle / MANIFEST, MOST, within=bundle)
    done = run_keygen(["-Y", "sign", "-n", NAMESPACE, "-f", key], manifest)
    if done is None or done.returncode:
        said = "no ssh-keygen in PATH" if done is None else tell(done)
        raise SigningError(f"{bundle}: kept, but not signed with {key}: {said}")
    try:
        write_durably(bundle / SIGNATURE, done.stdout)
    except OSError as error:
        raise SigningError(f"{bundle}: kept, but its signature cannot be written: {error.strerror}") from error


def verify_signature(bundle: Path, allowed_signers: Path, signer: str | None) -> str:
    """Return who has signed the manifest. Raises SignatureError, in words of its own for each thing that is wrong."""
    path, manifest = bundle / SIGNATURE, read_regular(bundle / MANIFEST, MOST, within=bundle)
    refuse_other_purpose(path)
    require(["-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(path)], manifest, path, "is over another manifest")
    allowed = ["-f", str(allowed_signers), "-s", str(path)]
    name = signer or find_signer(path, allowed, allowed_signers)
    done = run_keygen(["-Y", "verify", "-n", NAMESPACE, "-I", name, *allowed], manifest)
    if done is None or done.returncode:
        raise SignatureError(f"{path}: {explain_refusal(done, name, allowed_signers)}")
    return name


def refuse_other_purpose(path: Path) -> None:
    """Raise SignatureError where there is no signature, where it is none, and where it was made for something else."""
    if not path.is_file() or path.is_symlink():
        raise SignatureError(f"{path.parent}: not signed, and a signature is asked for; `check --sign-with KEY` signs")
    try:
        purpose = read_namespace(read_regular(path, LARGEST, within=path.parent))
    except (ValueError, OSError) as error:
        raise SignatureError(f"{path}: no SSH signature: {error}") from error
    if purpose != NAMESPACE:
        raise SignatureError(f"{path}: signed for another namespace, {purpose!a}; a run's is {NAMESPACE}")


def read_namespace(data: bytes) -> str:
    """Return what an armoured signature was made for. Raises ValueError."""
    lines = data.decode("ascii").split()
    text = " ".join(lines)
    if not (text.startswith(BEGIN) and text.endswith(END)):
        raise ValueError("it has not the lines of one")
    try:
        blob = base64.b64decode("".join(text[len(BEGIN) : -len(END)].split()), validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64") from error
    if not blob.startswith(MAGIC):
        raise ValueError("it is of another format")
    _, rest = take_string(blob[len(MAGIC) :])
    return take_string(rest)[0].decode()


def take_string(data: bytes) -> tuple[bytes, bytes]:
    """Return the first string and what follows it (RFC 4251, 5). Raises ValueError."""
    length = int.from_bytes(data[:4])
    if len(data) < 4 + length:
        raise ValueError("it is cut")
    return data[4 : 4 + length], data[4 + length :]


def find_signer(path: Path, allowed: list[str], allowed_signers: Path) -> str:
    """Return by what name the signing key is allowed. Raises SignatureError where it is not."""
    done = run_keygen(["-Y", "find-principals", *allowed], b"")
    names = [] if done is None or done.returncode else done.stdout.decode(errors="replace").split("\n")
    if not names or not names[0]:
        raise SignatureError(f"{path}: {explain_refusal(done, '', allowed_signers)}")
    return names[0].partition(",")[0]


def explain_refusal(done: subprocess.CompletedProcess[bytes] | None, name: str, allowed_signers: Path) -> str:
    """Say why a good signature is not one of those who are allowed to sign."""
    said = "no ssh-keygen in PATH" if done is None else tell(done)
    if "valid-before" in said or "expired" in said:
        return f"its key has expired by {allowed_signers}: {said}"
    if "valid-after" in said or "not yet valid" in said:
        return f"its key is not yet valid by {allowed_signers}: {said}"
    whose = f" for {name}" if name else ""
    return f"signed with another key than {allowed_signers} allows{whose} in {NAMESPACE}: {said}"


def require(argv: list[str], manifest: bytes, path: Path, wrong: str) -> None:
    """Raise SignatureError unless ssh-keygen agrees."""
    done = run_keygen(argv, manifest)
    if done is None or done.returncode:
        said = "no ssh-keygen in PATH" if done is None else tell(done)
        raise SignatureError(f"{path}: {wrong}: {said}")


def run_keygen(argv: list[str], stdin: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """Run ssh-keygen; None where there is none."""
    try:
        return subprocess.run([PROGRAM, *argv], input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        return None


def tell(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what it said, on one line."""
    said = (done.stderr or done.stdout).decode(errors="backslashreplace")
    return "; ".join(line.strip() for line in said.splitlines() if line.strip()) or f"exit status {done.returncode}"
