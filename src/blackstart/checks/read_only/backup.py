"""Rules of the programs that hold backups: which listings they may be asked for, and of what."""

from blackstart.checks.read_only.path import is_open, is_steady
from blackstart.checks.read_only.rule import NAME, Rule, pattern, same

REMOTE = r"(?:/[^\0]*|[\w.+@][\w.+@ -]*:[^\0]*)"
"""A path, or a name from rclone's configuration and a path.

A remote made up on the spot (`:sftp,ssh=COMMAND:`) or with options in its name
(`name,ssh=COMMAND:`) can run anything (rclone.org/docs, Connection strings).
"""
REPOSITORY = (
    r"(?:/\S*|rclone:[\w.+@][\w.+@ -]*:[^,\s]*"
    r"|sftp:(?://)?(?:\w[\w.+-]*@)?[A-Za-z0-9\[][^@\s]*"
    r"|rest:https?://(?:\w[\w.+-]*@)?[A-Za-z0-9\[][^@\s]*|(?:s3|b2|azure|gs|swift):[A-Za-z0-9][^@\s]*)"
)
"""Where restic may look. A password in it would be seen among the processes, a host like `-oProxyCommand` by ssh."""

PLACE = r"(?!.*/\.\.?(?:/|$))(?!.*//)"
# It can name a command for its tokens, or an ssh to start (rclone.org/sftp, --sftp-ssh; webdav, bearer_token_command).
RCLONE_CONFIG = pattern(
    rf"{PLACE}/(?:etc/rclone|(?:root|home/[^/]+)/\.config/rclone|root/\.rclone|home/[^/]+/\.rclone)[\w./-]*"
)
"""Where rclone's own configuration is kept: a pack cannot bring one along."""


def is_repository_file(word: str) -> bool:
    """Tell whether a file may name the repository: restic shows what stands in it where that is none."""
    return word.startswith("/") and is_open(word)


def is_password_file(word: str) -> bool:
    """Tell whether a file may hold the password: restic shows nothing of it."""
    return word.startswith("/") and is_steady(word)


# `-o` would set what a backend runs (sftp.command, rclone.program), and --password-command runs what it is given.
SNAPSHOTS = Rule(long="json compact", long_valued="host path tag latest group-by", operands=NAME)
RESTIC = Rule(
    flags="q",
    valued="rp",
    long="json no-lock no-cache quiet",
    long_valued="repo repository-file password-file cacert",
    values=same("r repo", pattern(REPOSITORY))
    | same("p password-file cacert", is_password_file)
    | {"repository-file": is_repository_file},
    # without these it writes: a lock into the repository, a cache into the home directory
    required=("no-lock", "no-cache", "p|password-file"),
    verbs={"snapshots": SNAPSHOTS},
)

LISTING = Rule(
    flags="R",
    long="recursive files-only dirs-only no-mimetype",
    long_valued="config max-depth include exclude max-age min-age contimeout timeout",
    values={"config": RCLONE_CONFIG},
    operands=pattern(REMOTE),
)
RCLONE = Rule(verbs={"lsjson": LISTING})
