"""Whether a file of SSH host keys still holds the entries that were verified, and was not rewritten since."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.facts.file_metadata import FileMetadata, ask_metadata
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Redact, Steps

HostName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9\[][\w.:%\[\]-]*$")]
Fingerprint = Annotated[str, Meta(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
FOUND = re.compile(
    r"# Host (\S+) found: line (\d+) ?(REVOKED|CA)?\n(\S+) (\S+) (SHA256:[A-Za-z0-9+/]{43})(?: [^\n]*)?\n"
)
"""An entry as `ssh-keygen -l -F` prints it: a heading, then host, type, fingerprint, and a comment if it has one."""
NOT_FOUND = 1
WRITABLE_BY_OTHERS = 0o022


class HostKey(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the file for a host; `marker` is empty, `REVOKED` or `CA` (sshd(8), SSH_KNOWN_HOSTS)."""

    host: str
    line: int
    type: str
    fingerprint: str
    marker: str


class KnownHostsReading(Reading, frozen=True):
    """The entries of the hosts asked for, hashed ones too, and those hosts that have none which counts.

    `modified` is in Unix seconds, `age` in seconds by the controller's clock. All about the file is
    None where there is none.
    """

    exists: bool
    entries: tuple[HostKey, ...]
    missing: tuple[str, ...]
    owner: str | None
    mode: str | None
    modified: int | None
    age: float | None


class KnownHosts(Spec, frozen=True):
    """The file has an entry for each of `hosts`, and nobody but its owner may write to it.

    A host on another port than 22 is named `[192.0.2.1]:2222`. With `fingerprints`, the keys of a
    host are exactly these. With `unchanged_since`, the file was last modified at or before that
    time (`2026-06-13T01:21:00+08:00`): so it shows whether a deployment has rewritten it.
    A revoked key is no entry, on whatever line it stands again. Fingerprints are public; the
    keys themselves are not printed.
    """

    name = "known_hosts"
    reading = KnownHostsReading
    shorthand = "hosts"
    example = "known_hosts: {path: /home/ops/.ssh/known_hosts, hosts: [192.0.2.20, 192.0.2.88]}"
    blind_spots = (
        "Whether the key is the server's: only `fingerprints` that were verified elsewhere tell.",
        "As whom: the file's own account.",
    )

    hosts: tuple[HostName, ...] = ()
    fingerprints: dict[HostName, tuple[Fingerprint, ...]] = msgspec.field(default_factory=dict)
    path: str = "/etc/ssh/ssh_known_hosts"
    owner: str | None = None
    mode: str | None = None
    unchanged_since: str | None = None
    sudo: bool = False

    def __post_init__(self) -> None:
        """Refuse a check of no host, a mode that is none, and a time that cannot be compared."""
        if not self.names:
            raise ValueError("give `hosts`, or `fingerprints` by host")
        if not all(self.fingerprints.values()):
            raise ValueError("`fingerprints`: name at least one for each host, or list the host in `hosts`")
        if self.mode is not None and not re.fullmatch(r"[0-7]{3,4}", self.mode):
            raise ValueError(f"`mode: {self.mode}` is no mode: write it in quotes, as in '644'")
        if self.unchanged_since is not None:
            read_time(self.unchanged_since)

    @property
    def names(self) -> tuple[str, ...]:
        """All hosts that must have an entry."""
        return tuple(dict.fromkeys((*self.hosts, *self.fingerprints)))

    def steps(self, target: Target) -> Steps[KnownHostsReading]:
        """Ask for the file's metadata, then for each host."""
        file = yield from ask_metadata(self.path, sudo=self.sudo)
        entries: list[HostKey] = []
        for name in self.names if file is not None else ():
            argv = ("ssh-keygen", "-l", "-F", name, "-f", self.path)
            reply = yield from run(*argv, sudo=self.sudo, redact=Redact.KEY_COMMENT)
            entries.extend(read_entries(reply, name))
        return self.make_reading(file, tuple(entries))

    def make_reading(self, file: FileMetadata | None, entries: tuple[HostKey, ...]) -> KnownHostsReading:
        """Put the parts together."""
        known = {entry.host for entry in select_valid(entries)}
        return KnownHostsReading(
            exists=file is not None,
            entries=entries,
            missing=tuple(name for name in self.names if name not in known),
            owner=file.owner if file else None,
            mode=file.mode if file else None,
            modified=file.modified if file else None,
            age=file.age if file else None,
        )

    def findings(self, reading: KnownHostsReading) -> Iterator[Finding]:
        """Compare entries, keys and metadata."""
        if reading.mode is None or reading.modified is None:
            yield Finding(holds=False, expected=f"{self.path} there", seen="no such file")
            return
        yield Finding(
            holds=not reading.missing,
            expected=f"entries for {', '.join(self.names)}",
            seen=f"none for {', '.join(reading.missing)}",
        )
        for host, wanted in self.fingerprints.items():
            yield self.compare_keys(host, frozenset(wanted), reading)
        yield from self.compare_file(reading.owner, int(reading.mode, 8), reading.modified)

    def compare_keys(self, host: str, wanted: frozenset[str], reading: KnownHostsReading) -> Finding:
        """Compare a host's keys: one more, of whatever type, would be trusted as well."""
        entries = [entry for entry in select_valid(reading.entries) if entry.host == host]
        seen = ", ".join(f"{entry.type} {entry.fingerprint}" for entry in entries) or "none"
        holds = {entry.fingerprint for entry in entries} == wanted
        return Finding(holds=holds, expected=f"{host} with {', '.join(sorted(wanted))}", seen=seen)

    def compare_file(self, owner: str | None, mode: int, modified: int) -> Iterator[Finding]:
        """Compare owner, mode and time."""
        yield Finding(
            holds=not mode & WRITABLE_BY_OTHERS,
            expected=f"{self.path} writable by its owner alone",
            seen=f"mode {mode:o}",
        )
        if self.owner is not None:
            yield Finding(holds=owner == self.owner, expected=f"{self.path} owner {self.owner}", seen=str(owner))
        if self.mode is not None:
            holds = mode == int(self.mode, 8)
            yield Finding(holds=holds, expected=f"{self.path} mode {self.mode}", seen=f"{mode:o}")
        if self.unchanged_since is not None:
            later = modified - read_time(self.unchanged_since)
            expected = f"{self.path} not modified since {self.unchanged_since}"
            yield Finding(holds=later <= 0, expected=expected, seen=f"modified {later:.0f} s after that")


