"""Secrets: what they are called and look like, and how they are taken out."""
