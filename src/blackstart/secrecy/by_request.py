"""What a request says may be a secret in its answer, though it does not look like one."""

import re
from typing import assert_never

from blackstart.model.request import HttpRequest, Redact, Request, RunCommand
from blackstart.secrecy.marks import REDACTED

CRONS_OWN = "SHELL|PATH|HOME|LOGNAME|MAILTO|MAILFROM|TZ|CRON_TZ|LANG|LC_\\w+|RANDOM_DELAY|START_HOURS_RANGE"
SETTING = re.compile(
    # behind what grep puts before a line, and in comments as well
    r"^((?:[^\s:=]{1,512}[:-])?(?:\d{1,9}[:-])?[ \t#]{0,80}+"
    rf"[\"']?(?!(?:{CRONS_OWN})\b)[A-Za-z_]\w{{0,128}}[\"']?[ \t]{{0,8}}+=[ \t]{{0,8}}+)(?!\[redacted\])\S[^\n]*",
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


def keep_matches(text: str, pattern: str) -> str:
    """Return what the pattern matches in the text, a line each, and nothing else of it."""
    return "".join(f"{found[0]}\n" for found in re.finditer(pattern, text))


def redact_by_request(text: str, request: Request | None) -> str:
    """Return an answer's text without what its request says may be a secret there."""
    if isinstance(request, HttpRequest) and request.keep:
        return keep_matches(text, request.keep)
    if not isinstance(request, RunCommand):
        return text
    kept = keep_lines(text, request.keep) if request.keep else text
    match request.redact:
        case Redact.NOTHING:
            return kept
        case Redact.SETTINGS:
            return SETTING.sub(rf"\g<1>{REDACTED}", kept)
        case Redact.KEY_COMMENT:
            return KEY_COMMENT.sub(rf"\g<1> {REDACTED}", kept)
        case Redact.LOG_MESSAGE:
            return LOGGED.sub(rf"\g<1> {REDACTED}", kept)
        case _:
            assert_never(request.redact)
