"""Kinds about systemd and its units."""
