"""Lend: what a pack's or a kind's own tests need, published with the package."""
