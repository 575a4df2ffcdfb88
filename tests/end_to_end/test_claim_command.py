"""`blackstart claim`: allowed exits 0, forbidden exits 3 with everything that is missing."""

import json
from pathlib import Path

import pytest
from end_to_end.conftest import Run

CLAIMS = """\
levels:
  - {level: B1_UP, says: The kernel runs., needs: {checks: [up]}}
words:
  - {word: ALL_UP, level: B1_UP, says: All of it.}
claims:
  UP: {says: {en: The machine is up., zh-TW: 機器已開機。}, needs: {levels: [B1_UP]}}
  FRESH: {says: Just seen., needs: {checks: [up]}, max_age: 0.001s}
never:
  ACTION_AUTHORIZED: {says: Act., approval: A signed approval.}
"""


@pytest.fixture
def claiming(pack: Path) -> Path:
    """Return the pack with a table of claims."""
    (pack / "recovery.yml").write_text(CLAIMS)
    return pack


@pytest.fixture
def bundle(blackstart: Run, claiming: Path, tmp_path: Path) -> Path:
    """Return a recorded run of it."""
    done = blackstart("check", str(claiming))
    assert done.returncode == 0, done.stderr
    assert "RESULT=ALL_UP" in done.stdout
    (path,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    return path


def test_a_claim_that_is_proven_is_allowed(blackstart: Run, bundle: Path) -> None:
    """From a recorded run, in either format and language."""
    done = blackstart("claim", "UP", "--run", str(bundle))
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["ALLOWED", "UP"])
    assert "機器已開機" in blackstart("claim", "UP", "--run", str(bundle), "--lang", "zh-TW").stdout
    answer = json.loads(blackstart("claim", "B1_UP", "--run", str(bundle), "--format", "json").stdout)
    assert (answer["answers"][0]["allowed"], answer["run"]) == (True, str(bundle))


def test_a_claim_from_a_run_that_is_too_old_is_forbidden(blackstart: Run, bundle: Path) -> None:
    """Its evidence has passed since."""
    done = blackstart("claim", "FRESH", "--run", str(bundle))
    assert (done.returncode, done.stdout.split()[:2]) == (3, ["FORBIDDEN", "FRESH"])
    assert "stale" in done.stdout


def test_what_takes_a_person_is_forbidden_whatever_was_seen(blackstart: Run, bundle: Path) -> None:
    """With the approval it takes."""
    done = blackstart("claim", "ACTION_AUTHORIZED", "--run", str(bundle))
    assert done.returncode == 3
    assert "A signed approval." in done.stdout


def test_a_claim_is_answered_by_a_look_at_the_fleet_now(blackstart: Run, claiming: Path, tmp_path: Path) -> None:
    """The look is kept as the evidence; where it fails, what is missing is named with its place."""
    done = blackstart("claim", "UP", "--pack", str(claiming))
    assert done.returncode == 0, done.stderr
    assert "run: " in done.stderr
    phase = claiming / "phases/p0.yml"
    phase.write_text(phase.read_text().replace("'Linux\\n'", "'Plan 9'"))
    done = blackstart("claim", "UP", "--pack", str(claiming), "--no-save")
    assert (done.returncode, "run: " in done.stderr) == (3, False)
    for words in ("check  up  wanted PASS, saw BLOCKED", "B1_UP", "phases/p0.yml:3", "Look at the console."):
        assert words in done.stdout
    full = tmp_path / "full"
    full.write_text("no folder")
    assert blackstart("claim", "UP", "--pack", str(claiming), "--runs", str(full / "runs")).returncode == 73


def test_all_there_is_to_say_is_listed(blackstart: Run, bundle: Path) -> None:
    """Each on a line, and the list itself is no refusal."""
    done = blackstart("claim", "--list", str(bundle))
    assert done.returncode == 0
    assert [line.split()[:3] for line in done.stdout.splitlines()] == [
        ["ALLOWED", "level", "B1_UP"],
        ["ALLOWED", "claim", "UP"],
        ["FORBIDDEN", "claim", "FRESH"],
        ["FORBIDDEN", "never", "ACTION_AUTHORIZED"],
        ["ALLOWED", "word", "ALL_UP"],
    ]


@pytest.mark.parametrize("name", ["scorecard.json", "exchanges.jsonl"])
def test_an_edited_run_is_refused(blackstart: Run, bundle: Path, name: str) -> None:
    """One byte is enough."""
    path = bundle / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert blackstart("claim", "UP", "--run", str(bundle)).returncode == 65


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("UPP", "--run", "BUNDLE"), 64, "did you mean 'UP'?"),
        (("UP",), 64, "give one of --run RUN"),
        (("UP", "--run", "BUNDLE", "--pack", "x"), 65, "x: no such folder"),
        (("UP", "--pack", "x", "--list", "BUNDLE"), 64, "give one of --run RUN"),
        (("--run", "BUNDLE"), 64, "give a NAME"),
        (("UP", "--list", "BUNDLE"), 64, "give a NAME"),
        (("UP", "--pack", "nowhere"), 65, "no such folder"),
        (("UP", "--pack", "localhost", "--no-save"), 65, "no table of claims"),
    ],
)
def test_a_mistake_is_one_clear_error(
    blackstart: Run, bundle: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    """With its exit status, and no traceback."""
    done = blackstart("claim", *(str(bundle) if word == "BUNDLE" else word for word in arguments))
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_may_be_bound_to_a_pack(blackstart: Run, bundle: Path, claiming: Path) -> None:
    """One of another fleet, or of another state of the pack, is refused; the answer names the fleet."""
    done = blackstart("claim", "UP", "--run", str(bundle), "--pack", str(claiming))
    assert (done.returncode, done.stdout.split()[:3]) == (0, ["ALLOWED", "UP", "small"]), done.stderr
    (claiming / "recovery.yml").write_text(CLAIMS + "# stricter since\n")
    assert blackstart("claim", "UP", "--run", str(bundle)).returncode == 0
    done = blackstart("claim", "UP", "--run", str(bundle), "--pack", str(claiming))
    assert (done.returncode, done.stdout) == (65, "")
    assert "of small, by another baseline than" in done.stderr
