"""The page on the library: its lines run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import blackstart

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/library.md").read_text()
(LINES,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


def test_five_lines_look_at_a_fleet_and_judge_it(tmp_path: Path) -> None:
    """In a Python of their own, against the pack of this machine; what they print names the fleet."""
    assert len([line for line in LINES.splitlines() if line]) == 5
    script = tmp_path / "look.py"
    script.write_text(LINES)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "localhost" in done.stdout.splitlines()[0]


def test_judging_again_gives_the_same_and_later_it_is_stale(pack: Path) -> None:
    """The evidence is what counts: the same gives the same, and an hour later it is too old to pass."""
    fleet = blackstart.load_pack(str(pack))
    seen = blackstart.look(fleet)
    assert blackstart.judge(fleet, seen) == seen.scorecard
    assert (seen.scorecard.result, seen.scorecard.passed) == ("GREEN", 1)
    assert blackstart.judge(fleet, seen, now=seen.scorecard.judged + 3600).result == "BLOCKED"


def test_names_of_the_page_are_those_of_the_package() -> None:
    """Each name that is offered is there, each function stands on the page, and no other name is."""
    assert all(getattr(blackstart, name) for name in blackstart.__all__)
    told = set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE))
    assert {name for name in blackstart.__all__ if name[0].islower()} == told
    assert not hasattr(blackstart, "something_else")


def test_the_library_costs_the_command_nothing() -> None:
    """Importing the package imports none of its rooms."""
    code = "import sys, blackstart; print([name for name in sys.modules if name.startswith('blackstart.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
