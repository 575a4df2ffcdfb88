"""Bring a self-hosted fleet back from a reboot, and never call it green without evidence."""

__version__ = "0.1.0"
