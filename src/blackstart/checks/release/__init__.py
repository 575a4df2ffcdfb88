"""Kinds about what was released, and what runs."""
