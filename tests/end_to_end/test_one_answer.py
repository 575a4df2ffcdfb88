"""Every command gives one answer of a fault: result, word, level, what may be said, where it is stuck, what may go.

Faults are the scenarios of the AWOOOI pack, `rows/` and `decided/`; the answers of all of them are printed as one
table. RIGHT has those that once came out wrong, or as another answer in another command, with what the runbook says.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml
from end_to_end.one_answer import ANSWER_LINE, Answers, ask_all, find_contradictions, say_all

from blackstart.app.looking import Look
from blackstart.app.recording import look_wider
from blackstart.app.rehearsing import rehearse
from blackstart.drill.reading import list_scenarios
from blackstart.model.fleet import Fleet

HERE = Path(__file__).parent
PACK = HERE.parents[1] / "packs/awoooi"
HEALTHY = "healthy"
FAULTS = {
    HEALTHY: None,
    **{name: name for name in list_scenarios(PACK / "drill")},
    **{
        f"{folder}/{path.stem}": path
        for folder in ("rows", "decided")
        for path in sorted((HERE / folder).glob("*.yml"))
    },
}
BUT_ESCROW = "FULL_STACK_GREEN_DR_ESCROW_BLOCKED"
B1, B2, B3 = "B1_HOST_RECOVERY_ONLY", "B2_CORE_SERVICE_READY", "B3_SERVICE_AVAILABLE_DEGRADED"
B4, B5 = "B4_FULL_STACK_GREEN", "B5_DR_COMPLETE"
READY = "CONDITIONAL GO, SERVICE_READY"


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """What is right 50 minutes after T+0: `go` is that of 110, `paths` those of plan B, `stuck` the timeline's."""

    word: str
    level: str
    go: str
    service_green: str
    paths: tuple[str, ...] = ()
    stuck: str = ""
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


RIGHT = {
    HEALTHY: Right(word="GREEN", level=B5, go="GO, DR_COMPLETE", service_green="1", allowed=("DR_COMPLETE",)),
    # v1.76: the API's own 503 beside a route that answers is a warning on evidence; so is what it held.
    "rows/x1b-api-503-route-answers": Right(
        word=BUT_ESCROW,
        level=B4,
        go="GO, BLOCKED_DR_ESCROW",
        service_green="1",
        allowed=("FULL_STACK_GREEN", "PUBLIC_CORE_SERVICES_RECOVERED"),
    ),
    "rows/x1e-api-and-webhook-503": Right(
        word=BUT_ESCROW, level=B4, go="GO, BLOCKED_DR_ESCROW", service_green="1", allowed=("FULL_STACK_GREEN",)
    ),
    # Another blocker keeps all of them hard.
    "rows/api-503-and-another-blocker": Right(
        word="BLOCKED", level=B1, go=READY, service_green="0", paths=("K3S", "PUBLIC_GATEWAY"), stuck="T+30"
    ),
    # §1.4: one route of twelve lowers no level below B2, and confidence in services nobody has.
    "decided/a-route-fails": Right(
        word="BLOCKED", level=B2, go=READY, service_green="0", paths=("PUBLIC_GATEWAY",), stuck="T+45"
    ),
    "decided/one-api-pod-not-ready": Right(
        word="BLOCKED", level=B2, go=READY, service_green="0", paths=("K3S",), stuck="T+30"
    ),
    "rows/api-pods-none": Right(
        word="BLOCKED",
        level=B2,
        go=READY,
        service_green="0",
        paths=("K3S",),
        stuck="T+30",
        forbidden=("SERVICE_RECOVERY_WITH_KNOWN_BLOCKER",),
    ),
    "decided/120-and-121-down-data-stale": Right(
        word="BLOCKED", level=B1, go=READY, service_green="0", paths=("HOST_120", "HOST_121"), stuck="T+5"
    ),
    "decided/121-down": Right(word="BLOCKED", level=B2, go=READY, service_green="0", paths=("HOST_121",), stuck="T+5"),
    "decided/120-down-at-15": Right(
        word="BLOCKED",
        level=B2,
        go=READY,
        service_green="0",
        paths=("HOST_120",),
        stuck="T+5",
        allowed=("SERVICE_READY",),
        forbidden=("HOSTS_RECOVERED", "K3S_CONTROL_PLANE_AA"),
    ),
    "rows/x4-clock-skew-188": Right(
        word="BLOCKED", level=B2, go=READY, service_green="0", stuck="T+45", forbidden=("MOMO_DATA_FRESH",)
    ),
    # A word tells what is so and nothing else: no escrow evidence is missing here.
    "rows/jobs-other": Right(
        word="SERVICE_AVAILABLE_DEGRADED",
        level=B3,
        go="GO, DR_COMPLETE",
        service_green="0",
        forbidden=("FULL_STACK_GREEN",),
    ),
    "rows/route-once-502": Right(
        word="FULL_STACK_GREEN",
        level=B4,
        go="GO, DR_COMPLETE",
        service_green="1",
        allowed=("PUBLIC_ROUTES_RECOVERED", "CREDENTIAL_ESCROW_COMPLETE"),
    ),
    # 21:14: the word of B4 stands at B4, and the summary can say SERVICE_GREEN=1 beside a warning on evidence.
    "2026-06-25-2114-escrow-missing": Right(word=BUT_ESCROW, level=B4, go="GO, BLOCKED_DR_ESCROW", service_green="1"),
    "2026-06-26-0650-host-hygiene": Right(
        word="SERVICE_GREEN_HOST_HYGIENE_BLOCKED",
        level=B2,
        go=READY,
        service_green="1",
        forbidden=("HOSTS_RECOVERED", "HOST_188_FULLY_GREEN", "FULL_STACK_GREEN"),
    ),
}


