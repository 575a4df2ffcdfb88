"""A real sshd on a loopback address of its own; what a command sees there is up to the test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "/usr/sbin/sshd"
MARK = "BLACKSTART_TEST_HOST"
"""In the environment of whatever runs on a host, so that it can be found."""

SSH_CONFIG = """\
Host *
    IdentityFile {folder}/client_key
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known_hosts
    GlobalKnownHostsFile /dev/null
"""
SSHD_CONFIG = """\
ListenAddress {address}:{port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
MaxStartups 200
ForceCommand {folder}/run
{more}
"""
RUN = """\
#!/bin/sh
export {mark}={name} PATH={folder}/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME={folder} {more}
{before}
exec {shell} -c "$SSH_ORIGINAL_COMMAND"
"""


class SshNet:
    """A client's key, configuration and known hosts, and the hosts it knows."""

    def __init__(self, folder: Path) -> None:
        """Make the client's side in the folder."""
        self.folder = folder
        self.hosts: dict[str, SshHost] = {}
        self.config = folder / "ssh_config"
        self.known_hosts = folder / "known_hosts"
        make_key(folder / "client_key")
        self.known_hosts.touch()
        self.config.write_text(SSH_CONFIG.format(folder=folder))

    def add(self, name: str, **settings: str) -> "SshHost":
        """Start a host that the client knows by name and trusts."""
        host = SshHost(self, name, f"127.77.1.{len(self.hosts) + 1}")
        self.hosts[name] = host
        host.start(**settings)
        self.write_entry(name, host.address, host.port)
        self.trust(host)
        return host

    def write_entry(self, name: str, address: str, port: int, *more: str) -> None:
        """Write how the client finds a host; what was written first holds."""
        lines = "".join(f"    {line}\n" for line in (f"HostName {address}", f"Port {port}", *more))
        self.config.write_text(f"Host {name}\n{lines}{self.config.read_text()}")

    def trust(self, host: "SshHost", marker: str = "") -> None:
        """Write the host's key into known_hosts."""
        kind, key, *_ = (host.folder / "host_key.pub").read_text().split()
        with self.known_hosts.open("a") as file:
            file.write(f"{marker} [{host.address}]:{host.port} {kind} {key}\n".lstrip())

    def stop(self) -> None:
        """Stop every host."""
        for host in self.hosts.values():
            host.stop()


class SshHost:
    """One sshd. `bin` comes first in the PATH of what runs there."""

    def __init__(self, net: SshNet, name: str, address: str) -> None:
        """Prepare the host's folder and key."""
        self.name = name
        self.address = address
        self.port = find_free_port(address)
        self.folder = net.folder / name
        self.bin = self.folder / "bin"
        self.bin.mkdir(parents=True)
        self.mark = str(self.folder)
        self._server: subprocess.Popen[str] | None = None
        make_key(self.folder / "host_key")
        shutil.copy(net.folder / "client_key.pub", self.folder / "authorized_keys")

    def start(self, *, shell: str = "/bin/sh", before: str = "", environment: str = "", more: str = "") -> None:
        """Start sshd: commands run in `shell`, after `before`, with more `environment`; `more` configures it."""
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        run = RUN.format(mark=MARK, name=self.mark, folder=self.folder, shell=shell, before=before, more=environment)
        write_script(self.folder / "run", run)
        config = self.folder / "sshd_config"
        config.write_text(SSHD_CONFIG.format(address=self.address, port=self.port, folder=self.folder, more=more))
        self._server = subprocess.Popen([SSHD, "-D", "-e", "-f", config], stderr=subprocess.PIPE, text=True)
        self._wait_until_listening(self._server)

    def stop(self) -> None:
        """Stop sshd and everything on the host."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            if self._server.stderr is not None:
                self._server.stderr.close()
        self.cut()
        kill_all(self.processes())

    def cut(self) -> None:
        """Kill the sshd processes that hold this host's sessions."""
        kill_all(self.sessions())

    def tool(self, name: str, script: str) -> None:
        """Put a program into the host's PATH: the body of a POSIX sh script."""
        write_script(self.bin / name, f"#!/bin/sh\n{script}\n")

    def remove(self, name: str) -> None:
        """Make a program seem not installed."""
        self.tool(name, f"echo '/bin/sh: 1: {name}: not found' >&2; exit 127")

    def processes(self) -> dict[int, str]:
        """Return what runs on the host: command lines by process id."""
        return dict(find_processes(f"{MARK}={self.mark}".encode()))

    def sessions(self) -> list[int]:
        """Return the parents of what runs on the host that are sshd's."""
        parents = {read_parent(pid) for pid in self.processes()}
        return [pid for pid in parents if read_line(pid).startswith("sshd")]

    def _wait_until_listening(self, server: "subprocess.Popen[str]") -> None:
        said = []
        for line in server.stderr or ():
            said.append(line)
            if "Server listening" in line:
                return
        raise RuntimeError(f"sshd did not start: {''.join(said)}")


def kill_all(pids: Iterable[int]) -> None:
    """Kill the processes that are still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def make_key(path: Path, kind: str = "ed25519") -> None:
    """Make a key without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", path.name, "-f", path], check=True)


def write_script(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(text)
    path.chmod(0o755)


def find_free_port(address: str) -> int:
    """Return a port that nobody listens on at the address."""
    with socket.create_server((address, 0)) as server:
        return int(server.getsockname()[1])


def find_processes(variable: bytes) -> Iterator[tuple[int, str]]:
    """Yield the live processes with a variable in their environment: ids and command lines."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found = variable in (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue  # it has ended meanwhile, or is another user's
            if found and (line := read_line(int(folder.name))):
                yield int(folder.name), line


def read_line(pid: int) -> str:
    """Return a command line; a process that has ended, or waits to be reaped, has none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def read_parent(pid: int) -> int:
    """Return the parent's id, 0 for a process that has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
