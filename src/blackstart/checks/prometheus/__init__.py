"""Kinds about Prometheus and Alertmanager."""
