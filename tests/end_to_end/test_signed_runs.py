"""Runs signed with an SSH key, by the real ssh-keygen on both sides."""

import subprocess
from pathlib import Path

import pytest
from end_to_end.conftest import Run

from blackstart.journal.manifest import MANIFEST, SIGNATURE

NAMES = ("ops", "other")


def keygen(*words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen."""
    return subprocess.run(["ssh-keygen", *map(str, words)], input=stdin, capture_output=True, check=False)


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    """Make two keys; return the public ones by name."""
    for name in NAMES:
        keygen("-q", "-t", "ed25519", "-N", "", "-C", name, "-f", tmp_path / name)
    return {name: (tmp_path / f"{name}.pub").read_text().strip() for name in NAMES}


@pytest.fixture
def bundle(blackstart: Run, pack: Path, tmp_path: Path, keys: dict[str, str]) -> Path:
    """Look, and sign the run with the first key."""
    (tmp_path / "allowed").write_text(f'ops namespaces="blackstart-run" {keys["ops"]}\n')
    done = blackstart("check", str(pack), "--sign-with", str(tmp_path / "ops"))
    assert done.returncode == 0, done.stderr
    (found,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    return found


def test_signed_run_is_verified(blackstart: Run, bundle: Path, tmp_path: Path) -> None:
    """By the command, alone and in its chain, and by ssh-keygen by hand."""
    for words in ((str(bundle),), (str(bundle), "--signer", "ops"), ("--chain", str(tmp_path / "runs"))):
        done = blackstart("verify", *words, "--allowed-signers", "allowed")
        assert (done.returncode, "signed by ops" in done.stdout) == (0, True), done.stderr
    assert blackstart("verify", str(bundle)).returncode == 0
    allowed = ("-f", tmp_path / "allowed", "-I", "ops")
    by_hand = ("-Y", "verify", *allowed, "-n", "blackstart-run", "-s", bundle / SIGNATURE)
    assert keygen(*by_hand, stdin=(bundle / MANIFEST).read_bytes()).returncode == 0


def test_what_is_not_signed_so_is_refused_in_its_own_words(
    blackstart: Run, bundle: Path, tmp_path: Path, keys: dict[str, str]
) -> None:
    """Another key or name, an expired key, another namespace, another manifest, and none at all."""

    def refused(said: str, *more: str) -> None:
        done = blackstart("verify", str(bundle), "--allowed-signers", "allowed", *more)
        assert (done.returncode, said in done.stderr) == (65, True), done.stderr + done.stdout

    allowed, signature = tmp_path / "allowed", bundle / SIGNATURE
    good, manifest = signature.read_bytes(), (bundle / MANIFEST).read_bytes()
    refused("signed with another key", "--signer", "somebody")
    for text, said in (
        (f"ops {keys['other']}\n", "signed with another key"),
        ("", "signed with another key"),
        (f'ops valid-before="20200101" {keys["ops"]}\n', "has expired"),
        (f'ops namespaces="git" {keys["ops"]}\n', "signed with another key"),
    ):
        allowed.write_text(text)
        refused(said, "--signer", "ops")
        refused(said)
    allowed.write_text(f"ops {keys['ops']}\n")
    signature.write_bytes(keygen("-Y", "sign", "-n", "git", "-f", tmp_path / "ops", stdin=manifest).stdout)
    refused("another namespace, 'git'")
    signature.write_bytes(keygen("-Y", "sign", "-n", "blackstart-run", "-f", tmp_path / "ops", stdin=b"other").stdout)
    refused("is over another manifest")
    for bad in (b"", good[: len(good) // 2], b"\xff" * 100, good.replace(b"U1NI", b"AAAA")):
        signature.write_bytes(bad)
        refused("no SSH signature")
    signature.unlink()
    refused("not signed")
    assert blackstart("verify", str(bundle), "--signer", "ops").returncode == 64


def test_run_that_cannot_be_signed_is_kept(blackstart: Run, pack: Path, tmp_path: Path) -> None:
    """And told: its status is that of what could not be written."""
    done = blackstart("check", str(pack), BLACKSTART_SIGN_WITH=str(tmp_path / "nowhere"))
    assert (done.returncode, "kept, but not signed" in done.stderr) == (73, True), done.stderr
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    assert blackstart("verify", str(bundle)).returncode == 0
