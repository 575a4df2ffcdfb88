"""Conclude: pure functions from a fleet and a transcript to what may be relied on."""
