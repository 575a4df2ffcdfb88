"""Testinfra: each host in turn, each check with `host.run`.

usage: testinfra_checks.py INPUTS OUT SSH_CONFIG default|multiplexed|paramiko
"""

import json
import sys
from pathlib import Path

import testinfra
from testinfra_config import require_kept_connections, write_multiplexed_config

inputs, out, config, way = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
workload = json.loads((inputs / "workload.json").read_text(encoding="utf-8"))
scheme = "paramiko" if way == "paramiko" else "ssh"
if way == "multiplexed":
    config = write_multiplexed_config(config, out)

with (out / "answers.jsonl").open("w", encoding="utf-8") as answers:
    for address in workload["hosts"]:
        host = testinfra.get_host(f"{scheme}://{address}?ssh_config={config}")
        for check in workload["checks"]:
            ran = host.run(check["command"])
            row = {"host": address, "check": check["id"], "code": ran.rc, "output": ran.stdout}
            answers.write(json.dumps(row) + "\n")

if way == "multiplexed":
    require_kept_connections(out, len(workload["hosts"]))
