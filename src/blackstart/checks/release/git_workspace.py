"""What a git workspace stands on: branch, commit, what is not committed, and how far its upstream is."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from blackstart.checks.asking import split_lines
from blackstart.checks.duration import Seconds
from blackstart.checks.facts.file_metadata import ask_metadata
from blackstart.checks.release.git_repository import (
    AbsolutePath,
    Account,
    ask_git,
    is_same_commit,
    read_commit,
    vet_repository,
)
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

PLACE = ("rev-parse", "--show-prefix", "--absolute-git-dir", "HEAD")
STATUS = (
    "status",
    "--porcelain",
    "--branch",
    "--ahead-behind",
    # a workspace may be set up to say nothing of these
    "--untracked-files=normal",
    # git would ask each submodule by its own configuration, which nobody has looked at
    "--ignore-submodules=dirty",
)
# No name of a branch holds two dots (git-check-ref-format(1)).
BRANCH = re.compile(
    r"## (?P<branch>\S+?)(?:\.\.\.(?P<upstream>\S+?)(?: \[(?:(?P<gone>gone)|(?:ahead (?P<ahead>\d+))?"
    r"(?:, )?(?:behind (?P<behind>\d+))?)\])?)?"
)
DETACHED = "## HEAD (no branch)"
ENTRY = re.compile(r"[ MTADRCU?]{2} .+")
Count = Annotated[int, Meta(ge=0)]
AHEAD = 60.0
"""Seconds by which a fetch may be ahead of the controller's clock: the two clocks differ a little."""


class GitWorkspaceReading(Reading, frozen=True):
    """A workspace; `branch` is None where a commit is checked out by itself.

    `dirty` counts the files that differ from the commit, `untracked` those of them git does not
    know. `ahead` and `behind` are against the remote-tracking branch `upstream` as it stood at the
    last fetch, None where there is none. `fetched_age` is seconds since the last fetch that brought
    something, None where none is on record or the last one failed.
    """

    branch: str | None
    commit: str
    dirty: int
    untracked: int
    upstream: str | None
    ahead: int | None
    behind: int | None
    fetched_age: float | None


