"""How OpenSSH's client is called, so that the operator's configuration holds to the letter."""

import msgspec

from blackstart.model.fleet import Host
from blackstart.transports.script import LANE_COMMAND
from blackstart.transports.ssh_config import find_config_files, read_config, read_keywords

ALWAYS = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "LogLevel=INFO",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "ServerAliveInterval=5",
    "ServerAliveCountMax=2",
)
"""Never ask a person, never trust an unknown key, never write known_hosts, forward nothing.

What a server says before the login (pam_nologin(8) says there why it lets nobody in) is told from LogLevel INFO on."""
FAST_KEY_EXCHANGE = "KexAlgorithms=^curve25519-sha256,curve25519-sha256@libssh.org"
LONGEST_SOCKET = 107 - len("/") - 40 - len(".") - 16
"""sun_path of unix(7), less what `ssh` adds to the folder: %C, and a random suffix while binding."""


class SshSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How `ssh` is called. `control_folder` is where further lanes find the first connection.

    `connect_limit` are the seconds until the server must have greeted.
    `share_connection` and `fast_key_exchange` are off where the operator's configuration
    has settings of its own for them (docs/decisions/0002).
    """

    config_file: str | None = None
    control_folder: str
    share_connection: bool = True
    fast_key_exchange: bool = True
    connect_limit: int = 5


def ssh_argv(host: Host, settings: SshSettings) -> list[str]:
    """Return the command that opens a lane on the host."""
    options = [*ALWAYS, f"ConnectTimeout={settings.connect_limit}"]
    if settings.fast_key_exchange:
        options.append(FAST_KEY_EXCHANGE)
    if settings.share_connection:
        options += ["ControlMaster=auto", f"ControlPath={settings.control_folder}/%C", "ControlPersist=no"]
    argv = ["ssh", "-T"]
    argv += ["-F", settings.config_file] if settings.config_file else []
    argv += [word for option in options for word in ("-o", option)]
    argv += ["-p", str(host.port)] if host.port is not None else []
    argv += ["-l", host.user] if host.user is not None else []
    return [*argv, "--", host.ssh_name, LANE_COMMAND]


def read_settings(config_file: str | None, control_folder: str) -> SshSettings:
    """Look into the operator's configuration for settings that must not be overridden."""
    keywords = read_keywords(read_config(find_config_files(config_file)))
    return SshSettings(
        config_file=config_file,
        control_folder=control_folder,
        share_connection="controlpath" not in keywords and len(control_folder.encode()) <= LONGEST_SOCKET,
        fast_key_exchange="kexalgorithms" not in keywords,
    )
