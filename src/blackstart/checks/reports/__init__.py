"""Kinds about reports that a fleet writes of itself."""
