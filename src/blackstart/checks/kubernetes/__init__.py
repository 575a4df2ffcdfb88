"""Kinds about a Kubernetes cluster and the objects in it."""
