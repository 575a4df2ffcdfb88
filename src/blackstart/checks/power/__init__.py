"""Kinds of check for power."""
