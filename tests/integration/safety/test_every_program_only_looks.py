"""Every program of the read-only table, run once under strace: no write, no other program, nobody else called."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from integration.kinds.servers import find_tool, pages, postgres, run

from blackstart.checks.read_only.psql_session import FORM, PROOF, write_conninfo
from blackstart.checks.read_only.request import refuse
from blackstart.checks.read_only.table import list_rules

CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<words>.*)\) += (?P<result>-?\d+|0x[0-9a-f]+|\?)")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
CHANGES_NAMES = (
    "unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat chmod fchmod fchmodat "
    "chown fchown lchown fchownat truncate ftruncate utime utimes utimensat futimesat mknod mknodat setxattr lsetxattr "
    "fsetxattr mount umount2 creat reboot sethostname settimeofday clock_settime swapon"
)
CHANGES = frozenset(CHANGES_NAMES.split())
SCRATCH = re.compile(r"/dev/(?:null|tty|pts/\d+)|/proc/(?:self|\d+)/.*|/dev/shm/.*|anon_inode:.*|/sys/fs/cgroup/.*")
"""What may be opened to write: a sink, the terminal, and what belongs to the process itself."""
SERVICES = re.compile(
    r"/(?:var/)?run/(?:nscd/socket|dbus/system_bus_socket|systemd/(?:private|userdb/.*|journal/.*)|docker\.sock)"
    r"|/dev/log|/(?:var/)?run/(?:syslog|log)|/run/user/.*|@.*"
)
"""Sockets of this machine that name look-ups, the system's log, systemd and docker are asked by."""
OWN_SCRATCH = {"rclone": re.compile(r"/tmp/rclone\d+")}  # noqa: S108  # as rclone names it
"""rclone makes an empty file and removes it, to learn how fine the times of the file system are (backend/local)."""
NOT_HERE = {
    "k3s": "no Debian package; its only verb is kubectl's rule",
}
BEST_EFFORT = {
    "docker": "no daemon runs here",
    "dumpe2fs": "no ext4 device may be opened here",
    "journalctl": "no journal here",
    "kubectl": "no cluster here; only the client's own version",
    "last": "the log of logins may not be there",
    "lsblk": "there may be no /sys/block",
    "pg_lsclusters": "clusters may not be configured",
    "ping": "raw sockets may be refused",
    "runuser": "root alone may",
    "systemctl": "systemd is not the first process here",
    "timedatectl": "no system bus here",
}
"""Programs that need not succeed here, and why; what they do until then is looked at all the same."""
OPTIONAL = {
    "docker": "Debian's docker.io would bring a daemon with it",
    "kubectl": "no other test needs kubernetes-client",
}
"""Programs that are looked at only where they are installed, and why they need not be."""
HELPERS = {"pg_lsclusters": {"perl"}, "runuser": {"true"}, "psql": {"perl"}, "kubectl": set[str]()}
"""What else may be started: an interpreter of its own script (psql is one in Debian), and the command after runuser."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What the commands look at."""

    folder: Path
    web: str
    redis: int
    socket: str


