"""Remember: run bundles, written durably and verified before they are believed."""
