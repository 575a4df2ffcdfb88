"""How hard the laws are tried: `HYPOTHESIS_PROFILE=thorough` tries ten times as much as the everyday run."""

import gc
import os

from hypothesis import settings

RARELY = 50_000
"""Objects made before the collector of cycles looks, which takes as long as many a test."""

settings.register_profile("everyday", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=250, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_collection_finish() -> None:
    """Keep the collector of cycles from walking again and again over what collecting the tests has made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(RARELY)