class GitWorkspace(Spec, frozen=True):
    """The workspace at `path` has at most `max_dirty` (0) files that differ from its commit.

    `branch`, `commit` (at least 7 digits) and `upstream` (`origin/main`) are as they must be.
    `max_ahead` and `max_behind` are against the upstream as it is known here: nothing is fetched,
    so say with `max_fetch_age` (seconds) how old that knowledge may be. git is asked as `user`,
    to whom the workspace belongs, through root. No address of a remote and no content of a file
    is recorded; names of changed files are. Nothing of the repository is run: one whose
    configuration names filters, or that is a partial clone, is unreadable. So is one with
    submodules, unless `submodules: commits` says to look at their commits alone.
    """

    name = "git_workspace"
    reading = GitWorkspaceReading
    shorthand = "path"
    example = "git_workspace: {path: /srv/app, branch: main, max_behind: 0, max_fetch_age: 86400}"
    faults = ("leave_uncommitted",)

    path: AbsolutePath
    branch: str | None = None
    commit: Annotated[str, Meta(pattern=r"^[0-9a-f]{7,64}$")] | None = None
    upstream: str | None = None
    max_dirty: Count | None = 0
    max_ahead: Count | None = None
    max_behind: Count | None = None
    max_fetch_age: Annotated[Seconds, Meta(gt=0)] | None = None
    submodules: Literal["refused", "commits"] = "refused"
    user: Account | None = None
    sudo: bool = False

    def steps(self, target: Target) -> Steps[GitWorkspaceReading]:
        """Ask where it is, whether git may look at its files, what differs, and when it was fetched."""
        place = yield from ask_git(self.path, *PLACE, user=self.user, sudo=self.sudo)
        folder, commit = read_place(place.stdout, self.path)
        submodules = yield from vet_repository(self.path, user=self.user, sudo=self.sudo)
        if submodules and self.submodules == "refused":
            raise UnreadableReplyError(
                f"it has submodules ({', '.join(submodules)}), whose files are not looked at: "
                "say `submodules: commits`, and check each as a workspace of its own"
            )
        answer = yield from ask_git(self.path, *STATUS, user=self.user, sudo=self.sudo, vetted=True)
        status = read_status(answer.stdout)
        asked_as_root = self.sudo or self.user is not None
        fetched = yield from ask_metadata(f"{folder}/FETCH_HEAD", sudo=asked_as_root)
        return GitWorkspaceReading(
            branch=status.branch,
            commit=commit,
            dirty=status.dirty,
            untracked=status.untracked,
            upstream=status.upstream,
            ahead=status.ahead,
            behind=status.behind,
            # git empties the file when it begins to fetch, and leaves it so where the remote does not answer
            fetched_age=fetched.age if fetched is not None and fetched.size else None,
        )

    def findings(self, reading: GitWorkspaceReading) -> Iterator[Finding]:
        """Compare names, then counts."""
        if self.branch is not None:
            seen = reading.branch or "a commit by itself"
            yield Finding(holds=reading.branch == self.branch, expected=f"branch {self.branch}", seen=seen)
        if self.commit is not None:
            holds = is_same_commit(self.commit, reading.commit)
            yield Finding(holds=holds, expected=f"commit {self.commit}", seen=reading.commit)
        if self.upstream is not None:
            holds = reading.upstream == self.upstream
            yield Finding(holds=holds, expected=f"upstream {self.upstream}", seen=reading.upstream or "none")
        yield from self.compare_figures(reading)

    def compare_figures(self, reading: GitWorkspaceReading) -> Iterator[Finding]:
        """Compare what has a limit; what is not known does not hold."""
        upstream = reading.upstream or "an upstream"
        figures = (
            ("files that differ", reading.dirty, self.max_dirty),
            (f"commits ahead of {upstream}", reading.ahead, self.max_ahead),
            (f"commits behind {upstream}", reading.behind, self.max_behind),
            ("seconds since the last fetch", reading.fetched_age, self.max_fetch_age),
        )
        for what, seen, most in figures:
            if most is not None:
                holds = seen is not None and -AHEAD <= seen <= most
                yield Finding(holds=holds, expected=f"at most {most:g} {what}", seen=say_figure(seen))


def say_figure(seen: float | None) -> str:
    """Say a count or an age."""
    if seen is None:
        return "not known"
    return f"{seen:.0f}" if isinstance(seen, float) else str(seen)


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What `git status` tells."""

    branch: str | None
    upstream: str | None
    ahead: int | None
    behind: int | None
    dirty: int
    untracked: int


def read_place(text: str, path: str) -> tuple[str, str]:
    """Return the repository's own directory and the commit; the path must be the top of the workspace."""
    lines = text.splitlines()
    if len(lines) != 3 or not lines[1].startswith("/"):  # noqa: PLR2004  the three that were asked for
        raise UnreadableReplyError(f"not what git rev-parse prints: {text[:100]!r}")
    if lines[0]:
        raise UnreadableReplyError(f"{path} is no workspace of its own: it is {lines[0]} of another")
    return lines[1], read_commit(lines[2])


def read_status(text: str) -> Status:
    """Read the line of the branch and count the others."""
    head, *entries = split_lines(text) or [""]
    found = BRANCH.fullmatch(head)
    if (found is None and head != DETACHED) or not all(ENTRY.fullmatch(entry) for entry in entries):
        raise UnreadableReplyError(f"not what git status prints: {text[:100]!r}")
    known = found is not None and found["upstream"] is not None and found["gone"] is None
    return Status(
        branch=found["branch"] if found else None,
        upstream=found["upstream"] if found and known else None,
        ahead=int(found["ahead"] or 0) if found and known else None,
        behind=int(found["behind"] or 0) if found and known else None,
        dirty=len(entries),
        untracked=sum(entry.startswith("??") for entry in entries),
    )
