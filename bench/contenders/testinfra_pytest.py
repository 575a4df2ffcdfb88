"""Testinfra as its documentation runs it: pytest with a test for each check, spread over the cores by pytest-xdist.

usage: testinfra_pytest.py INPUTS OUT SSH_CONFIG
"""

import json
import os
import sys
from pathlib import Path

import pytest
from testinfra.host import Host
from testinfra_config import require_kept_connections, write_multiplexed_config

WORKLOAD = "BENCH_WORKLOAD"
OUT = "BENCH_OUT"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each check, on each of the hosts given to pytest."""
    checks = json.loads(Path(os.environ[WORKLOAD]).read_text(encoding="utf-8"))["checks"]
    metafunc.parametrize("check", checks, ids=[check["id"] for check in checks])


def test_check(host: Host, check: dict[str, str]) -> None:
    """Run the check and write its answer down; each worker to its own file."""
    ran = host.run(check["command"])
    address = host.backend.get_hostname()
    row = {"host": address, "check": check["id"], "code": ran.rc, "output": ran.stdout}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with (Path(os.environ[OUT]) / f"{worker}.jsonl").open("a", encoding="utf-8") as answers:
        answers.write(json.dumps(row) + "\n")
    assert ran.rc == 0  # noqa: S101  pytest's way


def main() -> int:
    """Run pytest over this file."""
    inputs, out = Path(sys.argv[1]), Path(sys.argv[2])
    config = write_multiplexed_config(Path(sys.argv[3]), out)
    os.environ |= {WORKLOAD: str(inputs / "workload.json"), OUT: str(out)}
    addresses = (inputs / "hosts").read_text(encoding="utf-8").split()
    hosts = ",".join(f"ssh://{address}" for address in addresses)
    plain = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(out), "-n", str(os.cpu_count())]
    code = pytest.main([*plain, f"--hosts={hosts}", f"--ssh-config={config}", __file__])
    require_kept_connections(out, len(addresses))
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
