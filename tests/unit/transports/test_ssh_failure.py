"""OpenSSH's own last words (9.2, recorded from real servers) are read as typed causes."""

import pytest

from blackstart.model.reply import Cause
from blackstart.transports.ssh_failure import read_ssh_failure

CHANGED = """\
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ED25519 key sent by the remote host is
SHA256:pwe1+vSXNA1y5cvvKd2jAJj79AbKx7tPPZSdRKZT3MI.
Please contact your system administrator.
Offending ED25519 key in /home/ops/.ssh/known_hosts:1
Host key for [127.77.1.1]:44003 has changed and you have requested strict checking.
Host key verification failed.
"""
REVOKED = """\
@       WARNING: REVOKED HOST KEY DETECTED!               @
The ED25519 host key for [127.77.1.1]:41783 is marked as revoked.
ED25519 host key for [127.77.1.1]:41783 was revoked and you have requested strict checking.
Host key verification failed.
"""
UNKNOWN = """\
No ED25519 host key is known for [127.77.1.1]:46491 and you have requested strict checking.
Host key verification failed.
"""
BEHIND_JUMP = """\
ssh: connect to host 127.77.2.5 port 1: Connection refused
kex_exchange_identification: Connection closed by remote host
"""
BAD_KEY_FILE = """\
@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @
Load key "/home/ops/.ssh/id": bad permissions
root@127.77.1.1: Permission denied (publickey).
"""
BAD_CONFIG = """\
/home/ops/.ssh/config: line 1: Bad configuration option: cipherz
/home/ops/.ssh/config: terminating, 1 bad configuration options
"""
MANY_KEYS = """\
Received disconnect from 127.77.1.1 port 40107:2: Too many authentication failures
Disconnected from 127.77.1.1 port 40107
"""
BOOTING = """\
"System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical \
details, see pam_nologin(8)."

Connection closed by 192.168.0.188 port 22
"""
GOING_DOWN = """\

System is going down. Unprivileged users are not permitted to log in anymore. For technical details, see pam_nologin(8).

Connection closed by 192.168.0.188 port 22
"""
BANNER = """\
Idle sessions are timed out after ten minutes. This system is closed to the public.
root@127.77.1.1: Permission denied (publickey).
"""
MESSAGES = (
    (BOOTING, Cause.LOGIN_CLOSED, "System is booting up"),
    (GOING_DOWN, Cause.LOGIN_CLOSED, "System is going down"),
    (BANNER, Cause.AUTH_REFUSED, "Permission denied"),
    (
        BANNER.replace("root@127.77.1.1: Permission denied (publickey).", "Connection closed by 127.77.1.1"),
        Cause.CONNECTION_LOST,
        "closed",
    ),
    ("ssh: connect to host 127.77.2.1 port 34345: Connection refused\n", Cause.REFUSED, "Connection refused"),
    (CHANGED, Cause.HOST_KEY_CHANGED, "another key"),
    (REVOKED, Cause.HOST_KEY_CHANGED, "revoked"),
    (UNKNOWN, Cause.HOST_KEY_UNKNOWN, "verify its fingerprint"),
    ("root@127.77.1.1: Permission denied (publickey).\n", Cause.AUTH_REFUSED, "root@127.77.1.1"),
    (BAD_KEY_FILE, Cause.AUTH_REFUSED, "Permission denied"),
    (MANY_KEYS, Cause.AUTH_REFUSED, "Too many"),
    (
        "ssh: Could not resolve hostname host.invalid: Name or service not known\n",
        Cause.NAME_UNKNOWN,
        "host.invalid",
    ),
    ("ssh: connect to host 127.77.2.2 port 37303: Connection timed out\n", Cause.CONNECT_TIMED_OUT, "127.77.2.2"),
    ("Connection timed out during banner exchange\n", Cause.NO_BANNER, "banner"),
    ("ssh: connect to host 192.0.2.110 port 22: No route to host\n", Cause.NO_ROUTE, "No route"),
    ("kex_exchange_identification: read: Connection reset by peer\n", Cause.CONNECTION_LOST, "reset"),
    ("Timeout, server 192.0.2.110 not responding.\n", Cause.CONNECT_TIMED_OUT, "not responding"),
    ("Connection to 127.77.1.1 closed by remote host.\n", Cause.CONNECTION_LOST, "closed by"),
    (BEHIND_JUMP, Cause.REFUSED, "127.77.2.5"),
    (BAD_CONFIG, Cause.CONNECTION_LOST, "line 1"),
    (
        "Unable to negotiate with 127.77.1.1 port 22: no matching cipher found. Their offer: aes128-ctr\n",
        Cause.CONNECTION_LOST,
        "no matching cipher",
    ),
    ("", Cause.CONNECTION_LOST, "said nothing"),
)


@pytest.mark.parametrize(("errors", "cause", "words"), MESSAGES)
def test_last_words(errors: str, cause: Cause, words: str) -> None:
    """The cause is typed, and the detail says what to see to."""
    gap = read_ssh_failure(255, errors)
    assert gap.cause is cause
    assert words in gap.detail


def test_shell_that_ends() -> None:
    """Any other exit status is the remote shell's own."""
    gap = read_ssh_failure(1, "motd\n/etc/profile: line 3: syntax error\n")
    assert gap.cause is Cause.SHELL_BROKEN
    assert gap.detail == "logged in, but the shell ended with status 1; it said: /etc/profile: line 3: syntax error"
    assert read_ssh_failure(0, "").detail == "logged in, but the shell ended with status 0"


def test_client_that_is_killed() -> None:
    """A client that a signal ended tells nothing of the host's shell."""
    gap = read_ssh_failure(-9, "")
    assert gap.cause is Cause.CONNECTION_LOST
    assert "signal 9" in gap.detail
