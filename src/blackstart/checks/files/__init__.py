"""Kinds about single files: their content, owner, age and presence."""
