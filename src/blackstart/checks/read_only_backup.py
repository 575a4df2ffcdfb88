"""Rules of the programs that hold backups: which listings they may be asked for, and of what."""

from blackstart.checks.read_only_rule import NAME, Rule, pattern, same

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

# `-o` would set what a backend runs (sftp.command, rclone.program), and --password-command runs what it is given.
SNAPSHOTS = Rule(long="json compact", long_valued="host path tag latest group-by", operands=NAME)
RESTIC = Rule(
    flags="q",
    valued="rp",
    long="json no-lock no-cache quiet",
    long_valued="repo repository-file password-file cacert",
    values=same("r repo", pattern(REPOSITORY)),
    # without these it writes: a lock into the repository, a cache into the home directory
    required=("no-lock", "no-cache", "p|password-file"),
    verbs={"snapshots": SNAPSHOTS},
)

LISTING = Rule(
    flags="R",
    long="recursive files-only dirs-only no-mimetype",
    long_valued="config max-depth include exclude max-age min-age contimeout timeout",
    operands=pattern(REMOTE),
)
RCLONE = Rule(verbs={"lsjson": LISTING})
