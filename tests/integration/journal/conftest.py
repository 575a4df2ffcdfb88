"""A run to write, and a folder to write it to."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from blackstart.journal.bundle import Run, write_run
from blackstart.model.exchange import Exchange
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import RunCommand, TcpConnect
from blackstart.model.scorecard import RunSpan, Scorecard
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict

FLEET = make_fleet(make_check("web"), name="AWOOOI")
SCORECARD = make_scorecard(FLEET, make_verdict(FLEET.checks[0], reading={"state": "active", "restarts": 0}))
EXCHANGES = (
    Exchange(place="b", request=RunCommand(argv=("true",)), reply=CommandReply(stdout="ö\n")),
    Exchange(place="a", request=TcpConnect(address="192.0.2.1", port=22), reply=Gap(cause=Cause.REFUSED)),
)
RUN = Run(
    tool_version="0.1.0",
    run_id="r1",
    fleet="AWOOOI",
    baseline_digest="d" * 64,
    sources={"fleet.yml": "fleet: AWOOOI\n"},
    pack="packs/awoooi",
    controller="ops1",
    span=RunSpan(started=1782478445.5, ended=1782478446.4),
    judged_at=1782478446.4,
)


@pytest.fixture
def run() -> Run:
    """Return a run that was not written yet."""
    return RUN


@pytest.fixture
def exchanges() -> tuple[Exchange, ...]:
    """Return its evidence."""
    return EXCHANGES


@pytest.fixture
def scorecard() -> Scorecard:
    """Return what it came to."""
    return SCORECARD


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return the folder of runs, which is not there yet."""
    return tmp_path / "runs"


@pytest.fixture
def write(runs: Path) -> Callable[[int], Path]:
    """Return what writes the run of that number, a minute after the one before."""

    def write_numbered(number: int) -> Path:
        span = RunSpan(started=RUN.span.started + 60 * number, ended=RUN.span.ended + 60 * number)
        numbered = msgspec.structs.replace(RUN, run_id=f"r{number}", span=span)
        return write_run(runs, numbered, EXCHANGES, SCORECARD, "RESULT=GREEN\n", {"110.log": "connected\n"})

    return write_numbered
