"""Variables of a login's environment that would speak in place of the host; every command runs without them."""

CLEARED = (
    # how many processors there are (nproc(1))
    *("OMP_NUM_THREADS", "OMP_THREAD_LIMIT"),
    # what is called as the real thing, at which time (ld.so(8), faketime(1))
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "FAKETIME"),
    # which words, columns, sizes and dates are printed (coreutils, grep, procps, util-linux)
    *("LANG", "LANGUAGE", "COLUMNS", "LINES", "DF_BLOCK_SIZE", "BLOCK_SIZE", "BLOCKSIZE", "POSIXLY_CORRECT"),
    *("TIME_STYLE", "QUOTING_STYLE", "GREP_OPTIONS", "GREP_COLOR", "GREP_COLORS", "TERM"),
    *("PS_FORMAT", "PS_PERSONALITY", "CMD_ENV", "I_WANT_A_BROKEN_PS", "LIBMOUNT_FSTAB", "LIBMOUNT_MOUNTINFO"),
    *("LSBLK_COLUMNS", "FINDMNT_COLUMNS"),
    # how systemd's tools print, and what they hide (systemd(1), systemctl(1), journalctl(1))
    *("SYSTEMD_PAGER", "SYSTEMD_LESS", "SYSTEMD_COLORS", "SYSTEMD_URLIFY", "SYSTEMD_LOG_LEVEL", "PAGER", "LESS"),
    *("SYSTEMD_UTC_LOG_TIME", "SYSTEMD_ESCAPE", "DBUS_SYSTEM_BUS_ADDRESS"),
    # which server answers in place of this host's own (libpq, docker(1), redis-cli)
    *("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS", "DOCKER_CONTEXT", "REDISCLI_RCFILE"),
)
DOCKER_ELSEWHERE = "case ${DOCKER_HOST-} in unix:*) ;; *) unset DOCKER_HOST;; esac"
"""A daemon behind a socket of this host is its own, also that of an account (rootless); any other is another's."""
SOCKET = "unix:"


def clean_environment(variables: dict[str, str]) -> dict[str, str]:
    """Return the variables without those, and without a Docker daemon of another host."""
    kept = {name: value for name, value in variables.items() if name not in CLEARED}
    if not kept.get("DOCKER_HOST", SOCKET).startswith(SOCKET):
        del kept["DOCKER_HOST"]
    return kept
