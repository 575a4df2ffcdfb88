"""Run the real cron over a folder of tables, in namespaces of its own, and print what it logs until it is ready.

Started by `unshare --mount --pid --ipc --fork`: the machine's own tables, /dev and /run are out of its sight.
"""

import os
import socket
import subprocess
import sys

READY = "@reboot"
"""What cron logs when it has read all tables."""


def mount(*words: str) -> None:
    """Mount in this namespace."""
    subprocess.run(["mount", *words], check=True)


def hide_machine(tree: str) -> None:
    """Put the tables of the tree in the place of the machine's, and an empty /run and /dev in that of its own."""
    mount("--make-rprivate", "/")
    mount("--bind", f"{tree}/cron.d", "/etc/cron.d")
    mount("--bind", f"{tree}/crontabs", "/var/spool/cron/crontabs")
    mount("--bind", f"{tree}/crontab", "/etc/crontab")
    mount("-t", "tmpfs", "tmpfs", "/run")
    mount("-t", "tmpfs", "tmpfs", "/mnt")
    os.close(os.open("/mnt/null", os.O_CREAT | os.O_WRONLY))
    mount("--bind", "/dev/null", "/mnt/null")
    mount("--rbind", "/mnt", "/dev")


def main(cron: str, tree: str) -> None:
    """Print each message of cron's."""
    hide_machine(tree)
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind("/dev/log")
    log.settimeout(60)
    with subprocess.Popen([cron, "-f", "-L", "15"]) as running:
        line = ""
        while READY not in line:
            line = log.recv(8192).decode(errors="backslashreplace").partition("]: ")[2]
            sys.stdout.write(f"{line}\n")
        running.kill()


main(*sys.argv[1:])
