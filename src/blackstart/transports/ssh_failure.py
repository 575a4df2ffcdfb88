"""What OpenSSH's `ssh` means when it gives up: its last words as a typed cause. Pure."""

import re

from blackstart.model.reply import Cause, Gap

SSH_GAVE_UP = 255
"""ssh(1): exit status of the remote command, or 255 if an error occurred."""

NO_LOGIN = (
    r".*(?:[Uu]nprivileged users are not permitted to log in|System is (?:booting up|going down)|"
    r"System bootup in progress).*"
)
"""What pam_nologin(8) prints of /run/nologin, as systemd, shutdown(8) and older systems write it."""
WORDS = (
    (r"REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY DETECTED", Cause.HOST_KEY_CHANGED),
    (r"host key is known for|Host key verification failed", Cause.HOST_KEY_UNKNOWN),
    (r"Permission denied \(|Too many authentication failures|no more authentication", Cause.AUTH_REFUSED),
    (r"Could not resolve hostname", Cause.NAME_UNKNOWN),
    (r"Bad configuration option|Can't open user config", Cause.CONNECTION_LOST),
    (r"during banner exchange|kex_exchange_identification: .*timed out", Cause.NO_BANNER),
    (r"Connection refused", Cause.REFUSED),
    (r"No route to host|Network is unreachable|Host is down", Cause.NO_ROUTE),
    (r"(?:Connection|Operation) timed out|Timeout, server", Cause.CONNECT_TIMED_OUT),
    (r"closed|reset|[Bb]roken pipe|Connection to .* lost", Cause.CONNECTION_LOST),
)
"""Searched in this order, and compiled when a login failed; a changed key is also followed by 'verification failed'."""


def read_ssh_failure(status: int | None, errors: str) -> Gap:
    """Return why a shell did not come up or went away, from ssh's exit status and standard error."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if status is not None and status < 0:
        return Gap(cause=Cause.CONNECTION_LOST, detail=f"the ssh client was ended by signal {-status}")
    if status != SSH_GAVE_UP:
        said = f"; it said: {last}" if last else ""
        return Gap(cause=Cause.SHELL_BROKEN, detail=f"logged in, but the shell ended with status {status}{said}")
    if (closed := read_closed_login(errors)) is not None:
        return closed
    for pattern, cause in WORDS:
        for line in lines:
            if re.search(pattern, line):
                return Gap(cause=cause, detail=mend(cause, line))
    return Gap(cause=Cause.CONNECTION_LOST, detail=last or "ssh ended with status 255 and said nothing")


def mend(cause: Cause, line: str) -> str:
    """Add to ssh's own words what the operator must see to."""
    if cause is Cause.HOST_KEY_CHANGED and "REVOKED" not in line:
        return "the host shows another key than known_hosts holds; compare its fingerprint on the console first"
    if cause is Cause.HOST_KEY_CHANGED:
        return "the host shows a key that known_hosts marks as revoked"
    if cause is Cause.HOST_KEY_UNKNOWN:
        return "known_hosts holds no key of this host; verify its fingerprint and add it"
    return line


def read_closed_login(said: str) -> Gap | None:
    """Return that the host lets nobody in yet, or no more, if what it said before the login says so."""
    found = re.search(NO_LOGIN, said)
    return None if found is None else Gap(cause=Cause.LOGIN_CLOSED, detail=found[0].strip())
