"""Owners: a run's summary, the gates it opens, what may be declared, and the packets and responses of owners."""
