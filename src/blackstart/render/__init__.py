"""Show: a scorecard as text, one file per format."""
