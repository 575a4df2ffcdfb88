"""Reach: put requests to hosts and addresses, and return replies or typed gaps."""
