"""The manifest's lines and the name they bind a bundle to."""

import pytest

from blackstart.journal.manifest import name_run, read_manifest, write_manifest


def test_manifest_is_sorted_and_read_back() -> None:
    """The lines are those of sha256sum, in the order of names."""
    manifest = write_manifest({"b": b"", "a": b"x"})
    assert manifest.decode().splitlines() == [
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  a",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b",
    ]
    assert list(read_manifest(manifest)) == ["a", "b"]


@pytest.mark.parametrize("line", [b"0123  a\n", b"e3b0" * 16 + b" a\n", b"E3B0" * 16 + b"  a\n", b"\xff\n", b"\n"])
def test_other_lines_are_refused(line: bytes) -> None:
    """What is no line of a manifest is an error, not skipped."""
    with pytest.raises(ValueError, match=r"not a line|can't decode"):
        read_manifest(line)


def test_run_is_named_by_its_start_and_its_manifest() -> None:
    """The time is UTC; the id is the first twelve digits of the manifest's SHA-256."""
    assert name_run(1782478445.9, b"") == "20260626T125405Z-e3b0c44298fc"
