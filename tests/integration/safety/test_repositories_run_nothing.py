"""A hostile repository is asked, and nothing that its configuration names is run."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from integration.kinds.looking import conclude, look
from integration.kinds.servers import find_tool, run

from blackstart.checks.host.command import Command
from blackstart.checks.read_only.request import refuse
from blackstart.checks.release.git_workspace import GitWorkspace
from blackstart.checks.release.release_parity import ReleaseParity
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause

Arm = Callable[[Path, str], None]


def git(folder: Path, *words: str) -> str:
    """Run git in a folder, as an author of no account."""
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    return run(find_tool("git"), "-C", str(folder), *author, *words, GIT_CONFIG_GLOBAL="/dev/null")


def make_repository(folder: Path) -> Path:
    """Make a repository whose one file was changed without becoming longer, so that git must look into it."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "data.txt").write_text("kept\n")
    git(folder, "add", "data.txt")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "data.txt").write_text("kepT\n")
    return folder


def arm_fsmonitor(repository: Path, evil: str) -> None:
    """Name a program to be asked what has changed."""
    git(repository, "config", "core.fsmonitor", evil)


def arm_filter(repository: Path, evil: str) -> None:
    """Name a program that cleans files before they are compared."""
    (repository / ".gitattributes").write_text("*.txt filter=evil\n")
    git(repository, "config", "filter.evil.clean", evil)


def arm_filter_process(repository: Path, evil: str) -> None:
    """Name a process that does so for all files, by attributes that are no part of the workspace."""
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("* filter=Evil.One\n")
    git(repository, "config", "filter.Evil.One.process", evil)


def arm_included_filter(repository: Path, evil: str) -> None:
    """Hide the filter in a file that the configuration includes."""
    (repository / ".gitattributes").write_text("*.txt filter=evil\n")
    (repository / "included").write_text(f'[filter "evil"]\n\tclean = "{evil}"\n')
    git(repository, "config", "include.path", str(repository / "included"))


def arm_conditional_filter(repository: Path, evil: str) -> None:
    """Include it on the branch that is checked out alone."""
    (repository / ".gitattributes").write_text("*.txt filter=evil\n")
    (repository / "included").write_text(f'[filter "evil"]\n\tclean = "{evil}"\n')
    git(repository, "config", "includeIf.onbranch:main.path", str(repository / "included"))


def arm_worktree_filter(repository: Path, evil: str) -> None:
    """Put the filter into the configuration of the work tree."""
    (repository / ".gitattributes").write_text("*.txt filter=evil\n")
    git(repository, "config", "extensions.worktreeConfig", "true")
    git(repository, "config", "--worktree", "filter.evil.clean", evil)


def arm_submodule(repository: Path, evil: str) -> None:
    """Let a submodule's own configuration name the filter."""
    inner = make_repository(repository.parent / "inner")
    git(repository, "submodule", "-q", "add", str(inner), "part")
    git(repository, "commit", "-q", "-m", "second")
    part = repository / "part"
    (part / ".gitattributes").write_text("*.txt filter=evil\n")
    git(part, "config", "filter.evil.clean", evil)
    (part / "data.txt").write_text("kepT\n")


def arm_partial_clone(repository: Path, evil: str) -> None:
    """Let objects be missing, and name the program by which they are fetched."""
    for name, value in (
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", str(repository)),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", evil),
    ):
        git(repository, "config", name, value)
    commit = git(repository, "rev-parse", "HEAD").strip()
    (repository / ".git" / "objects" / commit[:2] / commit[2:]).unlink()


def arm_signature(repository: Path, evil: str) -> None:
    """Name a program that verifies signatures, and sign."""
    body = git(repository, "cat-file", "commit", "HEAD")
    head, _, message = body.partition("\n\n")
    mark = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    (repository / "signed").write_text(f"{head}\n{mark}\n\n{message}")
    commit = git(repository, "hash-object", "-t", "commit", "-w", str(repository / "signed")).strip()
    git(repository, "update-ref", "HEAD", commit)
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "gpg.program", evil)


