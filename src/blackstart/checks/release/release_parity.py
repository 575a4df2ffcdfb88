"""Whether what a service says it runs is what was released: a commit of a repository, a version in a file."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from blackstart.checks.asking import fetch, run, split_lines, succeeded
from blackstart.checks.duration import Seconds
from blackstart.checks.read_only.web_request import require_url
from blackstart.checks.reading.json_path import JsonPath, follow_path, say_value
from blackstart.checks.reading.posix_expression import require_expression
from blackstart.checks.reading.strict_json import read_answer
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
from blackstart.model.reply import CommandReply, HttpReply, UnreadableReplyError
from blackstart.model.request import HttpRequest, Steps
from blackstart.model.value_text import write_value_text

VERSION = r"[vV]?[0-9]+(\.[0-9]+)+[0-9A-Za-z.+-]*"
OK = 200


class ReleaseParityReading(Reading, frozen=True):
    """What the service `reported`, and what was `released`."""

    reported: str
    released: str
    same: bool


class ReleaseParity(Spec, frozen=True):
    """The JSON behind `url` has at `field` the version that was released.

    That is what `equals` says; or the commit of the `repository` at `revision`, of which either
    may be shortened to 7 digits (`origin/main` is as it stood at the last fetch); or the only
    match in `file` of `pattern`, a POSIX extended regular expression that grep evaluates: nothing
    else of the file leaves the host. Both are asked from the same host. `source` is a URL in place of
    such a file, as a forge shows it; of its body, too, nothing but what the pattern matches is kept.
    """

    name = "release_parity"
    reading = ReleaseParityReading
    example = "release_parity: {url: 'http://127.0.0.1:8000/health', field: commit, repository: /srv/app}"
    blind_spots = ("Whether what is running was built from it: a label or a field says what its writer put there.",)

    url: str
    field: JsonPath = "version"
    equals: Annotated[str, Meta(min_length=1)] | None = None
    repository: AbsolutePath | None = None
    revision: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][\w./@~^-]*$")] = "HEAD"
    file: AbsolutePath | None = None
    source: str | None = None
    pattern: str = VERSION
    user: Account | None = None
    sudo: bool = False
    verify: bool = True
    limit: Annotated[Seconds, Meta(gt=0, le=60)] = 10.0

    def __post_init__(self) -> None:
        """Refuse what is no URL, and none or several sources of the version."""
        for url in (self.url, self.source or self.url):
            if not url.startswith(("http://", "https://")):
                raise ValueError(f"url {url!r} must begin with http:// or https://")
        require_url(self.url)
        if sum(source is not None for source in (self.equals, self.repository, self.file, self.source)) != 1:
            raise ValueError("give one of `equals`, `repository`, `file` and `source` to compare with")
        require_expression("pattern", self.pattern)

    def steps(self, target: Target) -> Steps[ReleaseParityReading]:
        """Ask the service, then whence it was released."""
        request = HttpRequest(url=self.url, verify=self.verify, limit=self.limit)
        reported = read_reported((yield from fetch(request)), self.field)
        if self.repository is not None:
            released = yield from self.ask_repository(self.repository)
            same = is_same_commit(reported.lower(), released)
        else:
            released = self.equals if self.equals is not None else (yield from self.ask_text())
            same = reported == released
        return ReleaseParityReading(reported=reported, released=released, same=same)

    def ask_repository(self, path: str) -> Steps[str]:
        """Ask for the commit of the revision."""
        words = ("rev-parse", "--verify", f"{self.revision}^{{commit}}")
        yield from vet_repository(path, user=self.user, sudo=self.sudo)
        answer = yield from ask_git(path, *words, user=self.user, sudo=self.sudo, vetted=True)
        return read_commit(answer.stdout.removesuffix("\n"))

    def ask_text(self) -> Steps[str]:
        """Ask for what the pattern matches at the source, or in the file."""
        if self.source is not None:
            request = HttpRequest(url=self.source, verify=self.verify, keep=self.pattern, limit=self.limit)
            return read_source((yield from fetch(request)))
        argv = ("grep", "-a", "-o", "-h", "-E", "-e", self.pattern, "--", str(self.file))
        return read_match((yield from run(*argv, sudo=self.sudo)))

    def findings(self, reading: ReleaseParityReading) -> Iterator[Finding]:
        """Compare the two."""
        yield Finding(
            holds=reading.same,
            expected=f"{self.field} {write_value_text(reading.released)} as released",
            seen=write_value_text(reading.reported),
        )


def read_reported(reply: HttpReply, field: str) -> str:
    """Return the text at the field of an answer with status 200."""
    if reply.status != OK:
        raise UnreadableReplyError(f"status {reply.status}, so it tells no version")
    value = follow_path(read_answer(reply.body, dict[str, Any]), field)
    if not isinstance(value, str) or not value.strip():
        raise UnreadableReplyError(f"expected text at {field}, found {say_value(value)}")
    return value


def read_match(reply: CommandReply) -> str:
    """Return what grep found."""
    if reply.exit_code == 1 and not reply.stdout:
        raise UnreadableReplyError("the file holds nothing that the pattern matches")
    return find_only(succeeded(reply).stdout.splitlines())


def read_source(reply: HttpReply) -> str:
    """Return what the pattern matched in an answer with status 200."""
    if reply.status != OK:
        raise UnreadableReplyError(f"status {reply.status}, so the source is not shown")
    return find_only(split_lines(reply.body))


def find_only(found: list[str]) -> str:
    """Return the one text that was found; it may stand there more than once."""
    texts = set(found)
    if len(texts) != 1:
        raise UnreadableReplyError(f"the pattern matches {len(texts)} different texts, not one")
    return texts.pop()