async def look_at(name: str, folder: Path) -> tuple[Fleet, Look]:
    """Look at the fleet under a fault, as the summary looks: at all of it."""
    fault, pack, scenario = FAULTS[name], PACK, FAULTS[name]
    if isinstance(fault, Path):
        pack, scenario = write_pack(fault, folder), "fault"
    async with rehearse(str(pack), None if scenario is None else str(scenario)) as rehearsal:
        return rehearsal.fleet, await look_wider(rehearsal.fleet, rehearsal.connections, lambda *_: None)


def write_pack(fault: Path, folder: Path) -> Path:
    """Copy the pack, with the fault as a scenario of it."""
    pack = folder / "pack"
    shutil.copytree(PACK, pack)
    document = yaml.safe_load(fault.read_text())
    scenario = {"title": document.get("title") or document["about"], "changes": document["changes"]}
    moment = {"at": document["at"]} if "at" in document else {}
    text = yaml.safe_dump({**scenario, **moment}, allow_unicode=True)
    (pack / "drill/scenarios/fault.yml").write_text(text)
    return pack


@pytest.mark.parametrize("name", FAULTS)
async def test_every_command_says_the_same(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """And of a fault that once came out otherwise, what is right."""
    fleet, seen = await look_at(name, tmp_path)
    answers = ask_all(fleet, seen)
    record_property(ANSWER_LINE, say_all(name, answers))
    assert find_contradictions(fleet, answers) == []
    if name in RIGHT:
        assert find_wrong(RIGHT[name], answers) == []


def find_wrong(right: Right, answers: Answers) -> list[str]:
    """Return what is not as it must be; the commands agree, so that one of them tells for all."""
    go = answers.go["110"]
    compared = [
        (right.word, answers.scorecard.word),
        (right.level, answers.scorecard.level),
        (right.go, f"{go.permission}, {go.ceiling.name}"),
        (right.service_green, answers.lines["SERVICE_GREEN"]),
        (right.paths, tuple(path.name for path in answers.plan.paths)),
        (right.stuck, answers.timeline.stuck),
    ]
    wrong = [f"wanted {wanted}, got {got}" for wanted, got in compared if wanted != got]
    wrong += [f"{name} is forbidden" for name in right.allowed if not answers.claims[name].allowed]
    return [*wrong, *(f"{name} is allowed" for name in right.forbidden if answers.claims[name].allowed)]