ARMS: dict[str, tuple[Arm, tuple[str, ...]]] = {
    "fsmonitor": (arm_fsmonitor, ("status",)),
    "filter": (arm_filter, ("status",)),
    "filter_process": (arm_filter_process, ("status",)),
    "included_filter": (arm_included_filter, ("status",)),
    "conditional_filter": (arm_conditional_filter, ("status",)),
    "worktree_filter": (arm_worktree_filter, ("status",)),
    "submodule": (arm_submodule, ("status",)),
    "partial_clone": (arm_partial_clone, ("rev-parse", "--verify", "HEAD^{commit}")),
    "signature": (arm_signature, ("log", "-1")),
}


@pytest.fixture(params=ARMS)
def armed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, Path]:
    """Return the attack's name, a repository armed with it, and the file that its program would make."""
    mark, evil = tmp_path / "ran", tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho ran >> {mark}\nexit 1\n")
    evil.chmod(0o755)
    repository = make_repository(tmp_path / "repository")
    arm, words = ARMS[request.param]
    arm(repository, str(evil))
    plain = (find_tool("git"), "--no-optional-locks", "-C", str(repository), *words)
    subprocess.run(plain, capture_output=True, check=False)
    assert mark.exists(), "git itself does not run it, so the test would show nothing"
    mark.unlink()
    return request.param, repository, mark


async def test_workspace_is_looked_at_without_running_anything(armed: tuple[str, Path, Path]) -> None:
    """What cannot be looked at in safety is unreadable, and says which word of the configuration is why."""
    name, repository, mark = armed
    verdict = await conclude(GitWorkspace(path=str(repository), max_dirty=None, submodules="commits"))
    assert not mark.exists()
    if name in ("fsmonitor", "submodule", "signature"):
        assert verdict.outcome is Outcome.PASS, verdict.reason
    else:
        assert (verdict.outcome, verdict.cause) == (Outcome.BLOCKED, Cause.UNREADABLE), verdict.reason


async def test_submodules_are_never_passed_over_in_silence(tmp_path: Path) -> None:
    """A workspace with submodules is unreadable until its pack says that their commits are enough."""
    repository = make_repository(tmp_path / "repository")
    arm_submodule(repository, "false")
    verdict = await conclude(GitWorkspace(path=str(repository), max_dirty=None))
    assert verdict.cause is Cause.UNREADABLE
    assert "submodules (part)" in verdict.reason


async def test_release_is_looked_at_without_running_anything(armed: tuple[str, Path, Path]) -> None:
    """A commit is looked up where nothing would be fetched for it."""
    _, repository, mark = armed
    spec = ReleaseParity(url="http://127.0.0.1:1/", repository=str(repository))
    steps = spec.ask_repository(str(repository))
    assert next(steps)
    verdict, exchanges = await look(spec)
    assert verdict.outcome is Outcome.BLOCKED
    assert exchanges
    assert not mark.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--porcelain"),
        ("-c", "core.fsmonitor=false", "status", "--porcelain", "--ignore-submodules=dirty"),
        ("rev-parse", "--verify", "HEAD^{commit}"),
        ("log", "-1", "--format=%H"),
        ("ls-remote", "origin"),
        ("diff",),
    ],
)
async def test_packs_own_command_cannot_ask_so(armed: tuple[str, Path, Path], words: tuple[str, ...]) -> None:
    """A command that a pack states has looked at nothing before, so the transport refuses it."""
    _, repository, mark = armed
    options = words[: words.index("status")] if "status" in words else ()
    argv = ("git", "--no-optional-locks", *options, "-C", str(repository), *words[len(options) :])
    assert refuse(argv)
    verdict = await conclude(Command(argv=argv), "exit_code == 0")
    assert verdict.cause is Cause.NOT_READ_ONLY
    assert not mark.exists()
