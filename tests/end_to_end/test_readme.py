"""The README's commands and files, as they are written there."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from end_to_end.conftest import Run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
SHELL = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [line for block in SHELL for line in block.splitlines() if line.startswith("blackstart")]
FILES = dict(re.findall(r"```yaml\n# (homelab/\S+)\n(.*?)```", README, flags=re.DOTALL))
LOOKS_AT_HOSTS = re.compile(r"check homelab")
STATUS = {"check packs/localhost": {0, 1, 2}}


def test_it_opens_with_the_two_commands_and_the_way_to_the_third() -> None:
    """Set up and run, set up and test, and then the command by its name."""
    first = [line.partition("#")[0].strip() for line in SHELL[0].splitlines()]
    assert README.index("```sh") < 20
    assert first == ["make run", "make test", 'export PATH="$PWD/.venv/bin:$PATH"']


@pytest.mark.timeout(300)
@pytest.mark.parametrize("line", [line for line in COMMANDS if not LOOKS_AT_HOSTS.search(line)])
def test_command_runs_as_written(line: str, tmp_path: Path) -> None:
    """In a shell where the README's third line was said."""
    environment = {"HOME": str(tmp_path), "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
    script = f"{SHELL[0].splitlines()[2]}\n{line}\n"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    allowed = next((allowed for words, allowed in STATUS.items() if words in line), {0})
    assert done.returncode in allowed, done.stdout + done.stderr
    assert done.stdout


def test_the_pack_of_the_readme_is_one(blackstart: Run, tmp_path: Path) -> None:
    """Its two files load as they stand there."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert len(FILES) == 2
    done = blackstart("check", "homelab", "--list-views")
    assert done.returncode == 0, done.stderr


def test_make_says_how_the_command_is_reached_and_how_long_it_takes() -> None:
    """At the end of `make run` stands the README's third line; at the beginning of `make test`, the time."""
    make = ("make", "--dry-run", "--no-print-directory")  # a make that runs the tests would have it print where it is
    own = {**os.environ, "MAKEFLAGS": ""}
    run, test = (
        subprocess.run([*make, target], capture_output=True, text=True, check=True, cwd=ROOT, env=own)
        for target in ("run", "test")
    )
    assert 'export PATH="$PWD/.venv/bin:$PATH"' in run.stdout.splitlines()[-1]
    assert re.search(r"a quarter of an hour", test.stdout.splitlines()[0])
    assert "a quarter of an hour" in README
