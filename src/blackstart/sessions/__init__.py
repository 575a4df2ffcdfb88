"""Drive a session: write its journal, look at the fleet, take in approvals, wait."""
