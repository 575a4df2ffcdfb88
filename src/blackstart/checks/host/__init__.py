"""Kinds about a host as a whole: its boot, clock, load, memory, kernel and cron."""