@contextmanager
def redis() -> Iterator[int]:
    """Run a Redis and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "")
    with subprocess.Popen((find_tool("redis-server"), *options), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any("Ready to accept connections" in line for line in process.stdout)
            yield port
        finally:
            process.kill()


@contextmanager
def database() -> Iterator[str]:
    """Run a PostgreSQL and give its socket's folder, which has to have a short name."""
    with tempfile.TemporaryDirectory(prefix="bs-") as folder, postgres(Path(folder)) as place:
        yield place


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Make files, a repository, backups and servers."""
    folder = tmp_path_factory.mktemp("site")
    folder.chmod(0o755)
    (folder / "file").write_text("one\n")
    (folder / "rules.yml").write_text("groups: []\n")
    key = "AAAAC3NzaC1lZDI1NTE5AAAAIMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    (folder / "known_hosts").write_text(f"192.0.2.1 ssh-ed25519 {key}\n")
    (folder / "word").write_text("word")
    written = ("-keyout", f"{folder}/k", "-out", f"{folder}/c.pem")
    run(find_tool("openssl"), "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=a", *written)
    git = (find_tool("git"), "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b")
    run(*git, "init", "-q", "-b", "main")
    run(*git, "add", "file")
    run(*git, "commit", "-q", "-m", "first")
    run(*git, "remote", "add", "origin", str(folder))
    restic = (find_tool("restic"), "-r", f"{folder}/repo", "--password-file", f"{folder}/word", "--no-cache")
    run(*restic, "init")
    with pages(page=b"ok") as web, redis() as port, database() as place:
        yield Site(folder=folder, web=web, redis=port, socket=place)


def list_commands(site: Site) -> list[str]:
    """Return one command line or more of each program of the table, as a pack could state them."""
    folder, web = site.folder, site.web
    session = (
        "-h",
        site.socket,
        "-U",
        "postgres",
        "-d",
        write_conninfo("postgres", 5.0),
        "-c",
        PROOF,
        "-c",
        "SELECT 1",
    )
    return [
        f"cat {folder}/file",
        "crontab -l",
        f"curl -q -sS -i -H 'Accept: a/b' {web}/page",
        "date +%s",
        f"df -P {folder}",
        "docker ps -q",
        "docker version --format {{.Client.Version}}",
        "dumpe2fs -h /dev/nosuch",
        f"find {folder} -maxdepth 1 -name file -printf %p",
        "findmnt --json /",
        "free -b",
        "getent passwd root",
        f"git --no-optional-locks -c core.fsmonitor=false -C {folder} rev-parse --show-prefix --absolute-git-dir HEAD",
        f"git --no-optional-locks -c core.fsmonitor=false -C {folder} config --list --name-only --show-scope",
        f"git --no-optional-locks -C {folder} remote get-url origin",
        f"git --no-optional-locks -C {folder} branch --show-current",
        f"grep -n one {folder}/file",
        f"head -n 1 {folder}/file",
        "hostname",
        "id -un",
        "ip -o addr show",
        "journalctl -b -n 1 --no-pager",
        "kubectl version --client",
        "last -x -n 1 reboot",
        f"ls -la {folder}",
        "lsblk --json",
        f"nc -z -w 2 127.0.0.1 {web.rpartition(':')[2]}",
        "nproc",
        f"openssl x509 -noout -enddate -in {folder}/c.pem",
        f"pg_isready -h {site.socket}",
        "pg_lsclusters --no-header",
        "pgrep -f -- nosuchprogram",
        "ping -n -q -c 1 127.0.0.1",
        f"promtool check rules {folder}/rules.yml",
        "ps -eo pid,comm",
        shlex.join((*FORM, *session)),
        f"rclone lsjson --files-only --no-mimetype --max-depth 1 -- {folder}",
        f"redis-cli -h 127.0.0.1 -p {site.redis} ping",
        f"restic -r {folder}/repo --password-file {folder}/word --no-lock --no-cache --json snapshots",
        "runuser -u root -- true",
        f"sha256sum {folder}/file",
        "ss -Hltn",
        f"ssh-keygen -l -F 192.0.2.1 -f {folder}/known_hosts",
        f"stat -c %s {folder}/file",
        "swapon --show --bytes",
        "systemctl show -p Id -- nosuch.service",
        f"tail -n 1 {folder}/file",
        f"test -e {folder}/file",
        "timedatectl show",
        "true",
        "uname -r",
        "upsc nosuch@127.0.0.1:1 ups.status",
        "uptime",
        "who -b",
    ]


class Trace:
    """What strace saw of one command."""

    def __init__(self, argv: tuple[str, ...], folder: Path, home: Path) -> None:
        """Run the command with nothing to read and an empty home."""
        log = folder / "trace"
        tracing = (
            "strace",
            "-f",
            "-qq",
            "-s",
            "4096",
            "-o",
            str(log),
            "-e",
            "trace=%file,%desc,%network,%process,kill",
        )
        environment = {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "HOME": str(home), "LC_ALL": "C", "TZ": "UTC0"}
        told = (*tracing, "--", *argv)
        done = subprocess.run(
            told, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=60, check=False
        )
        self.status = done.returncode
        self.calls = [found for line in log.read_text(errors="replace").splitlines() if (found := CALL.match(line))]

    def succeeded(self, *names: str) -> Iterator[str]:
        """Yield the words of the calls of these names that did not fail."""
        for call in self.calls:
            if call["name"] in names and not call["result"].startswith("-"):
                yield call["words"]

    def programs(self) -> list[str]:
        """Return the programs that were started."""
        return [find_path(words) for words in self.succeeded("execve", "execveat")]

    def writes(self, scratch: re.Pattern[str] = SCRATCH) -> list[str]:
        """Return what was written to, or changed, but for what is scratch."""
        opened = (words for words in self.succeeded("open", "openat", "openat2") if WRITES.search(words))
        changed = (words for words in self.succeeded(*CHANGES))
        return [words for words in (*opened, *changed) if not is_scratch(find_path(words), scratch)]

    def connections(self) -> list[str]:
        """Return whom it tried to reach, be it in vain."""
        return [call["words"] for call in self.calls if call["name"] in ("connect", "sendto", "sendmsg")]


def is_scratch(path: str, own: re.Pattern[str]) -> bool:
    """Tell whether a path is a sink, the process's own, or scratch that its program is known for."""
    return SCRATCH.fullmatch(path) is not None or own.fullmatch(path) is not None


