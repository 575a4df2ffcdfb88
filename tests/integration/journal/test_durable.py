"""A durable write replaces a file as a whole, or not at all."""

from pathlib import Path

import pytest

from blackstart.journal.durable import write_durably


def test_file_is_replaced(tmp_path: Path) -> None:
    """The new content is there, and nothing else is left."""
    path = tmp_path / "state"
    for content in (b"one", b"two"):
        write_durably(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The name is taken by a folder, so the rename fails; the temporary file is gone."""
    path = tmp_path / "state"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="state"):
        write_durably(path, b"new")
    assert list(tmp_path.iterdir()) == [path]
