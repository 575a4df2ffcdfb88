"""The installed command and a pack for it, as the end-to-end tests have them."""

from end_to_end.conftest import blackstart, pack

__all__ = ["blackstart", "pack"]
