"""What both pyinfra contenders start with: an inventory of the hosts, connected."""

import json
from pathlib import Path
from typing import Any

from pyinfra.api import Config, Inventory, State
from pyinfra.api.connect import connect_all


def connect(inputs: Path, ssh_config: str) -> tuple[State, dict[str, Any]]:
    """Return pyinfra's state with every host connected, and the workload."""
    workload = json.loads((inputs / "workload.json").read_text(encoding="utf-8"))
    reached = {
        "ssh_user": workload["user"],
        "ssh_port": workload["port"],
        "ssh_key": workload["key"],
        "ssh_known_hosts_file": workload["known_hosts"],
        "ssh_strict_host_key_checking": "yes",
        "ssh_config_file": ssh_config,
        "ssh_allow_agent": False,
        "ssh_look_for_keys": False,
    }
    inventory = Inventory((workload["hosts"], reached))
    state = State(inventory, Config(PARALLEL=len(workload["hosts"])))
    connect_all(state)
    return state, workload


def write_answers(out: Path, rows: list[dict[str, object]]) -> None:
    """Write the answers, one a line."""
    lines = (json.dumps(row) + "\n" for row in rows)
    (out / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
