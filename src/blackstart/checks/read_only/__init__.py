"""The read-only table: which requests a probe may send, and the forms of the questions it allows."""
