"""Kinds about processes, and what they keep a host busy with."""
