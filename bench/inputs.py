"""What the contenders read: one folder with each tool's own form of the same hosts and the same checks."""

import json
import shutil
from pathlib import Path

import yaml
from hosts import Fleet
from workload import Check

CURVE25519 = "ssh_config.curve25519"
DEFAULT_KEX = "ssh_config"

NEVER: dict[str, object] = {
    "id": "never",
    "on": "host-1",
    "command": {"argv": ["test", "-e", "/nonexistent"]},
    "else": "warn",
}
"""One check more, on one host, that keeps a watch from ending at GREEN."""

SSH_CONFIG = """\
Host *
    User {user}
    Port {port}
    IdentityFile {folder}/key
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
    ConnectTimeout 30
"""
INVENTORY = """\
[hosts]
{addresses}
[hosts:vars]
ansible_port={port}
ansible_user={user}
ansible_python_interpreter={python}
"""


def write_inputs(folder: Path, fleet: Fleet, checks: tuple[Check, ...]) -> None:
    """Write everything every contender reads. `fleet` may be a part of the fleet that is up."""
    folder.mkdir(parents=True)
    _write_ssh(folder, fleet)
    _write_shell(folder, fleet, checks)
    _write_ansible(folder, fleet, checks)
    rows = [_describe_check(check) for check in checks]
    _write_pack(folder / "pack", fleet, rows)
    _write_pack(folder / "pack-never-green", fleet, [*rows, NEVER])
    described = {
        "hosts": fleet.addresses,
        "port": fleet.ssh_port,
        "user": fleet.user,
        "key": f"{fleet.folder}/key",
        "known_hosts": f"{fleet.folder}/known_hosts",
        "checks": [{"id": check.id, "command": check.command} for check in checks],
    }
    (folder / "workload.json").write_text(json.dumps(described), encoding="utf-8")


def _write_ssh(folder: Path, fleet: Fleet) -> None:
    """Write the operator's configuration with OpenSSH's default key exchange, and with a cheap one."""
    config = SSH_CONFIG.format(user=fleet.user, port=fleet.ssh_port, folder=fleet.folder)
    (folder / DEFAULT_KEX).write_text(config, encoding="utf-8")
    (folder / CURVE25519).write_text(f"{config}    KexAlgorithms curve25519-sha256\n", encoding="utf-8")


def _write_shell(folder: Path, fleet: Fleet, checks: tuple[Check, ...]) -> None:
    """Write the hosts and commands for a shell to loop over, and all commands as one framed script."""
    (folder / "hosts").write_text("".join(f"{address}\n" for address in fleet.addresses), encoding="utf-8")
    (folder / "commands").write_text("".join(f"{check.id} {check.command}\n" for check in checks), encoding="utf-8")
    framed = (f"{check.command} 2>&1; printf '\\n@@ {check.id} %s\\n' $?\n" for check in checks)
    (folder / "script.sh").write_text("".join(framed), encoding="utf-8")


def _write_ansible(folder: Path, fleet: Fleet, checks: tuple[Check, ...]) -> None:
    """Write an inventory, and a play for each of the two modules that run a command."""
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or "auto_silent"
    addresses = "\n".join(fleet.addresses)
    inventory = INVENTORY.format(addresses=addresses, port=fleet.ssh_port, user=fleet.user, python=python)
    (folder / "inventory.ini").write_text(inventory, encoding="utf-8")
    raw = [{"name": check.id, "raw": check.command} for check in checks]
    command = [{"name": check.id, "command": {"argv": list(check.argv)}} for check in checks]
    for name, tasks in (("raw", raw), ("command", command)):
        play = [{"hosts": "hosts", "gather_facts": False, "tasks": tasks}]
        (folder / f"{name}.yml").write_text(yaml.safe_dump(play, sort_keys=False), encoding="utf-8")


def _write_pack(pack: Path, fleet: Fleet, rows: list[dict[str, object]]) -> None:
    """Write a pack: the same hosts and checks as a baseline of one phase."""
    (pack / "phases").mkdir(parents=True)
    hosts = {
        f"host-{number}": {"address": address, "port": fleet.ssh_port, "user": fleet.user}
        for number, address in enumerate(fleet.addresses, start=1)
    }
    fleet_text = yaml.safe_dump({"name": "bench", "hosts": hosts}, sort_keys=False)
    phase_text = yaml.safe_dump({"phase": "P0", "checks": rows}, sort_keys=False)
    (pack / "fleet.yml").write_text(fleet_text, encoding="utf-8")
    (pack / "phases" / "p0.yml").write_text(phase_text, encoding="utf-8")


def _describe_check(check: Check) -> dict[str, object]:
    if check.url is not None:
        return {"id": check.id, "on": "all", "http": {"url": check.url, "status": [200]}}
    return {"id": check.id, "on": "all", "command": {"argv": list(check.argv)}}
