"""How hard the laws are tried: `HYPOTHESIS_PROFILE=thorough` tries ten times as much as the everyday run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

LAWS = Path(__file__).parent / "property"

settings.register_profile("everyday", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=250, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines while a law is tried: that takes several times as long, and what it reaches differs each time."""
    for item in items:
        if LAWS in item.path.parents:
            item.add_marker("no_cover")
