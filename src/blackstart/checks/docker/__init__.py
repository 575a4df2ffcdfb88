"""Kinds about containers of Docker and podman."""
