"""Drive: put every check's questions to its place at once, and keep the transcript."""
