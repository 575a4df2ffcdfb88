"""Fixtures tell times from the moment the drill is raised."""

import pytest

from blackstart.drill.moments import fill_moments

NOW = 1_000_000_000.0
"""2001-09-09 01:46:40 UTC."""


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("at @{now}.", "at 1000000000."),
        ("@{now-2h}", "999992800"),
        ("@{now+1.5d}", "1000129600"),
        ("@{now-40s|%Y-%m-%dT%H:%M:%SZ} a", "2001-09-09T01:46:00Z a"),
        ("@{now|%d} @{now-1d|%d}", "09 08"),
        ("@{never} {now}", "@{never} {now}"),
    ],
)
def test_moments_are_filled_in(text: str, filled: str) -> None:
    """As Unix seconds, or in a form of strftime."""
    assert fill_moments(text, NOW) == filled


def test_moments_are_found_at_any_depth() -> None:
    """In mappings and lists; what is not text stays as it is."""
    assert fill_moments({"a": ["@{now}", 1, None]}, NOW) == {"a": ["1000000000", 1, None]}
