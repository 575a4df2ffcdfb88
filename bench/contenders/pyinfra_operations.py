"""pyinfra: each check as an operation, hosts not waiting for each other.

usage: pyinfra_operations.py INPUTS OUT SSH_CONFIG
"""

import sys
from pathlib import Path

from pyinfra.api.operation import add_op
from pyinfra.api.operations import run_ops
from pyinfra.operations import server
from pyinfra_fleet import connect, write_answers

state, workload = connect(Path(sys.argv[1]), sys.argv[3])
asked = {
    check["id"]: add_op(state, server.shell, commands=[check["command"]], name=check["id"])
    for check in workload["checks"]
}
run_ops(state, no_wait=True)
write_answers(
    Path(sys.argv[2]),
    [
        {"host": host.name, "check": check, "code": 0 if done[host].did_succeed() else 1, "output": done[host].stdout}
        for check, done in asked.items()
        for host in state.inventory.iter_activated_hosts()
    ],
)
