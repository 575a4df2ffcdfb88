"""A simulated host refuses its login user what a real one would: by owner, group, mode and the directories above."""

import pytest

from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import HostFile, HostFixtures
from blackstart.drill.permissions import find_denied
from blackstart.drill.questions import Place
from blackstart.model.reply import CommandReply
from blackstart.model.request import RunCommand

FILES: dict[str, str | HostFile] = {
    "/plain": "text",
    "/open": HostFile(content="a"),
    "/closed": HostFile(content="b", mode="600"),
    "/own": HostFile(content="c", owner="ops", mode="400"),
    "/own/closed": HostFile(content="c", owner="ops", mode="000"),
    "/group": HostFile(content="d", group="ops", mode="640"),
    "/group/closed": HostFile(content="d", group="ops", mode="604"),
    "/vault": HostFile(kind="directory", mode="700"),
    "/vault/open": HostFile(content="e"),
}
SHUT = frozenset({"/closed", "/own/closed", "/group/closed", "/vault", "/vault/open"})


def ask(user: str, *argv: str, sudo: bool = False) -> CommandReply:
    """Return what a host with these files answers."""
    place = Place(
        facts=Facts(host="a", user=user, now=1000.0, fixtures=HostFixtures(files=FILES)), reach=lambda _: None
    )
    reply = place.answer(RunCommand(argv=argv, sudo=sudo))
    assert isinstance(reply, CommandReply)
    return reply


def test_who_may_not_read_what() -> None:
    """Root may read all; others go by the first of owner, group and all that fits, as the kernel does."""
    assert find_denied(FILES, Facts(host="a", user="root", now=0.0, fixtures=HostFixtures())) == frozenset()
    directories_are_no_files = {"/own/closed", "/group/closed"}
    denied = find_denied(FILES, Facts(host="a", user="ops", now=0.0, fixtures=HostFixtures()))
    assert denied | directories_are_no_files == SHUT


@pytest.mark.parametrize(
    ("argv", "status"),
    [
        (("cat", "/closed"), 1),
        (("sha256sum", "--", "/closed"), 1),
        (("grep", "-a", "-i", "-E", "-e", "b", "--", "/closed"), 2),
        (("stat", "-L", "-c", "%a", "--", "/vault/open"), 1),
    ],
)
def test_tools_refuse_as_real_ones_do(argv: tuple[str, ...], status: int) -> None:
    """With sudo they answer, and to root."""
    refused = ask("ops", *argv)
    assert (refused.exit_code, refused.stderr.endswith(": Permission denied\n")) == (status, True)
    assert ask("ops", *argv, sudo=True).exit_code == 0
    assert ask("root", *argv).exit_code == 0


def test_metadata_of_a_closed_file_is_seen() -> None:
    """stat(1) needs no right to read."""
    assert ask("ops", "stat", "-L", "-c", "%a", "--", "/closed").stdout == "600\n"


def test_answers_of_root_are_kept_apart() -> None:
    """What sudo alone gets is not what the login user's tools print."""
    facts = Facts(host="a", user="ops", now=1000.0, fixtures=HostFixtures(files=FILES))
    place = Place(facts=facts, reach=lambda _: None)
    for sudo in (False, True):
        place.answer(RunCommand(argv=("sha256sum", "--", "/closed"), sudo=sudo))
        place.answer(RunCommand(argv=("sha256sum", "--", "/open"), sudo=sudo))
    assert {argv[-1] for argv in place.found_as_root} == {"/closed"}
    assert {argv[-1] for argv in place.found} == {"/closed", "/open"}
