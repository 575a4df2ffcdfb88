"""What installed packages ship as kinds is taken only where it is one, and has a name of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blackstart.checks import installed, table

CODE = """
from blackstart.checks.spec import Spec
from blackstart.model.kind import Reading

class Good(Spec, frozen=True):
    name = "good"
    reading = Reading
    example = "good: {}"
"""


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Forget what was found, before and after."""
    for found in (installed.list_installed, table.find_kind):
        found.cache_clear()
    yield
    for found in (installed.list_installed, table.find_kind):
        found.cache_clear()


def install(folder: Path, package: str, points: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package with entry points on the path, as an installer does."""
    site = folder / package
    info = site / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (site / f"{package}.py").write_text(CODE)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[blackstart.kinds]\n{points}\n")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])


def test_a_kind_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in the list with ours."""
    install(tmp_path, "shipping_good", "good = shipping_good:Good", monkeypatch)
    assert table.is_kind("good")
    assert "good" in table.list_kinds()
    assert table.find_kind("good").name == "good"


def test_what_nobody_has_is_none() -> None:
    """No such name, and asking for it is a KeyError as ever."""
    assert not table.is_kind("nobody_has_it")
    with pytest.raises(KeyError):
        table.find_kind("nobody_has_it")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("good = not_there_at_all:Good", "cannot be loaded: No module named 'not_there_at_all'"),
        ("good = shipping_bad:Other", "cannot be loaded"),
        ("good = shipping_bad:Reading", "is no Spec of that name"),
        ("good = shipping_bad:CODE_OF", "cannot be loaded"),
        ("better = shipping_bad:Good", "is no Spec of that name"),
    ],
)
def test_what_is_no_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: str, said: str) -> None:
    """With the object's name and the mend."""
    install(tmp_path, "shipping_bad", points, monkeypatch)
    with pytest.raises(installed.KindError, match=said) as caught:
        table.find_kind(points.partition(" ")[0])
    assert "mend or uninstall it" in str(caught.value)


def test_a_name_of_ours_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours stays what a pack means by it, and the list tells of the other."""
    install(tmp_path, "shipping_http", "http = shipping_http:Good", monkeypatch)
    assert table.find_kind("http").__module__ == "blackstart.checks.network.http"
    with pytest.raises(installed.KindError, match="kind 'http': shipped as shipping_http:Good, and Blackstart has it"):
        table.list_kinds()


def test_one_name_shipped_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell which of the two a pack means."""
    install(tmp_path, "shipping_one", "good = shipping_one:Good", monkeypatch)
    install(tmp_path, "shipping_two", "good = shipping_two:Good", monkeypatch)
    with pytest.raises(installed.KindError, match="kind 'good': shipped twice"):
        table.list_kinds()
