"""Walk a plan: what each event does to a session, which are refused, and what comes next. Pure."""
