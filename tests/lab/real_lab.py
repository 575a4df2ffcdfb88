"""The lab of real hosts: built where needed, up for a session, gone afterwards."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from lab.furnishing import furnish

from blackstart.model.scorecard import Scorecard

HERE = Path(__file__).parent
PACK = HERE / "pack"
COMMAND = Path(sys.executable).with_name("blackstart")
TOOLS = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "ip": "iproute2",
    "ssh": "openssh-client",
    "ping": "iputils-ping",
    "mke2fs": "e2fsprogs",
    "zstd": "zstd",
    "nsenter": "util-linux",
}
"""What the lab's scripts call, and the Debian package that has it."""
SYSTEM_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
PACKAGES = "git,rclone,restic"
"""Debian packages that the hosts get beside those of the lab's own recipe."""
BUILDING = 300.0
"""Seconds for a first build from packages; a restored one takes 4."""
SWITCHING = 120.0
GETTING_WELL = 90.0
MOST_MEMORY = "3g"
"""The common root file system takes 0.8 GB, each host some 50 MB of its disk."""


class Document(msgspec.Struct, frozen=True):
    """What `--format json` prints, as far as it is compared."""

    scorecard: Scorecard


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """A lab that is up: where its scripts are, and the environment that makes it one of its own.

    `runs` is where what was seen is kept; `folder` is gone when the lab is.
    """

    scripts: Path
    folder: Path
    runs: Path
    environment: dict[str, str]

    def call(self, script: str, *words: str, limit: float = SWITCHING) -> str:
        """Run one of the lab's scripts and return what it printed. Raises LabError."""
        done = subprocess.run(
            [self.scripts / script, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
        if done.returncode != 0:
            raise LabError(f"{script} {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def blackstart(self, *words: str | Path, limit: float, user: str = "root") -> "subprocess.CompletedProcess[str]":
        """Run the installed command on the operator's machine of the lab; past its time it is told to end."""
        config = (self.folder / "ssh_config").read_text().replace("User root", f"User {user}")
        (self.folder / f"ssh_config.{user}").write_text(config)
        told = ("timeout", "--kill-after=5", str(limit), COMMAND, "check", PACK, *GIVEN)
        return subprocess.run(
            [self.scripts / "client.sh", *told, "--ssh-config", self.folder / f"ssh_config.{user}", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=limit + 10,
            check=False,
        )

    def check(self, user: str = "root", view: str = "") -> Scorecard:
        """Look once at the fleet or at a view of it, keep the run, and return what it came to.

        What the operator's machine remembers of its neighbours goes first: else the arp checks
        come to WARN in one run and to another outcome in the next, by the time that passed.
        """
        self.call("client.sh", "ip", "neigh", "flush", "all")
        return self.check_warm(user, view)

    def check_warm(self, user: str = "root", view: str = "") -> Scorecard:
        """Look once with the kernel's neighbours as they stand, keep the run, and return what it came to."""
        part = ("--view", view) if view else ()
        done = self.blackstart("--runs", self.runs, "--format", "json", *part, limit=60.0, user=user)
        if done.returncode not in (0, 1, 2):
            raise LabError(f"blackstart: exit {done.returncode}\n{done.stderr}")
        return msgspec.json.decode(done.stdout, type=Document).scorecard

    def wait_until_well(self) -> None:
        """Watch the hosts with the product itself until it says GREEN. Raises LabError with its last word."""
        rounds = ("--watch", "--interval", "0.3", "--max-attempts", "1000", "--no-save")
        done = self.blackstart(*rounds, limit=GETTING_WELL)
        if done.returncode != 0:
            raise LabError(f"not GREEN within {GETTING_WELL:g} s: exit {done.returncode}\n{done.stdout}{done.stderr}")

    def replace(self, host: str) -> None:
        """Pull a host's plug and switch it on with a new disk: no log remembers what was."""
        self.call("down.sh", "-f", host)
        self.call("up.sh", host)


GIVEN = ("--send-alert-test", "--allow-pack-commands")
"""What the operator gives to each look: the pack syncs a file, and posts an alert."""


class LabError(Exception):
    """The lab, or the command in it, did not do as it was told."""


def find_obstacle(scripts: str | None) -> str:
    """Return why there can be no lab here; nothing where there can be one."""
    if not scripts:
        return "BLACKSTART_LAB is not set: the folder with up.sh and fault.sh of the lab of real hosts"
    if not (Path(scripts) / "fault.sh").is_file():
        return f"BLACKSTART_LAB={scripts} holds no fault.sh"
    if os.geteuid() != 0:
        return "the lab of real hosts needs root: it makes network namespaces and boots containers"
    missing = sorted({package for tool, package in TOOLS.items() if shutil.which(tool, path=SYSTEM_PATH) is None})
    return f"the lab of real hosts needs Debian packages: apt-get install {' '.join(missing)}" if missing else ""


@contextmanager
def open_lab(scripts: Path, folder: Path) -> Iterator[Lab]:
    """Bring a lab up in the folder and take it down whatever happens."""
    environment = os.environ | {"LAB_DIR": str(folder), "LAB_NS": f"bs{os.getpid()}"}
    environment |= {"SSL_CERT_FILE": str(folder / "authority.pem"), "EXTRA": PACKAGES}
    lab = Lab(scripts=scripts, folder=folder, runs=folder.with_name("lab-runs"), environment=environment)
    with mounted(folder):
        try:
            build(lab)
            furnish(folder)
            lab.call("up.sh")
            yield lab
        finally:
            lab.call("down.sh", "-f")


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Keep what is written below the folder in memory: on a disk it takes half a minute to delete."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MOST_MEMORY}", "lab", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def build(lab: Lab) -> None:
    """Build the hosts' root file system, or restore it from the cache."""
    cache = find_cache(lab.scripts)
    if cache.exists():
        call_build(lab, cache)
        return
    cache.parent.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole: half a cache would be restored from.
    unfinished = cache.with_suffix(f".{os.getpid()}")
    try:
        call_build(lab, unfinished)
        unfinished.replace(cache)
    finally:
        unfinished.unlink(missing_ok=True)


def call_build(lab: Lab, cache: Path) -> None:
    """Build, after an update of the package lists where those do not know the archive yet."""
    lab.environment["LAB_CACHE"] = str(cache)
    try:
        lab.call("build.sh", limit=BUILDING)
    except LabError as error:
        if "archive" not in str(error):
            raise
        subprocess.run(["apt-get", "update", "-qq"], check=True, timeout=SWITCHING)
        lab.call("build.sh", limit=BUILDING)


def find_cache(scripts: Path) -> Path:
    """Return where the root file system is kept: LAB_CACHE, or the user's cache folder (XDG)."""
    if named := os.environ.get("LAB_CACHE"):
        return Path(named)
    folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    recipe = hashlib.sha256((scripts / "build.sh").read_bytes() + PACKAGES.encode()).hexdigest()[:8]
    return folder / "blackstart" / f"lab-{recipe}.tar.zst"
