"""What an SSH client needs to reach the drill: keys, known_hosts and a configuration."""

from collections.abc import Iterable
from pathlib import Path

import asyncssh
import msgspec

USER = "drill"
"""Who logs in where the fleet names nobody."""

CONFIG = """\
Host *
    User {user}
    IdentityFile {identity}
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile {known_hosts}
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
"""


class LoginEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach one host, and the key it is known by; `names` lead to it too."""

    address: str
    port: int
    names: tuple[str, ...]
    known_key: asyncssh.SSHKey


def write_identity(key: asyncssh.SSHKey, path: Path) -> None:
    """Write the user's key so that ssh accepts it."""
    path.touch(mode=0o600)
    path.write_bytes(key.export_private_key())


def write_known_hosts(entries: Iterable[LoginEntry], path: Path) -> None:
    """Write the key of each host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""
    lines = (
        f"[{entry.address}]:{entry.port} {entry.known_key.export_public_key().decode().strip()}\n" for entry in entries
    )
    path.write_text("".join(lines))


def write_config(entries: Iterable[LoginEntry], identity: Path, known_hosts: Path, path: Path) -> None:
    """Write a configuration in which each host's address, and its names in the fleet, lead to it."""
    hosts = (
        f"Host {' '.join((entry.address, *entry.names))}\n    HostName {entry.address}\n    Port {entry.port}\n\n"
        for entry in entries
    )
    path.write_text("".join(hosts) + CONFIG.format(user=USER, identity=identity, known_hosts=known_hosts))
