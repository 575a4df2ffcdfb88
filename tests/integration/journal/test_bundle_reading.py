"""A bundle is believed only if not one byte of it differs."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blackstart.journal.bundle import (
    BundleError,
    BundleFormatError,
    Run,
    encode_scorecard,
    read_run,
    write_run,
)
from blackstart.journal.manifest import MANIFEST, name_run, write_manifest
from blackstart.model.exchange import Exchange
from blackstart.model.scorecard import Scorecard

Write = Callable[[int], Path]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder for the bundle that all examples of a property damage and mend."""
    yield (folder := tmp_path_factory.mktemp("kept"))
    shutil.rmtree(folder)


@pytest.fixture
def bundle(kept: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard) -> Path:
    """Return a fresh bundle of the run."""
    shutil.rmtree(kept)
    return write_run(kept, run, exchanges, scorecard, "RESULT=GREEN\n", {"110.log": "connected\n"})


def files_of(bundle: Path) -> list[Path]:
    """Return the bundle's files in order."""
    return sorted(path for path in bundle.rglob("*") if path.is_file())


@contextmanager
def damaged(path: Path, content: bytes) -> Iterator[None]:
    """Hold a file in another state for a while."""
    whole = path.read_bytes()
    path.write_bytes(content)
    yield
    path.write_bytes(whole)


def test_bundle_holds_what_the_architecture_says(write: Write) -> None:
    """The files, the name, and a manifest that sha256sum checks."""
    bundle = write(0)
    assert [path.relative_to(bundle).as_posix() for path in files_of(bundle)] == [
        "baseline.json",
        "exchanges.jsonl",
        "logs/110.log",
        "manifest.sha256",
        "run.json",
        "scorecard.json",
        "summary.txt",
    ]
    assert bundle.name.startswith("20260626T125405Z-")
    command = ["sha256sum", "--check", "--strict", "--quiet", MANIFEST]
    assert subprocess.run(command, cwd=bundle, check=True, capture_output=True).stdout == b""


def test_bundle_is_read_as_it_was_written(
    write: Write, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard
) -> None:
    """Run, evidence, scorecard and summary come back; the exchanges in their own order."""
    loaded = read_run(write(0))
    assert loaded.run == msgspec.structs.replace(run, run_id="r0")
    assert set(loaded.exchanges) == set(exchanges)
    assert loaded.scorecard_bytes == encode_scorecard(scorecard)
    assert loaded.summary == "RESULT=GREEN\n"


def test_bundle_may_be_named_by_a_link(write: Write, tmp_path: Path) -> None:
    """A link such as `latest` stands outside the bundle; the name it leads to counts."""
    (tmp_path / "latest").symlink_to(write(0))
    assert read_run(tmp_path / "latest").run.run_id == "r0"


def test_same_run_is_the_same_bytes(
    tmp_path: Path, run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard
) -> None:
    """Nothing but the run goes into its bundle, so even the name is the same elsewhere."""
    names = {write_run(tmp_path / name, run, exchanges, scorecard, "", {}).name for name in ("one", "two")}
    assert len(names) == 1


def test_any_flipped_bit_is_noticed(bundle: Path) -> None:
    """Whatever byte of whatever file is changed, the bundle is refused and the file named."""

    @given(st.data())
    def flip(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files_of(bundle)))
        content = path.read_bytes()
        place = data.draw(st.integers(0, len(content) - 1))
        changed = content[place] ^ data.draw(st.integers(1, 255))
        with damaged(path, content[:place] + bytes([changed]) + content[place + 1 :]):
            with pytest.raises(BundleError) as refused:
                read_run(bundle)
            assert str(path) in str(refused.value)

    flip()
    read_run(bundle)


def test_any_cut_is_noticed(bundle: Path) -> None:
    """Whatever file is cut wherever, or goes on where it should end, the bundle is refused."""

    @given(st.data())
    def cut(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files_of(bundle)))
        content = path.read_bytes()
        short = content[: data.draw(st.integers(0, len(content) - 1))]
        long = content + data.draw(st.binary(min_size=1, max_size=9))
        with damaged(path, data.draw(st.sampled_from([short, long]))):
            with pytest.raises(BundleError) as refused:
                read_run(bundle)
            assert str(path) in str(refused.value)

    cut()
    read_run(bundle)


def test_any_missing_file_is_noticed(write: Write) -> None:
    """Each file in turn is taken away; the message names it."""
    bundle = write(0)
    for path in files_of(bundle):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(BundleError, match=str(path) if path.parent == bundle else "logs"):
            read_run(bundle)
        path.write_bytes(content)
    read_run(bundle)


@pytest.mark.parametrize("name", ["extra.txt", "logs/extra.log", ".hidden", "manifest.sha256.bak"])
def test_added_file_is_refused(write: Write, name: str) -> None:
    """A file the manifest does not know does not belong to the run."""
    bundle = write(0)
    (bundle / name).write_text("")
    with pytest.raises(BundleError, match=f"{name}: not in the manifest"):
        read_run(bundle)


@pytest.mark.parametrize("name", ["more", "logs/more"])
def test_added_folder_is_refused(write: Write, name: str) -> None:
    """So is a folder, even an empty one."""
    bundle = write(0)
    (bundle / name).mkdir()
    with pytest.raises(BundleError, match=f"{name}: does not belong"):
        read_run(bundle)


