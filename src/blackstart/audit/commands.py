"""What a pack adds to the commands that count as reading."""

import re
from collections.abc import Iterator

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.outcome import Outcome

RUNS_ANYTHING_NAMES = (
    "ansible ash at awk bash batch busybox chpasswd chroot crontab csh dash dd doas docker-compose ed emacs env "
    "eval exec expect find fish flock gawk gdb ionice ksh ld-linux ld.so lua make mawk nawk nc ncat netcat nice "
    "node nodejs nohup nsenter parallel perl php pkexec python rbash rsync ruby run0 runuser screen script sed "
    "setpriv setsid sh socat ssh stdbuf strace su sudo systemd-run tar tclsh tcsh tee telnet time timeout tmux "
    "toybox unshare vi vim watch xargs zip zsh chgrp chmod chown cp install kill killall ln mkdir mkfs mknod "
    "mktemp mount mv pkill rename rm rmdir scp sftp shred sort touch truncate umount unlink unzip wget halt "
    "poweroff reboot shutdown telinit insmod modprobe rmmod iptables nft useradd userdel usermod passwd visudo "
    "apt apt-get dnf dpkg npm pip rpm yum"
)
RUNS_ANYTHING = frozenset(RUNS_ANYTHING_NAMES.split())
"""Programs that run others or write: allowed by one word or by several, they allow everything."""
VERSIONED = re.compile(r"(?P<name>[a-z-]+?)-?[0-9][0-9.]*(?:-minimal)?")
"""`python3.11`, `perl5.36`: the same by another name."""
ACTS_BY_VERB_NAMES = (
    "apk aws curl docker etcdctl flatpak git helm ip journalctl k3s kubectl lvm lxc mysql nerdctl nmcli openssl "
    "pct podman psql pvesh qm rclone redis-cli restic snap sqlite3 systemctl timedatectl velero virsh zfs zpool"
)
ACTS_BY_VERB = frozenset(ACTS_BY_VERB_NAMES.split())
"""Programs that read by some of their words and write by others."""
ACTS_NAMES = (
    "--exec --eval apply attach commit config-set cp create delete destroy drop edit exec flushall flushdb forget "
    "format import install kill mkdir mount move patch poweroff prune purge push put reboot remove repair reset "
    "restart restore rm rmi rollback run scale set shell shutdown start stop sync umount unlock update upgrade "
    "write"
)
ACTS = frozenset(ACTS_NAMES.split())
OPEN_FOLDERS = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108  # anybody may put a program there


def find_added_commands(subject: Subject) -> Iterator[Complaint]:
    """List each prefix; the shorter it is, the more it allows."""
    for words in subject.fleet.read_only_commands:
        yield about_command(words)


def about_command(words: tuple[str, ...]) -> Complaint:
    """Return what is to be said of one prefix."""
    about, of = "fleet:read_only_commands", " ".join(words)
    shown = f"`{of}`"
    if runs_anything(words):
        message = f"{shown} can run or write anything, and counts as read-only here"
        mend = "add the program it is to run, by words that only read"
        return Complaint(outcome=Outcome.BLOCKED, about=about, of=of, message=message, mend=mend)
    if len(words) == 1:
        message = f"{shown} counts as read-only with any argument"
        mend = "add the verb that only reads, if it has one; else see that none of its arguments writes"
        return Complaint(outcome=Outcome.WARN, about=about, of=of, message=message, mend=mend)
    message = f"{shown} counts as read-only with anything after it"
    mend = "see that nothing which may follow makes it write, and keep a note of who looked"
    return Complaint(outcome=Outcome.WARN, about=about, of=of, message=message, mend=mend)


def runs_anything(words: tuple[str, ...]) -> bool:
    """Tell whether what begins with these words can be made to act."""
    program = words[0].rpartition("/")[2]
    versioned = VERSIONED.fullmatch(program)
    names = {program} if versioned is None else {program, versioned["name"]}
    return (
        not names.isdisjoint(RUNS_ANYTHING)
        or words[0].startswith(OPEN_FOLDERS)
        or not ACTS.isdisjoint(words[1:])
        or (len(words) == 1 and not names.isdisjoint(ACTS_BY_VERB))
    )
