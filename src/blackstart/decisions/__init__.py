"""Decide from a run: whether hosts may be taken down, how far a recovery has come, what is due. Pure."""
