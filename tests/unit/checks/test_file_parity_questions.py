"""What is compared elsewhere is asked here as what is not."""

import pytest

from blackstart.checks.files.file_digest import FileDigest
from blackstart.model.kind import Followed, Target
from blackstart.model.request import RunCommand

TARGET = Target(host="a", address="192.0.2.10")


@pytest.mark.parametrize("same_as", [None, "other"])
def test_all_files_are_asked_for_at_once(same_as: str | None) -> None:
    """By their names below the directory, whatever the other check saw."""
    spec = FileDigest(directory="/etc/caddy/", names=("Caddyfile", "sites/app"), same_as=same_as)
    argv = ("sha256sum", "--", "/etc/caddy/Caddyfile", "/etc/caddy/sites/app")
    assert next(spec.steps(TARGET)) == RunCommand(argv=argv)


def test_what_it_is_compared_with_is_of_the_same_run() -> None:
    """No record is asked, and the parameter that names the other check is told."""
    spec = FileDigest(directory="/etc", names=("a",), same_as="other")
    assert spec.follows() == Followed(check="other", given="same_as", recorded=False)
    assert FileDigest(directory="/etc", names=("a",)).follows() is None
