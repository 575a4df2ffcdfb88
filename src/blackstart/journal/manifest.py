"""The list of a bundle's files with their digests, and the name it binds the bundle to."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

MANIFEST = "manifest.sha256"
SIGNATURE = f"{MANIFEST}.sig"
"""As `ssh-keygen -Y sign` names it; it is over the manifest, so it cannot stand in it."""
RUN_NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<digest>[0-9a-f]{12})")
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
"""What a log may be called: names that `sha256sum` writes as they are and every file system takes."""


def write_manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the lines `sha256sum -c` reads, sorted by name."""
    return "".join(f"{digest_of(files[name])}  {name}\n" for name in sorted(files)).encode()


def read_manifest(content: bytes) -> dict[str, str]:
    """Return digest by name. Raises ValueError for lines that are not a manifest's."""
    digests: dict[str, str] = {}
    for line in content.decode().splitlines():
        digest, separator, name = line.partition("  ")
        if not separator or not name or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError(f"not a line of a manifest: {line[:80]!r}")
        digests[name] = digest
    return digests


def name_run(started: float, manifest: bytes) -> str:
    """Return `<UTC time>-<short id>`; the id binds the manifest to the folder's name.

    It is 48 bits: enough against damage and careless edits. Whoever can rename the folder
    can forge it; the next run's `previous` holds the whole digest.
    """
    return f"{stamp(started)}-{digest_of(manifest)[:12]}"


def stamp(seconds: float) -> str:
    """Return Unix seconds as `yyyymmddThhmmssZ`."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y%m%dT%H%M%SZ")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()
