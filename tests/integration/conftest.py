"""Real servers on loopback, started for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.real_sshd import SshNet


@pytest.fixture
def net(tmp_path: Path) -> Iterator[SshNet]:
    """Return a client with no hosts yet; those it is given are stopped at the end."""
    made = SshNet(tmp_path)
    yield made
    made.stop()
