"""UPSes as upsd tells of them: a real server of Network UPS Tools with its dummy driver."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.kinds.looking import conclude
from integration.kinds.servers import find_tool, run

from blackstart.checks.power.ups import Ups
from blackstart.model.outcome import Outcome

DRIVERS = Path("/lib/nut")
STATES = {
    "mains": "ups.status: OL CHRG\nbattery.charge: 87\nbattery.runtime: 1800\n",
    "battery": "ups.status: OB DISCHRG\nbattery.charge: 87\nbattery.runtime: 1500\n",
    "empty": "ups.status: OL CHRG\nbattery.charge: 12\nbattery.runtime: 200\n",
    "plain": "ups.status: OL\n",
}
"""What the drivers tell, by the name of their UPS."""


def write_settings(folder: Path, port: int) -> None:
    """Write what upsd and its drivers are told, readable by the account that they change to."""
    sections = (f"[{name}]\n  driver = dummy-ups\n  port = {folder}/{name}.dev\n" for name in STATES)
    (folder / "ups.conf").write_text("".join(sections))
    (folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {port}\n")
    (folder / "upsd.users").write_text("")
    for name, state in STATES.items():
        (folder / f"{name}.dev").write_text(state)
    if os.geteuid() == 0:
        folder.chmod(0o755)
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "nut", "nut")


def await_status(ups: str) -> None:
    """Wait until the driver knows the status: nobody is told, so it is asked again and again."""
    until = time.monotonic() + 60
    while "WAIT" in run(find_tool("upsc"), ups, "ups.status"):
        assert time.monotonic() < until, f"{ups} never tells its status"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def upsd() -> Iterator[str]:
    """Run the drivers and the server; give its address."""
    find_tool("upsc")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bs-nut-") as name:
        folder = Path(name)
        write_settings(folder, port)
        environment = os.environ | dict.fromkeys(("NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH"), name)
        account = ("-u", "nut") if os.geteuid() == 0 else ()
        started: list[subprocess.Popen[str]] = []
        try:
            for ups in STATES:
                # it goes to the background once it answers, and leaves its process id
                subprocess.run([DRIVERS / "dummy-ups", "-a", ups, *account], env=environment, check=True)
            server = [DRIVERS / "upsd", "-D", *account]
            started.append(subprocess.Popen(server, env=environment, stderr=subprocess.PIPE, text=True))
            assert started[0].stderr is not None
            connected = (line for line in started[0].stderr if "Connected to UPS" in line)
            assert all(next(connected, "") for _ in STATES)
            for ups in STATES:
                await_status(f"{ups}@127.0.0.1:{port}")
            yield f"127.0.0.1:{port}"
        finally:
            for process in started:
                process.kill()
                process.communicate()
            for path in folder.glob("dummy-ups-*.pid"):
                os.kill(int(path.read_text()), 15)


@pytest.mark.parametrize(
    ("ups", "outcome", "reason"),
    [
        ("mains", Outcome.PASS, ""),
        ("battery", Outcome.BLOCKED, "expected mains, saw OB DISCHRG (on battery, battery discharging)"),
        ("empty", Outcome.BLOCKED, "expected a charge of at least 50%, saw 12%"),
        ("plain", Outcome.BLOCKED, "expected a charge of at least 50%, saw none told"),
        ("other", Outcome.BLOCKED, "unreadable: upsc, exit 1: Error: Unknown UPS"),
    ],
)
async def test_a_ups_is_read(upsd: str, ups: str, outcome: Outcome, reason: str) -> None:
    """Mains pass; a battery in use or nearly empty, an unknown charge and an unknown UPS do not."""
    verdict = await conclude(Ups(ups=f"{ups}@{upsd}"))
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


async def test_nobody_listens() -> None:
    """A refused connection is no reading."""
    verdict = await conclude(Ups(ups="mains@127.0.0.1:1"))
    assert verdict.reason == "unreadable: upsc, exit 1: Error: Connection failure: Connection refused"
