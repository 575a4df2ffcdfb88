"""What GO, plan B and the timeline say of faults of the AWOOOI fleet: what is at fault and nothing else.

Each file of `decided/` is a scenario with what is right 50 minutes after T+0; no host of it has gone down but those
that are away.
"""

import shutil
from pathlib import Path

import msgspec
import pytest
import yaml

from blackstart.app.looking import Look, check_once
from blackstart.app.rehearsing import rehearse
from blackstart.decisions.go import decide_go
from blackstart.decisions.grounds import DecisionCase
from blackstart.decisions.plan_b import plan
from blackstart.decisions.timeline import place_on_timeline
from blackstart.model.fleet import Fleet
from blackstart.model.go import GoRequest, Operation, Permission
from blackstart.render.plan import show_plan
from blackstart.render.plan_timeline import show_timeline
from blackstart.render.style import Style
from blackstart.verdicts.claims import answer_claims

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
FILES = {path.stem: path for path in sorted(Path(__file__).with_name("decided").glob("*.yml"))}
SINCE = 50 * 60.0
PAGE = Style(width=2000)


class Decided(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is right: the level in every command, what plan B names, where it is stuck, and what GO leaves by host.

    `ceiling` is that of the first host; `says` and `never` are words of the page.
    """

    level: str
    paths: tuple[str, ...]
    causes: tuple[str, ...]
    stuck: str
    gate: str
    go: dict[str, Permission]
    ceiling: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


async def look(name: str, folder: Path) -> tuple[Fleet, DecisionCase, Decided]:
    """Look at the simulated fleet under the scenario."""
    document = yaml.safe_load(FILES[name].read_text())
    right = msgspec.convert(document.pop("right"), Decided)
    pack = folder / "pack"
    shutil.copytree(PACK, pack)
    (pack / "drill/scenarios/decided.yml").write_text(yaml.safe_dump(document, allow_unicode=True))
    looks: list[Look] = []
    async with rehearse(str(pack), "decided") as rehearsal:
        await check_once(rehearsal.fleet, rehearsal.connections, lambda *_: None, looks.append)
    scorecard = looks[0].scorecard
    return (
        rehearsal.fleet,
        DecisionCase(scorecard=scorecard, digest=rehearsal.fleet.digest, now=scorecard.judged),
        right,
    )


@pytest.mark.parametrize("name", FILES)
async def test_what_is_at_fault_is_named_and_nothing_else(name: str, tmp_path: Path) -> None:
    """One level in check, claim, GO, plan B and the timeline; the windows of GO are in force."""
    fleet, case, right = await look(name, tmp_path)
    assert fleet.plan_b is not None
    assert fleet.go is not None
    assert fleet.claims is not None
    since = case.now - SINCE
    planned, timeline = plan(fleet, fleet.plan_b, case, since), place_on_timeline(fleet, fleet.plan_b, case, since)
    requests = [GoRequest(operation=Operation.REBOOT, hosts=(host,)) for host in right.go]
    answers = [decide_go(fleet, fleet.go, request, case) for request in requests]
    levels = {case.scorecard.level, planned.level, timeline.level, *(answer.level for answer in answers)}
    assert levels == {right.level}
    allowed = [
        one.name for one in answer_claims(fleet, case.scorecard, fleet.claims.levels, now=case.now) if one.allowed
    ]
    assert allowed[-1:] == [right.level]
    assert tuple(path.name for path in planned.paths) == right.paths
    assert {cause.name for trigger in planned.triggers for cause in trigger.causes} == {*right.causes}
    assert (timeline.stuck, timeline.gate, timeline.blocked) == (right.stuck, right.gate, right.stuck != "")
    assert {answer.request.hosts[0]: answer.permission for answer in answers} == right.go
    assert answers[0].ceiling.name == right.ceiling
    assert {"OFFSITE_SYNC", "BACKUP_RUN"} <= {*answers[0].satisfied}
    shown = show_plan(planned, PAGE) + show_timeline(timeline, PAGE)
    assert [words for words in right.says if words not in shown] == []
    assert [words for words in right.never if words in shown.partition("timeline")[0]] == []


async def test_a_backup_that_has_not_ended_keeps_a_window_open(tmp_path: Path) -> None:
    """The report is held by the host that is away, and tells all the same that the last run was yesterday."""
    fleet, case, _ = await look("120-down-at-15", tmp_path)
    assert fleet.go is not None
    verdicts = tuple(
        msgspec.structs.replace(verdict, reading={**(verdict.reading or {}), "stated_age": 86400.0})
        if verdict.check == "110-backup-status"
        else verdict
        for verdict in case.scorecard.verdicts
    )
    unfinished = msgspec.structs.replace(case, scorecard=msgspec.structs.replace(case.scorecard, verdicts=verdicts))
    answer = decide_go(fleet, fleet.go, GoRequest(operation=Operation.REBOOT, hosts=("110",)), unfinished)
    assert (answer.permission, answer.ceiling.name) == (Permission.NO_GO, "NO_COMPLETION")
    assert "BACKUP_RUN" in {objection.rule for objection in answer.objected}
