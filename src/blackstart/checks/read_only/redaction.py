"""What to take out of the answer to a command of the table: whatever runs it, and wherever the file lies."""

import re
from functools import lru_cache
from posixpath import basename

from blackstart.model.request import Redact

PROGRAMS = {"crontab": Redact.SETTINGS, "ssh-keygen": Redact.KEY_COMMENT}
"""Programs whose answers may hold a secret that does not look like one."""
TABLES = re.compile(r"/(?:ana|f)?cron|^(?:ana|f)?crontab")
"""Tables of cron, anacron, fcron and busybox by their paths: their settings are the environment of jobs."""


@lru_cache(4096)
def find_redaction(argv: tuple[str, ...]) -> Redact:
    """Return what to take out of the answer: a program counts wherever it stands, as others may run it."""
    for word in argv:
        found = PROGRAMS.get(basename(word))
        if found is not None:
            return found
    return Redact.SETTINGS if any(TABLES.search(word) for word in argv) else Redact.NOTHING
