"""How testinfra is made to keep connections: with a ControlPath in the ssh configuration."""

from pathlib import Path


def write_multiplexed_config(config: Path, out: Path) -> Path:
    """Write the configuration with a ControlPath in `out` added: testinfra asks ssh for ControlPersist only."""
    multiplexed = out / "ssh_config"
    multiplexed.write_text(f"{config.read_text(encoding='utf-8')}    ControlPath {out}/%C\n", encoding="utf-8")
    return multiplexed


def require_kept_connections(out: Path, hosts: int) -> None:
    """End the program unless each host's connection is still there: what was measured was multiplexed."""
    kept = sum(path.is_socket() for path in out.iterdir())
    if kept != hosts:
        raise SystemExit(f"testinfra keeps {kept} connections to {hosts} hosts, so it was not multiplexed")
