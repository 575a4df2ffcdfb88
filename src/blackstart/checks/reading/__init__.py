"""Readers of texts that others wrote, with no host and no tool of their own."""
