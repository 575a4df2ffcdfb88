"""Examine a pack: pure rules that tell whether what it says can be relied on."""
