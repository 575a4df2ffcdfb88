"""Rehearse: a fleet simulated on loopback, healthy or with faults."""
