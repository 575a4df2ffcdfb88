"""What the pack looks for on the hosts and Debian does not bring, laid in their common root file system."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import time

from blackstart.drill.certificates import make_authority, write_authority, write_certificate
from blackstart.drill.fixtures import Certificate

HERE = Path(__file__).parent
HOSTS = {f"h{number}": f"192.168.0.{number}" for number in (110, 120, 121, 188)}
LIMIT = 60.0
"""Seconds; it takes about 5."""


def furnish(folder: Path) -> None:
    """Furnish the root file system in the lab's folder. Raises CalledProcessError; the program has said why."""
    root = folder / "rootfs"
    shutil.copytree(HERE / "rootfs", root, dirs_exist_ok=True)
    (root / "var/lib/prometheus/node-exporter/heartbeat.prom").write_text("lab_heartbeat_success 1\n")
    authority = make_authority(time())
    write_authority(authority, folder / "authority.pem")
    write_certificate(authority, Certificate(), tuple(HOSTS.values()), root / "etc/nginx/lab.pem")
    (root / "etc/ssh/ssh_known_hosts").write_text("".join(make_host_keys(folder / "hostkeys")))
    with (HERE / "furnish.sh").open("rb") as script:
        subprocess.run(["chroot", root, "/bin/sh", "-eu", "-s", *HOSTS], stdin=script, timeout=LIMIT, check=True)


def make_host_keys(folder: Path) -> Iterator[str]:
    """Make the hosts' SSH keys, which the lab would make else, and yield a line of known_hosts for each."""
    folder.mkdir()
    for host, address in HOSTS.items():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / host], timeout=LIMIT, check=True)
        kind, key, *_ = (folder / f"{host}.pub").read_text().split()
        yield f"{host},{address} {kind} {key}\n"
