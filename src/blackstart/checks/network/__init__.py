"""Kinds about what answers over the network."""