def find_path(words: str) -> str:
    """Return the first path among a call's words."""
    found = PATH.search(words)
    return found[1] if found else ""


def is_asked_for(words: str, program: str, site: Site) -> bool:
    """Tell whether a connection is to this machine's own services, or to what the command names."""
    if "AF_NETLINK" in words:
        return True
    path = re.search(r'sun_path=@?"([^"]*)"', words)
    if path is not None:
        return SERVICES.fullmatch(path[1]) is not None or path[1].startswith(site.socket)
    address = re.search(r'inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"', words)
    if address is None:
        return True  # within an open connection
    return program in CALLS and address[1] in ("127.0.0.1", "::1")


CALLS = frozenset({"curl", "kubectl", "nc", "ping", "redis-cli", "pg_isready", "psql", "upsc"})
"""Programs that are asked to call somebody."""


def make_home(folder: Path) -> Path:
    """Give the account a configuration of rclone, which would make the folder for one otherwise."""
    (folder / ".config" / "rclone").mkdir(parents=True)
    (folder / ".config" / "rclone" / "rclone.conf").write_text("")
    return folder


def test_table_is_looked_at_whole(site: Site) -> None:
    """Each program of it is run below, or it is said why not."""
    run_here = {line.split()[0] for line in list_commands(site)}
    assert set(list_rules()) - run_here == set(NOT_HERE)
    assert not run_here & set(NOT_HERE)


def test_trace_sees_what_a_program_does(tmp_path: Path) -> None:
    """One that writes, runs another, and calls somebody is seen, so the test below shows something."""
    find_tool("strace")
    script = f"echo x > {tmp_path}/made; /bin/cat /dev/null; exec 3<>/dev/tcp/127.0.0.1/9"
    trace = Trace(("bash", "-c", script), tmp_path, tmp_path)
    assert [Path(program).name for program in trace.programs()] == ["bash", "cat"]
    assert any("made" in words for words in trace.writes())
    assert any("htons(9)" in words for words in trace.connections())


def test_every_program_only_looks(site: Site, tmp_path: Path) -> None:
    """No write but to a sink, no program but its own, no connection that it was not asked for."""
    find_tool("strace")
    seen: dict[str, list[str]] = {}
    for line in list_commands(site):
        argv = tuple(shlex.split(line))
        program = argv[0]
        assert refuse(argv) is None, refuse(argv)
        if program in OPTIONAL and shutil.which(program) is None:
            continue
        find_tool(program)
        home = make_home(Path(tempfile.mkdtemp(dir=tmp_path)))
        before = sorted(home.rglob("*"))
        trace = Trace(argv, tmp_path, home)
        own = {program, *HELPERS.get(program, ())}
        faults = [f"ran {path}" for path in trace.programs() if Path(path).name not in own]
        faults += [f"wrote {words[:200]}" for words in trace.writes(OWN_SCRATCH.get(program, SCRATCH))]
        faults += [f"called {words[:200]}" for words in trace.connections() if not is_asked_for(words, program, site)]
        faults += [f"left {path}" for path in home.rglob("*") if path not in before]
        if trace.status not in (0, 1) and program not in BEST_EFFORT:
            faults.append(f"exit {trace.status}")
        if faults:
            seen[line] = faults
    assert not seen, "\n".join(f"{line}: {fault}" for line, faults in seen.items() for fault in faults)
