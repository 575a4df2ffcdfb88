"""The packs that ship load, and each check says why it matters and what to do."""

import re
from pathlib import Path

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.model.fleet import Fleet
from blackstart.packs import PackError, find_pack, read_sources, refuse_unreadable

PACKS = Path(__file__).parents[3] / "packs"


def load(path: Path) -> Fleet:
    """Return a pack's fleet."""
    return load_baseline(read_sources(str(path)), f"packs/{path.name}")


@pytest.mark.parametrize("path", sorted(PACKS.iterdir()), ids=lambda path: path.name)
def test_shipped_pack_loads_and_explains_itself(path: Path) -> None:
    """Who is woken at night finds both texts at every check."""
    fleet = load(path)
    assert fleet.checks
    assert [check.id for check in fleet.checks if not (check.why and check.next)] == []


def test_pack_for_this_machine_needs_no_ssh_and_no_systemd() -> None:
    """It asks the machine itself, and only what any Linux has."""
    fleet = load(PACKS / "localhost")
    assert [host.connection for host in fleet.hosts.values()] == ["local"]
    assert {check.place for check in fleet.checks} == {"localhost"}
    assert {check.spec.name for check in fleet.checks}.isdisjoint({"systemd_unit", "journal", "ssh_login"})
    assert len(fleet.checks) >= 12


def make_pack(folder: Path, *names: str) -> Path:
    """Make a folder with these files."""
    for name in ("fleet.yml", "phases/p0.yml", *names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return folder


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("phases/p1.YML", "let it end in .yml, or take it out"),
        ("phases/more/p1.json", "let it end in .yml, or take it out"),
        ("phase/p1.yml", "did you mean phases/?"),
        ("view/v.yml", "did you mean views/?"),
        ("recover.yml", "did you mean recovery.yml?"),
        ("recovery.YML", "did you mean recovery.yml?"),
        ("plan-b.yml", "did you mean plan_b.yml?"),
        ("fleet.yaml", "did you mean fleet.yml?"),
    ],
)
def test_what_would_not_be_read_by_its_name_is_refused(tmp_path: Path, name: str, meant: str) -> None:
    """Checks that are left out in silence are green (catalogue of false greens, 12)."""
    with pytest.raises(PackError, match=re.escape(meant)):
        read_sources(str(make_pack(tmp_path, name)))


def test_other_files_beside_a_baseline_are_no_mistake(tmp_path: Path) -> None:
    """Of other tools, of other commands, notes and copies of an editor."""
    others = (
        "docker-compose.yml",
        "go.mod",
        "go/x.txt",
        "docs/a.md",
        "rules/x.rules.yml",
        "phases/p0.yml~",
        "README.md",
    )
    folder = make_pack(tmp_path, *others, "drill/fleet.yml", "scripts/x.sh")
    assert set(read_sources(str(folder))) == {"fleet.yml", "phases/p0.yml"}


def test_a_file_of_a_former_version_is_told_what_became_of_it(tmp_path: Path) -> None:
    """Nobody is to believe that it still guards something."""
    folder = make_pack(tmp_path, "readiness.yml")
    with pytest.raises(
        PackError, match=r"readiness\.yml: is not read any more; what .* `blackstart audit PACK --accept`"
    ):
        read_sources(str(folder))


def test_what_cannot_be_listed_or_is_not_followed_is_refused(tmp_path: Path) -> None:
    """A folder behind a link, a link to nothing, a folder this user may not read."""
    folder = make_pack(tmp_path / "pack")
    (tmp_path / "other").mkdir()
    (folder / "phases/more").symlink_to(tmp_path / "other")
    with pytest.raises(PackError, match=r"more: a link to a folder, which is not followed; put the files here"):
        read_sources(str(folder))
    (folder / "phases/more").unlink()
    (folder / "recovery.yml").symlink_to(tmp_path / "nothing")
    with pytest.raises(PackError, match=r"recovery\.yml: No such file"):
        read_sources(str(folder))
    with pytest.raises(PackError, match="phases: Permission denied; let this user read it"):
        refuse_unreadable(PermissionError(13, "Permission denied", "phases"))


def test_a_shipped_pack_never_stands_in_for_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """By its bare name, or as `packs/NAME`, and by no other path."""
    assert find_pack("localhost").samefile(find_pack("packs/localhost"))
    for name in (f"{tmp_path}/localhost", "prod/localhost", "../packs/localhost"):
        with pytest.raises(PackError, match="no such folder"):
            find_pack(name)