def select_valid(entries: tuple[HostKey, ...]) -> list[HostKey]:
    """Return the entries whose key no line revokes for that host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""
    revoked = {(entry.host, entry.fingerprint) for entry in entries if entry.marker == "REVOKED"}
    return [entry for entry in entries if (entry.host, entry.fingerprint) not in revoked]


def read_time(text: str) -> float:
    """Return a time in Unix seconds. Raises ValueError for one without its zone, which no one can compare."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"`unchanged_since: {text}` is no time: write 2026-06-13T01:21:00+08:00") from error
    if time.tzinfo is None:
        raise ValueError(f"`unchanged_since: {text}` has no zone: write Z or +08:00 behind it")
    return time.timestamp()


def read_entries(reply: CommandReply, name: str) -> tuple[HostKey, ...]:
    """Read what `ssh-keygen -l -F` prints: a comment and a key for each entry; exit 1 and nothing for none."""
    if reply.exit_code == NOT_FOUND and not reply.stdout:
        return ()
    text = succeeded(reply).stdout
    found = tuple(FOUND.finditer(text))
    if not found or "".join(entry[0] for entry in found) != text or {entry[1] for entry in found} != {name}:
        raise UnreadableReplyError(f"not what ssh-keygen prints of {name}: {text[:100]!r}")
    return tuple(
        HostKey(host=name, line=int(entry[2]), type=entry[5], fingerprint=entry[6], marker=entry[3] or "")
        for entry in found
    )
