"""How a repository on a host is asked: no network, no lock, nothing of its own run, and as the user it belongs to."""

import re
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import ask_command, split_lines, succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import RunCommand, Steps

Account = Annotated[str, Meta(pattern=r"^[A-Za-z_][\w.-]*$")]
AbsolutePath = Annotated[str, Meta(pattern=r"^/")]
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# A repository may name a program to be asked what has changed, and git would start it (git-config(1)).
GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C")
NAME = re.compile(r"[0-9a-f]{7,64}")
"""A commit, perhaps shortened; fewer digits name too many. `1a2b3c4-dirty` names none."""


CONFIG = ("config", "--list", "--name-only", "--show-scope")
OWN = ("local", "worktree")
"""Scopes of the repository's own configuration (git-config(1), SCOPES); what the host's says is the host's."""
RUN = re.compile(r"filter\..*\.(?:clean|smudge|process)")
FETCHES = re.compile(r"extensions\.partialclone|remote\..*\.(?:promisor|partialclonefilter)")
SUBMODULE = re.compile(r"submodule\.(?P<name>.*)\.(?:url|active)")


def vet_repository(path: str, *, user: str | None, sudo: bool) -> Steps[tuple[str, ...]]:
    """Return the names of the repository's submodules, once its configuration names nothing that git would run.

    Names alone are asked for: values hold addresses with passwords. Raises UnreadableReplyError where git
    would run a filter over files that look changed, or fetch the objects that a partial clone lacks.
    """
    names = read_own_names((yield from ask_git(path, *CONFIG, user=user, sudo=sudo)).stdout)
    for name in names:
        if RUN.fullmatch(name) or FETCHES.fullmatch(name):
            raise UnreadableReplyError(
                f"its configuration sets {name}, so to ask git is to run what that names: look at it by hand"
            )
    found = (SUBMODULE.fullmatch(name) for name in names)
    return tuple(dict.fromkeys(match["name"] for match in found if match))


def read_own_names(text: str) -> tuple[str, ...]:
    """Read what the repository's own configuration sets: a line each with its scope and its name."""
    rows = [line.partition("\t") for line in split_lines(text)]
    if not all(scope and name for scope, _, name in rows):
        raise UnreadableReplyError(f"not what git config prints: {text[:100]!r}")
    return tuple(name for scope, _, name in rows if scope in OWN)


def ask_git(path: str, *words: str, user: str | None, sudo: bool, vetted: bool = False) -> Steps[CommandReply]:
    """Ask git in a directory, as another user through root."""
    argv = (*GIT, path, *words)
    if user is not None:
        argv = ("runuser", "-u", user, "--", *argv)
    reply = yield from ask_command(RunCommand(argv=argv, sudo=sudo or user is not None, vetted=vetted))
    if "dubious ownership" in reply.stderr:
        raise UnreadableReplyError(
            f"git does not trust {path}, which belongs to another user (safe.directory): name its owner as `user`"
        )
    if reply.exit_code != 0 and reply.stderr.startswith("fatal: "):
        # the first line says what; those behind it, how one might go about it
        raise UnreadableReplyError(reply.stderr.splitlines()[0])
    return succeeded(reply)


def read_commit(text: str) -> str:
    """Return a commit's full name."""
    if not COMMIT.fullmatch(text):
        raise UnreadableReplyError(f"not a commit: {text[:60]!r}")
    return text


def is_same_commit(one: str, other: str) -> bool:
    """Tell whether two names are of one commit; either may be shortened."""
    short, long = sorted((one, other), key=len)
    return all(map(NAME.fullmatch, (short, long))) and long.startswith(short)
