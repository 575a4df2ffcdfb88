"""Views and languages by the installed command: looked at, kept, judged again."""

from pathlib import Path

import msgspec
import pytest
from end_to_end.conftest import Run
from wcwidth import wcswidth

FORMATS = ["terminal", "json", "summary", "junit", "markdown", "prometheus"]
PHASE = """\
phase: P0
title: {en: Host, zh-TW: 主機}
checks:
  - {id: up, on: here, command: {argv: [uname, -s]}, expect: "stdout == 'Linux\\\\n'"}
  - id: other
    on: here
    needs: [up]
    file_stat: OTHER
    why: {en: Somebody counts on it., zh-TW: 有人仰賴它。}
    next: {en: Make it., zh-TW: 把它建起來。}
  - {id: tool, on: here, command: {argv: [cat, /no/such/file]}, else: warn, warns_as: evidence}
  - {id: gap, on: here, docker_container: no-such-container, else: warn}
"""
VIEW = """\
title: {en: Before work, zh-TW: 開工前檢查}
checks: [other]
result_words: {green: WORK_MAY_BEGIN., blocked: WORK_BLOCKED.}
lines:
  OTHER_EXISTS: "{other: exists}"
  MAY_BEGIN: {passed: other, yes: "1", no: "0"}
"""
UNKNOWN = 'checks: [gap]\nlines: {STATE: "{gap: state}|{gap}", RUNS: {passed: gap}}\n'


@pytest.fixture
def viewed(pack: Path, tmp_path: Path) -> Path:
    """Make a pack with two views; the file one of its checks looks for is not there yet."""
    (pack / "phases/p0.yml").write_text(PHASE.replace("OTHER", str(tmp_path / "other")))
    (pack / "views").mkdir()
    (pack / "views/work.yml").write_text(VIEW)
    (pack / "views/unknown.yml").write_text(UNKNOWN)
    return pack


def test_a_view_is_judged_by_itself(blackstart: Run, viewed: Path, tmp_path: Path) -> None:
    """Its checks and what they need; its own words; the status of its result."""
    done = blackstart("check", str(viewed), "--view", "work", "--no-save")
    assert done.returncode == 2, done.stderr
    assert done.stdout.rstrip().splitlines()[-3:] == [
        "PASS=1 WARN=0 BLOCKED=1 HELD=0",
        "Result: BLOCKED",
        "WORK_BLOCKED.",
    ]
    assert "OTHER_EXISTS=false\nMAY_BEGIN=0\n" in done.stdout
    (tmp_path / "other").write_text("")
    done = blackstart("check", str(viewed), "--view", "work", "--no-save", "--format", "summary")
    assert done.returncode == 0, done.stderr
    assert "LEVEL=WORK_MAY_BEGIN.\n" in done.stdout
    assert "OTHER_EXISTS=true\nMAY_BEGIN=1\n" in done.stdout


def test_a_line_without_evidence_is_unknown(blackstart: Run, viewed: Path) -> None:
    """There is no such container, or no Docker: in either case nothing was read."""
    done = blackstart("check", str(viewed), "--view", "unknown", "--no-save", "--format", "json")
    assert done.returncode in {1, 2}
    lines = msgspec.json.decode(done.stdout)["scorecard"]["view"]["lines"]
    assert "true" not in lines.values()
    assert lines["RUNS"] in {"no", "unknown"}


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_of_a_view_is_judged_again_to_the_same_bytes(
    blackstart: Run, viewed: Path, tmp_path: Path, form: str
) -> None:
    """In every format, without the pack and without naming the view."""
    seen = blackstart("check", str(viewed), "--view", "work", "--format", form)
    for path in sorted(viewed.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (bundle,) = (path for path in (tmp_path / "runs").iterdir() if not path.name.startswith("."))
    again = blackstart("judge", str(bundle), "--format", form)
    assert again.returncode == 2, again.stderr
    assert again.stdout == seen.stdout
    assert "work" in again.stdout


def test_views_are_listed_and_a_wrong_name_is_told_the_nearest(blackstart: Run, viewed: Path) -> None:
    """With how much each looks at, and its title."""
    done = blackstart("check", str(viewed), "--list-views", "--lang", "zh-TW")
    assert done.stdout == "unknown  1 項檢查\nwork     2 項檢查  開工前檢查\n"
    wrong = blackstart("check", str(viewed), "--view", "wrok")
    assert (wrong.returncode, "did you mean 'work'?" in wrong.stderr) == (64, True)
    (viewed / "views/work.yml").unlink()
    (viewed / "views/unknown.yml").unlink()
    assert blackstart("check", str(viewed), "--list-views").stdout.startswith("no views")
    assert "has none at all" in blackstart("check", str(viewed), "--view", "work").stderr


def test_a_shell_completes_the_name_of_a_view(blackstart: Run, viewed: Path) -> None:
    """As it does commands and options; where the pack cannot be read it completes nothing."""
    words = {"_BLACKSTART_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    done = blackstart(COMP_WORDS=f"blackstart check {viewed} --view w", **words)
    assert done.stdout == "plain,work\n"
    assert blackstart(COMP_WORDS="blackstart check nowhere --view w", **words).stdout.strip() == ""


def test_a_bad_view_is_a_bad_baseline(blackstart: Run, viewed: Path) -> None:
    """Told with file, line and mend, whichever view is asked for."""
    (viewed / "views/bad.yml").write_text("checks:\n  - othre\n")
    done = blackstart("check", str(viewed), "--view", "work")
    assert done.returncode == 65
    assert "views/bad.yml:2: view 'bad': no check 'othre'; did you mean 'other'?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--lang", "zh-TW"), {"LC_ALL": "C"}),
        ((), {"LC_ALL": "zh_TW.UTF-8"}),
        ((), {"LC_ALL": "", "LC_MESSAGES": "zh_TW"}),
        ((), {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_TW.UTF-8"}),
    ],
)
def test_the_language_asked_for_or_of_the_locale_is_spoken(
    blackstart: Run, viewed: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    """Headings, texts and titles; result words stay, and no line is too wide."""
    done = blackstart("check", str(viewed), "--view", "work", "--no-save", *arguments, **environment)
    for words in ("首要阻擋", "下一步  把它建起來。", "影響    有人仰賴它。", "開工前檢查", "主機", "Result: BLOCKED"):
        assert words in done.stdout
    assert all(wcswidth(line) <= 100 for line in done.stdout.splitlines())


def test_english_can_be_forced_and_machines_hear_nothing_else(blackstart: Run, viewed: Path) -> None:
    """Whatever the locale."""
    chinese = {"LC_ALL": "zh_TW.UTF-8"}
    assert "Make it." in blackstart("check", str(viewed), "--no-save", "--lang", "en", **chinese).stdout
    summary = blackstart("check", str(viewed), "--no-save", "--format", "summary", **chinese).stdout
    assert "FIRST_BLOCKED_NEXT='Make it.'" in summary
    wrong = blackstart("check", str(viewed), "--lang", "chinese please")
    assert (wrong.returncode, "write a tag as en or zh-TW" in wrong.stderr) == (64, True)
