"""How hard the laws are tried: `HYPOTHESIS_PROFILE=thorough` tries ten times as much as the everyday run."""

import os

from hypothesis import settings

settings.register_profile("everyday", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=250, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))
