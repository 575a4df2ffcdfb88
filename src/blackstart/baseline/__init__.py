"""Read: YAML to a typed fleet, or every error with its file and line."""
