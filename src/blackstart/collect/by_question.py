"""What may be a secret where a question leads, though it does not look like one."""

import re

from blackstart.collect.marks import REDACTED
from blackstart.model.request import Request, RunCommand

SETTING = re.compile(
    r"^([ \t]{0,8}+[\"']?(?!(?:SHELL|PATH|HOME|LOGNAME|MAILTO|MAILFROM|TZ|CRON_TZ|LANG|LC_\w+|RANDOM_DELAY)\b)"
    r"[A-Za-z_]\w{0,128}[\"']?[ \t]{0,8}+=[ \t]{0,8}+)(?!\[redacted\])\S[^\n]*",
    re.MULTILINE,
)
"""A setting in a crontab, of which cron itself uses the few that are named (crontab(5))."""
KEY_COMMENT = re.compile(r"(\bSHA256:[A-Za-z0-9+/]{43}) (?!\[redacted\]$)[^\n]+", re.MULTILINE)
"""What stands behind a fingerprint: whatever somebody wrote beside the key (sshd(8), SSH_KNOWN_HOSTS)."""
LOGGED = re.compile(r"^(\d{4}-\S{1,40} \S{1,255} [^\s:]{1,255}:) (?!\[redacted\]$)[^\n]+(?:\n [^\n]*)*+", re.MULTILINE)
"""An entry of the journal that is asked for to see that there is one: who logged it when, and what."""


def keep_lines(text: str, pattern: str) -> str:
    """Return the text with nothing left of the lines that the pattern is not found in."""
    kept = re.compile(pattern, re.IGNORECASE)
    return "".join(line if kept.search(line) else f"{REDACTED}\n" for line in text.splitlines(keepends=True))


def redact_by_question(text: str, request: Request | None) -> str:
    """Return what a command printed without what may be a secret there, though it does not look like one."""
    match request:
        case RunCommand(keep=pattern) if pattern:
            return keep_lines(text, pattern)
        case RunCommand(argv=("crontab", *_)):
            return SETTING.sub(rf"\g<1>{REDACTED}", text)
        case RunCommand(argv=("cat", *_, path)) if path.startswith(("/etc/cron", "/var/spool/cron")):
            return SETTING.sub(rf"\g<1>{REDACTED}", text)
        case RunCommand(argv=("ssh-keygen", *_)):
            return KEY_COMMENT.sub(rf"\g<1> {REDACTED}", text)
        case RunCommand(argv=("journalctl", "-b", "--no-pager", "-o", "short-iso", *_, "-n", "1")):
            return LOGGED.sub(rf"\g<1> {REDACTED}", text)
        case _:
            return text
