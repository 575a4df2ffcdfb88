"""Kinds about what logs say."""
