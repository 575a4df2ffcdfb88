"""Kinds about what runs on record tell."""
