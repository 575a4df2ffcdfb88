"""Kinds about backups and where they are kept."""
