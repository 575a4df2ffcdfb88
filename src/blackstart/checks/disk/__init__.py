"""Kinds about disks, file systems and mounts."""
