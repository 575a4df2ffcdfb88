"""The page of what kinds cannot see is what the kinds say."""

from pathlib import Path

import pytest

from blackstart.baseline.blind_spots import write_page
from blackstart.baseline.describe import describe_kinds

PAGE = Path(__file__).parents[3] / "docs" / "what-kinds-cannot-see.md"
OF_A_HOST = (
    *("systemd_unit", "systemd_state", "boot", "boot_enabled", "mounts", "filesystem_state"),
    *("fstab_devices", "disk", "memory", "load", "load_cause", "pressure", "processes", "journal"),
    *("log_signatures", "pending_kernel", "port_listener", "file_stat", "file_digest", "marker_files"),
    *("unlock_prompts", "restart_policies", "docker_container", "clock", "command"),
)


def test_page_is_what_kinds_say() -> None:
    """Printed anew by `blackstart kinds --format blind-spots > docs/what-kinds-cannot-see.md`."""
    assert PAGE.read_text() == write_page(describe_kinds())


@pytest.mark.parametrize("name", OF_A_HOST)
def test_kind_that_asks_a_host_says_what_it_cannot_see(name: str) -> None:
    """In whole sentences; also where it needs no more rights than anybody has."""
    found = next(kind for kind in describe_kinds() if kind.name == name)
    assert found.blind_spots
    assert all(sentence.endswith(".") and len(sentence) <= 120 for sentence in found.blind_spots)
