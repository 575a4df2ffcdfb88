"""Files and folders that a command writes where the operator says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blackstart.errors import CannotWriteError
from blackstart.journal.durable import write_durably


class ArtifactError(CannotWriteError):
    """A file or folder that the operator named cannot be written; the message names it."""


def write_artifact(path: Path, text: str) -> None:
    """Replace a file as a whole or not at all. Raises ArtifactError."""
    with naming(path):
        write_durably(path, text.encode())


def make_folder(path: Path) -> None:
    """Make a folder and those above it, unless they are there. Raises ArtifactError."""
    with naming(path):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an OSError into one that names the path."""
    try:
        yield
    except OSError as error:
        raise ArtifactError(f"{path}: {error.strerror}; make it writable, or name another place") from error
