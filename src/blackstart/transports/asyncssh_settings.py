"""What connections of one run share: keys, known hosts and configuration are read once."""

import contextlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import asyncssh
import msgspec

from blackstart.model.fleet import Host
from blackstart.transports.ssh_config import find_config_files, read_config, read_keywords, select_lines

KEY_EXCHANGE = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group14-sha256",
)
ENCRYPTION = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes128-ctr",
)
"""The cheapest first; each is OpenSSH's own default too (docs/decisions/0002)."""
DEFAULT_IDENTITIES = ("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk")
"""ssh_config(5), IdentityFile."""
DEFAULT_KNOWN_HOSTS = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2")
SYSTEM_KNOWN_HOSTS = ("/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2")
NOT_HONOURED = frozenset(
    {
        "knownhostscommand",
        "revokedhostkeys",
        "verifyhostkeydns",
        "proxyusefdpass",
        "pkcs11provider",
        "hostkeyalgorithms",
    }
)
"""Settings about whom to trust, and how to get there, that only OpenSSH's client can follow."""

KeyPair = asyncssh.SSHKey | tuple[asyncssh.SSHKey, asyncssh.SSHCertificate]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of an IdentityFile list; `complete` if every one of them could be read."""

    keys: tuple[KeyPair, ...]
    complete: bool


class AsyncSshSettings:
    """The operator's SSH configuration for all hosts, and everything read for it, once."""

    def __init__(self, config_file: str | None = None) -> None:
        """Read the configuration; `not_honoured` are keywords in it that call for OpenSSH's own client."""
        self._config = read_config(find_config_files(config_file))
        self.not_honoured = read_keywords(self._config) & NOT_HONOURED
        self._keys: dict[str, Identity] = {}
        self._read: dict[tuple[str, ...], asyncssh.SSHClientConnectionOptions] = {}
        self._known: dict[tuple[str, ...], asyncssh.SSHKnownHosts] = {}

    def options_for(self, host: Host) -> asyncssh.SSHClientConnectionOptions:
        """Return the host's own options, without keys yet.

        The library is given those lines alone that concern the host. It reads them anew for each host where they may
        say something else of each. Raises ValueError or OSError where the configuration cannot be read.
        """
        lines = tuple(select_lines(self._config, host.ssh_name))
        if any(depends_on_host(line) for line in lines):
            return read_options(lines, **describe(host))
        if lines not in self._read:
            self._read[lines] = read_options(lines)
        return asyncssh.SSHClientConnectionOptions(options=self._read[lines], config=None, **describe(host))

    def secrets_for(self, options: asyncssh.SSHClientConnectionOptions) -> dict[str, Any]:
        """Return what proves who we are: keys, and the agent unless the keys make it needless."""
        config = options.config
        files = cast("list[str] | None", config.get("IdentityFile"))
        identity = self._read_keys(files if files is not None else find_default_identities())
        agent: dict[str, Any] = {}
        if config.get("IdentitiesOnly"):
            publics = [key[0] if isinstance(key, tuple) else key for key in identity.keys]
            agent = {"agent_path": None} if identity.complete else {"agent_identities": publics or read_publics(files)}
        return {"client_keys": list(identity.keys), "client_certs": [], **agent}

    def algorithms_for(self, options: asyncssh.SSHClientConnectionOptions) -> dict[str, Any]:
        """Return the cheapest of the sound algorithms, where the configuration has no wish of its own."""
        config = options.config
        kex = {} if config.get("KexAlgorithms") else {"kex_algs": KEY_EXCHANGE}
        return kex if config.get("Ciphers") else {**kex, "encryption_algs": ENCRYPTION}

    def known_hosts_for(self, options: asyncssh.SSHClientConnectionOptions) -> asyncssh.SSHKnownHosts:
        """Return the known hosts of the host's configuration. There is no way to switch them off."""
        config = options.config
        user = cast("Sequence[str]", config.get("UserKnownHostsFile", DEFAULT_KNOWN_HOSTS))
        system = cast("Sequence[str]", config.get("GlobalKnownHostsFile", SYSTEM_KNOWN_HOSTS))
        names = (*user, *system)
        if names not in self._known:
            self._known[names] = read_known_hosts(names)
        return self._known[names]

    def _read_keys(self, names: Iterable[str]) -> Identity:
        read = [self._read_key(name) for name in names]
        return Identity(
            keys=tuple(key for identity in read for key in identity.keys),
            complete=all(identity.complete for identity in read),
        )

    def _read_key(self, name: str) -> Identity:
        """Read a private key once; one that is not there, or has a passphrase, is the agent's affair."""
        if name not in self._keys:
            try:
                self._keys[name] = Identity(keys=tuple(read_key(Path(name).expanduser())), complete=True)
            except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
                self._keys[name] = Identity(keys=(), complete=False)
        return self._keys[name]


def depends_on_host(line: str) -> bool:
    """Tell whether a line that concerns a host may mean another thing for the next: tokens (%h) and Match blocks do."""
    return "%" in line or line.lower().startswith("match")


def describe(host: Host) -> dict[str, Any]:
    """Return what the pack says of a host, which comes before the configuration."""
    return {
        "host": host.ssh_name,
        "port": host.port if host.port is not None else (),
        "username": host.user if host.user is not None else (),
    }


def read_options(lines: Iterable[str], **host: Any) -> asyncssh.SSHClientConnectionOptions:
    """Return options of these lines of a configuration. Raises ValueError or OSError where they cannot be read."""
    with tempfile.NamedTemporaryFile("w", prefix="blackstart-ssh-config-") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        return asyncssh.SSHClientConnectionOptions(
            config=[file.name],
            client_keys=None,
            known_hosts=b"",
            x509_trusted_certs=None,
            x509_trusted_cert_paths=[],
            **host,
        )


def find_default_identities() -> list[str]:
    """Return the keys ssh(1) tries where the configuration names none."""
    paths = [Path("~/.ssh").expanduser() / name for name in DEFAULT_IDENTITIES]
    return [str(path) for path in paths if path.is_file()]


def read_key(path: Path) -> list[KeyPair]:
    """Return a private key, and before it the key with its certificate where there is one."""
    key = asyncssh.read_private_key(path)
    pairs: list[KeyPair] = [key]
    with contextlib.suppress(OSError, asyncssh.KeyImportError):
        pairs.insert(0, (key, asyncssh.read_certificate(f"{path}-cert.pub")))
    return pairs


def read_publics(names: Iterable[str] | None) -> list[asyncssh.SSHKey]:
    """Return the public halves beside private keys that only an agent can use."""
    found = []
    for name in names or ():
        with contextlib.suppress(OSError, asyncssh.KeyImportError):
            found.append(asyncssh.read_public_key(f"{Path(name).expanduser()}.pub"))
    return found


def read_known_hosts(names: Iterable[str]) -> asyncssh.SSHKnownHosts:
    """Read known_hosts files; like ssh(1), pass over files that are not there and lines that say nothing."""
    known = asyncssh.import_known_hosts("")
    for name in names:
        path = Path(name).expanduser()
        if path.is_file():
            for line in path.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError):
                    known.load(line)
    return known
