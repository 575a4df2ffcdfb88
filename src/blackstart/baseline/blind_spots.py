"""The page for authors of packs: what each kind cannot see, and as whom to ask."""

from collections.abc import Iterable, Iterator

from blackstart.baseline.describe import KindDescription

INTRODUCTION = """\
# What kinds cannot see

A check passes on what its tools showed to the user who asked. Many tools leave out, without a word,
what that user may not see. Where a kind notices, the check is unreadable and never a PASS; where it
cannot notice, a sentence here says so.

As whom to ask:

- Log in as an ordinary user, and say `sudo: true` at the checks that need root, where the kind has it.
  Allow that user just those commands in sudoers, without a password.
- Membership in a group shows much: `adm` or `systemd-journal` the journal, `docker` the containers (and
  with them the whole host: that group is as good as root).
- Commands run with a clean environment: what a login sets in the host's place (OMP_NUM_THREADS,
  DOCKER_CONTEXT, PGHOST, BLOCK_SIZE and the like) is not there.
- A rehearsal asks as the same user: a file of another's with mode 600 is refused there too, unless the
  check asks with sudo.

This page is printed by `blackstart kinds --format blind-spots`; each kind states its own sentences.
"""


def write_page(kinds: Iterable[KindDescription]) -> str:
    """Return the page, a section for each kind that states something."""
    return "\n".join([INTRODUCTION, *(line for kind in kinds for line in write_section(kind))])


def write_section(kind: KindDescription) -> Iterator[str]:
    """Yield the lines of one kind's section."""
    if kind.blind_spots:
        yield from (f"## {kind.name}", "", kind.summary, "", *(f"- {sentence}" for sentence in kind.blind_spots), "")
