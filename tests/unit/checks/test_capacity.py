"""A full disk and hung processes keep a host from being ready, and room to work alone makes none ready."""

import pytest

from blackstart.checks.disk.disk import Disk
from blackstart.checks.disk.mounts import Mounts
from blackstart.checks.host.memory import Memory
from blackstart.checks.processes.processes import Processes
from blackstart.checks.spec import Spec
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.scorecard import HostCondition, Verdict
from blackstart.testing.builders import make_check, make_fleet, make_verdict
from blackstart.verdicts.host_state import find_host_states
from blackstart.verdicts.judge import BootBinding

BOUND = {"a": BootBinding(boot_id="0a1b2c3d-0000-4000-8000-0123456789ab")}
ROOM: list[Spec] = [Disk(), Disk(path="/var/lib/postgresql"), Memory(), Processes(max_stuck=0)]


def find_condition(spec: Spec, outcome: Outcome, *, cause: Cause | None = None, ready: bool = True) -> HostCondition:
    """Return the state of a host whose check of room comes to this, beside one of its mounts that passes."""
    checks = [make_check("room", spec=spec), *([make_check("mounts", spec=Mounts())] if ready else [])]
    verdicts: dict[str, Verdict] = {check.id: make_verdict(check) for check in checks}
    verdicts["room"] = make_verdict(checks[0], outcome, "no room", cause=cause)
    (state,) = find_host_states(make_fleet(*checks), verdicts, BOUND)
    return state.condition


@pytest.mark.parametrize("spec", ROOM)
def test_room_is_capacity(spec: Spec) -> None:
    """What nothing can work without is proof of capacity."""
    assert spec.proof() is Proof.CAPACITY


@pytest.mark.parametrize("spec", [Processes(match="cron"), Processes(max_zombies=9)])
def test_other_processes_prove_nothing_of_the_host(spec: Spec) -> None:
    """A service that does not run is its own check's matter."""
    assert spec.proof() is None


@pytest.mark.parametrize("spec", ROOM)
def test_host_with_room_stays_ready(spec: Spec) -> None:
    """Where all passes, nothing changes."""
    assert find_condition(spec, Outcome.PASS) is HostCondition.READY


@pytest.mark.parametrize("spec", ROOM)
@pytest.mark.parametrize("outcome", [Outcome.WARN, Outcome.BLOCKED, Outcome.HELD])
def test_host_without_room_is_degraded(spec: Spec, outcome: Outcome) -> None:
    """A full disk leaves no host ready, whatever the check's `else` says."""
    assert find_condition(spec, outcome) is HostCondition.DEGRADED


@pytest.mark.parametrize("spec", ROOM)
def test_room_that_was_not_seen_makes_no_host_ready(spec: Spec) -> None:
    """A gap is no fault, and no readiness either."""
    assert find_condition(spec, Outcome.BLOCKED, cause=Cause.TOOL_MISSING) is HostCondition.BOOTED


@pytest.mark.parametrize("spec", ROOM)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_room_alone_makes_no_host_ready(spec: Spec, outcome: Outcome) -> None:
    """Counting disks in must not lift a host that no check of readiness looks at."""
    assert find_condition(spec, outcome, ready=False) is HostCondition.BOOTED
