"""Kinds about databases."""
