"""The frozen nouns every room speaks in."""