def test_link_in_place_of_a_file_is_refused(write: Write, tmp_path: Path) -> None:
    """Even to the same content: it is not in the bundle and may change."""
    bundle = write(0)
    (bundle / "summary.txt").rename(tmp_path / "summary.txt")
    (bundle / "summary.txt").symlink_to(tmp_path / "summary.txt")
    with pytest.raises(BundleError, match=r"summary\.txt: not a regular file"):
        read_run(bundle)


def test_link_in_place_of_the_logs_is_refused(write: Write, tmp_path: Path) -> None:
    """Nor may a folder be somewhere else."""
    bundle = write(0)
    (bundle / "logs").rename(tmp_path / "logs")
    (bundle / "logs").symlink_to(tmp_path / "logs")
    with pytest.raises(BundleError, match="logs: does not belong"):
        read_run(bundle)


def test_folder_in_place_of_a_file_cannot_be_read(write: Write) -> None:
    """A path that is not there as a file is refused by name."""
    bundle = write(0)
    (bundle / "run.json").unlink()
    (bundle / "run.json").mkdir()
    with pytest.raises(BundleError, match=r"run\.json"):
        read_run(bundle)


@pytest.mark.parametrize("name", ["latest", "20260626T125405Z-000000000000", "20270626T125405Z-"])
def test_renamed_bundle_is_refused_with_its_name(write: Write, name: str) -> None:
    """The name is bound to the manifest; the message says what it was."""
    bundle = write(0)
    digest = bundle.name[-12:]
    renamed = bundle.rename(bundle.with_name(name + digest if name.endswith("-") else name))
    with pytest.raises(BundleError, match=f"give the folder (that|its own) name again|{digest}"):
        read_run(renamed)


def test_edited_bundle_with_a_new_manifest_is_refused(write: Write) -> None:
    """An edit that mends the manifest too no longer fits the folder's name."""
    bundle = write(0)
    (bundle / "summary.txt").write_text("RESULT=BLOCKED\n")
    files = {path.relative_to(bundle).as_posix(): path.read_bytes() for path in files_of(bundle)}
    del files[MANIFEST]
    (bundle / MANIFEST).write_bytes(write_manifest(files))
    with pytest.raises(BundleError, match=r"manifest\.sha256: its SHA-256 begins with"):
        read_run(bundle)


@pytest.mark.parametrize(
    ("name", "content"), [("run.json", b"{}"), ("exchanges.jsonl", b"{}\n"), ("summary.txt", b"\xff")]
)
def test_sound_manifest_over_other_files_is_refused(write: Write, name: str, content: bytes) -> None:
    """A bundle made by something else, its digests right, is not a run."""
    bundle = write(0)
    (bundle / name).write_bytes(content)
    with pytest.raises(BundleError, match="not written by Blackstart"):
        read_run(bind(bundle))


def test_manifest_of_other_lines_is_refused(write: Write) -> None:
    """The folder's name fits the manifest, but it is none."""
    bundle = write(0)
    (bundle / MANIFEST).write_bytes(b"all is well\n")
    with pytest.raises(BundleError, match=r"manifest\.sha256: not a line of a manifest: 'all is well'"):
        read_run(bundle.rename(bundle.with_name(name_run(0, b"all is well\n"))))


def bind(bundle: Path) -> Path:
    """Write the manifest and the name anew, as a forger would."""
    files = {path.relative_to(bundle).as_posix(): path.read_bytes() for path in files_of(bundle)}
    del files[MANIFEST]
    manifest = write_manifest(files)
    (bundle / MANIFEST).write_bytes(manifest)
    return bundle.rename(bundle.with_name(name_run(1782478445.5, manifest)))


def test_other_format_is_said_before_anything_else(write: Write) -> None:
    """Its files and fields may be others, so nothing else is judged first."""
    bundle = write(0)
    (bundle / "run.json").write_text('{"format_version": 2, "shards": []}')
    (bundle / "shards").mkdir()
    (bundle / "shards" / "a.cbor").write_bytes(b"")
    with pytest.raises(BundleFormatError, match="written by format 2; this Blackstart reads 1"):
        read_run(bundle)


def test_path_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    """A missing folder and a file are named."""
    for path in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(BundleError, match=f"{path}: no run bundle there"):
            read_run(path)
        (tmp_path / "file").write_text("")


def test_loop_of_links_is_refused(tmp_path: Path) -> None:
    """A link that leads to itself leads to no bundle."""
    (tmp_path / "latest").symlink_to(tmp_path / "latest")
    with pytest.raises(BundleError, match="latest: no run bundle there"):
        read_run(tmp_path / "latest")


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be nobody for a while, where the tests run as root, who may read everything."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_file_that_may_not_be_read_is_named(run: Run, exchanges: tuple[Exchange, ...], scorecard: Scorecard) -> None:
    """What the reader has no permission for is an error of its own, not a missing file."""
    with TemporaryDirectory() as folder:
        bundle = write_run(Path(folder), run, exchanges, scorecard, "", {})
        for path in (Path(folder), bundle, *bundle.rglob("*")):
            path.chmod(0o755)
        (bundle / "summary.txt").chmod(0)
        with without_privileges(), pytest.raises(BundleError, match=r"summary\.txt: cannot be read: Permission denied"):
            read_run(bundle)


@pytest.mark.parametrize("own", [b"", b"{", b"[]", b'{"format_version": "1"}', b'{"format_version": 1}'])
def test_file_that_names_no_other_format_is_the_manifests_to_refuse(write: Write, own: bytes) -> None:
    """A damaged file is damaged, not of another version."""
    bundle = write(0)
    (bundle / "run.json").write_bytes(own)
    with pytest.raises(BundleError, match=r"run\.json: its SHA-256 is not the manifest's"):
        read_run(bundle)
