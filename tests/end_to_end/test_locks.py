"""The two locks are whole: what stands there is installed as it is, and nothing is resolved."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from end_to_end.locks import Entry, find_gaps, find_loose, find_reached, list_environments, read_lock
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
TEXTS = {name: (ROOT / f"requirements/{name}.lock").read_text() for name in ("run", "test")}
ENVIRONMENTS = list_environments()
TOOLS_OF_TESTING = {"mypy", "pytest", "pytest-asyncio", "pytest-cov", "hypothesis", "ruff", "import-linter", "coverage"}


def read_group(name: str) -> list[Requirement]:
    """Return a dependency group's requirements, and those of the groups it includes."""
    found: list[Requirement] = []
    for item in PROJECT["dependency-groups"][name]:
        found += read_group(item["include-group"]) if isinstance(item, dict) else [Requirement(item)]
    return found


ROOTS = {
    purpose: [
        *map(Requirement, PROJECT["project"]["dependencies"]),
        *map(Requirement, PROJECT["build-system"]["requires"]),
        *read_group(group),
    ]
    for purpose, group in (("run", "build"), ("test", "test"))
}


def list_gaps(purpose: str, lock: dict[str, Entry]) -> set[str]:
    """Return what is missing with any of the Pythons."""
    return {gap for environment in ENVIRONMENTS for gap in find_gaps(lock, ROOTS[purpose], environment)}


def without(text: str, name: str) -> str:
    """Return the lock without an entry."""
    shorter = re.sub(rf"^{re.escape(name)}==.*\n(    --hash.*\n)*", "", text, flags=re.MULTILINE)
    assert shorter != text
    return shorter


@pytest.mark.parametrize("purpose", TEXTS)
def test_every_entry_is_pinned_with_hashes(purpose: str) -> None:
    """One version of each, and the digests of its files."""
    assert find_loose(read_lock(TEXTS[purpose])) == []


@pytest.mark.parametrize("purpose", TEXTS)
def test_lock_holds_all_that_is_needed(purpose: str) -> None:
    """With each Python, extras such as coverage[toml] included: nothing is left for an installer to resolve."""
    assert list_gaps(purpose, read_lock(TEXTS[purpose])) == set()


def test_running_takes_all_that_its_lock_holds() -> None:
    """No more than it takes: a checker or a test runner is not installed by `make run`."""
    lock = read_lock(TEXTS["run"])
    reached = {name for environment in ENVIRONMENTS for name in find_reached(lock, ROOTS["run"], environment)}
    elsewhere = {name for name, entry in lock.items() if "win32" in str(entry.requirement.marker)}
    assert set(lock) - elsewhere == reached
    assert not TOOLS_OF_TESTING & set(lock)
    assert set(read_lock(TEXTS["test"])) >= TOOLS_OF_TESTING


def test_both_locks_agree() -> None:
    """What is tested is what runs: the same version and the same files."""
    run, test = read_lock(TEXTS["run"]), read_lock(TEXTS["test"])
    assert {name: (str(entry.requirement), entry.hashes) for name, entry in run.items()} == {
        name: (str(test[name].requirement), test[name].hashes) for name in run
    }
    for block in re.findall(r"^\S.*\n(?:    --hash.*\n)*", TEXTS["run"], flags=re.MULTILINE):
        assert block in TEXTS["test"]


@pytest.mark.parametrize("purpose", TEXTS)
def test_a_missing_entry_is_noticed(purpose: str) -> None:
    """Whichever it is."""
    lock = read_lock(TEXTS[purpose])
    needed = {name for environment in ENVIRONMENTS for name in find_reached(lock, ROOTS[purpose], environment)}
    for name in needed:
        gaps = list_gaps(purpose, read_lock(without(TEXTS[purpose], name)))
        assert gaps, name
        assert all("is not in the lock" in gap for gap in gaps)


def test_a_lax_entry_is_noticed() -> None:
    """A missing digest, a range, a version that nothing allows, a package twice, one for another Python alone."""
    text = "h11==0.16.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert find_loose(read_lock(text)) == []
    for lax in ("h11==0.16.0\n", text.replace("==", ">="), text.replace("0.16.0", "0.16.*")):
        assert find_loose(read_lock(lax)) == ["h11"], lax
    old = TEXTS["run"].replace("h11==0.16.0", "h11==0.14.0")
    assert any("does not allow h11==0.14.0" in gap for gap in list_gaps("run", read_lock(old)))
    later = TEXTS["run"].replace("h11==0.16.0", "h11==0.16.0 ; python_version >= '3.12'")
    assert all(gap.startswith("Python 3.11") for gap in list_gaps("run", read_lock(later)))
    assert list_gaps("run", read_lock(later))
    with pytest.raises(ValueError, match="twice"):
        read_lock(text + text)


@pytest.mark.timeout(600)
def test_running_lock_is_installed_without_resolution(tmp_path: Path) -> None:
    """As the Makefile does it, into a new environment; nothing is missing there, and the command runs."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"

    def pip(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "pip", "--disable-pip-version-check", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    locked = pip("install", "--no-deps", "--require-hashes", "--requirement", "requirements/run.lock")
    assert locked.returncode == 0, locked.stderr
    own = pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
    assert own.returncode == 0, own.stderr
    assert "No broken requirements" in pip("check").stdout
    told = subprocess.run(
        [str(python.with_name("blackstart")), "--version"], capture_output=True, text=True, check=True
    )
    assert re.search(r"\d+\.\d+\.\d+", told.stdout)
    pip("uninstall", "--yes", "mdurl")
    broken = pip("check")
    assert broken.returncode == 1
    assert "mdurl" in broken.stdout
