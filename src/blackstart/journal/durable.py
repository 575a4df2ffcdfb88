"""Put bytes on disk so that they survive a power loss: the one place that does it."""

import os
import secrets
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file as a whole or not at all; it is on disk on return. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        write_new(temporary, content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, down to the disk; its name lasts once its folder is synced."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def publish_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its name; whoever sees the name sees all of it. Raises OSError."""
    for folder in sorted(path for path in temporary.rglob("*") if path.is_dir()):
        sync_folder(folder)
    sync_folder(temporary)
    temporary.rename(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's names on disk: a rename is durable only then (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
