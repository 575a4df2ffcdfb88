"""What every command says of one look at the AWOOOI fleet, side by side, and where two contradict each other."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from blackstart.app.looking import Look
from blackstart.app.recording import summarise
from blackstart.decisions.go import decide_go
from blackstart.decisions.grounds import DecisionCase
from blackstart.decisions.plan_b import plan
from blackstart.decisions.quick import check_quickly
from blackstart.decisions.timeline import place_on_timeline
from blackstart.gates.declarations import guard_declarations
from blackstart.model.claims import NO_LEVEL, ClaimAnswer, ClaimTable
from blackstart.model.fleet import Fleet
from blackstart.model.go import GoAnswer, GoRequest, Operation
from blackstart.model.plan import OPEN_INCIDENT, PlanAnswer, PlanB, Progress, TimelineAnswer
from blackstart.model.quick import QuickAnswer
from blackstart.model.scorecard import Scorecard
from blackstart.verdicts.claims import answer_claims

ANSWER_LINE = "answers"
"""The property under which a test reports its line of the table."""
COLUMNS = ("fault", "check", "quick-check", "summary", "gates", "claim", "go 110", "plan-b", "timeline")
SINCE = 50 * 60.0
"""T+0 is that long ago, in seconds."""
FULL = "FULL_STACK_GREEN"
IMPLIED = (
    *("SERVICE_READY", "SERVICE_GREEN", "PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN"),
    *("ROUTE_GREEN_ONLY", "K3S_CONTROL_PLANE_AA", "MOMO_DATA_FRESH", "HOSTS_RECOVERED", "K3S_RECOVERED"),
    *("PUBLIC_ROUTES_RECOVERED", "PUBLIC_CORE_SERVICES_RECOVERED", "HOST_110_RECOVERED"),
    *("ALL_PRODUCT_DATA_LATEST", "BACKUP_OFFSITE_CURRENT"),
)
"""What nobody may be told is not so while the whole stack is green; host 188 by itself asks for more."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What each command says; `go` is by host, `declared` and `claims` by name."""

    scorecard: Scorecard
    quick: QuickAnswer
    lines: Mapping[str, str]
    declared: Mapping[str, bool]
    claims: Mapping[str, ClaimAnswer]
    go: Mapping[str, GoAnswer]
    plan: PlanAnswer
    timeline: TimelineAnswer


def ask_all(fleet: Fleet, seen: Look) -> Answers:
    """Ask every command, at the moment of the look."""
    scorecard, now = seen.scorecard, seen.scorecard.judged
    table, plan_b = fleet.claims or ClaimTable(), fleet.plan_b or PlanB()
    summary, _ = summarise(fleet, seen)
    names = tuple(dict.fromkeys((*table.levels, *table.listed)))
    case = DecisionCase(scorecard=scorecard, digest=fleet.digest, now=now)
    assert fleet.go is not None
    requests = {host: GoRequest(operation=Operation.REBOOT, hosts=(host,)) for host in fleet.hosts}
    return Answers(
        scorecard=scorecard,
        quick=check_quickly(fleet, fleet.views["quick"], scorecard),
        lines=summary.values,
        declared={one.name: one.allowed for one in guard_declarations(fleet, summary)},
        claims={one.name: one for one in answer_claims(fleet, scorecard, names, now=now)},
        go={host: decide_go(fleet, fleet.go, request, case) for host, request in requests.items()},
        plan=plan(fleet, plan_b, case, now - SINCE),
        timeline=place_on_timeline(fleet, plan_b, case, now - SINCE),
    )


def find_contradictions(fleet: Fleet, answers: Answers) -> list[str]:
    """Return every way in which two commands contradict each other."""
    table = fleet.claims or ClaimTable()
    return [
        *compare_results(answers),
        *compare_levels(table, answers),
        *compare_claims(table, answers),
        *compare_points(answers),
    ]


def compare_results(answers: Answers) -> Iterator[str]:
    """Yield where result, word, counts and the first blocked check are not the same everywhere."""
    card, quick, lines = answers.scorecard, answers.quick, answers.lines
    keys = ("POST_START_PASS", "POST_START_WARN", "POST_START_BLOCKED", "POST_START_HELD")
    yield from differ("result", card.result, quick.result)
    yield from differ("word", card.word, quick.word, lines["POST_START_RESULT"], lines["OVERALL_DECLARATION"])
    yield from differ(
        "counts",
        (card.passed, card.warned, card.blocked, card.held),
        (quick.passed, quick.warned, quick.blocked, quick.held),
        tuple(int(lines[key]) for key in keys),
    )
    yield from differ(
        "first blocked",
        *(card.first_blocked, quick.first_blocked, answers.plan.first_blocked, answers.timeline.first_blocked),
    )


def compare_levels(table: ClaimTable, answers: Answers) -> Iterator[str]:
    """Yield where the level is not the same everywhere, or not that of the word or of the closeout."""
    card = answers.scorecard
    proven = [name for name in table.levels if answers.claims[name].allowed]
    decided = [answers.plan.level, answers.timeline.level, *(one.level for one in answers.go.values())]
    yield from differ("level", card.level, *decided, (proven or [NO_LEVEL])[-1])
    levels = {word.level for word in table.words if (card.word or "").startswith(word.name)} or {card.level}
    if card.level not in levels and card.level not in table.levels[: table.levels.index(table.words[-1].level) + 1]:
        yield f"the word {card.word} is of {sorted(levels)}, and the level is {card.level}"
    closed = "" if answers.plan.closeout is None else answers.plan.closeout.name
    wanted = "" if card.level == NO_LEVEL else table.statements[card.level].closes_as
    if wanted and closed != wanted:
        yield f"plan-b closes as {closed} at {card.level}, which closes as {wanted}"
    if closed not in {OPEN_INCIDENT, ""} and card.blocked:
        yield f"plan-b closes as {closed} with something blocked"


def compare_claims(table: ClaimTable, answers: Answers) -> Iterator[str]:
    """Yield where check, claim, summary and gates do not allow the same, or allow the whole without a part of it."""
    allowed = tuple(name for name in table.listed if answers.claims[name].allowed)
    yield from differ(
        "allowed",
        answers.scorecard.allowed,
        allowed,
        tuple(one for one in answers.lines["ALLOWED"].split(",") if one != "none"),
    )
    both = answers.declared.keys() & answers.claims.keys()
    yield from (f"gates: {name}" for name in sorted(both) if answers.declared[name] is not (name in allowed))
    told = answers.lines.keys() & set(table.listed)
    yield from (f"summary: {name}" for name in told if (answers.lines[name] == "1") is not (name in allowed))
    if FULL in allowed:
        yield from (f"{FULL} without {name}" for name in IMPLIED if name not in allowed)


def compare_points(answers: Answers) -> Iterator[str]:
    """Yield where the timeline, plan B and GO do not stand where the level and the claims do."""
    stuck = [one.name for one in answers.plan.triggers if one.name.startswith("T+")]
    yield from differ("stuck at", answers.timeline.stuck, "".join(stuck))
    opened = {stage.name for stage in answers.plan.releases if stage.progress is Progress.REACHED}
    yield from differ("RUNNER_CD", "RUNNER_CD" in opened, answers.claims["B4_FULL_STACK_GREEN"].allowed)
    confident = "Confidence" in answers.timeline.may_say.get("en", "")
    if confident and answers.lines["SERVICE_GREEN"] == "0" and answers.scorecard.blocked:
        yield "the timeline has confidence in services of which one is blocked"
    escrow = answers.lines["DR_ESCROW_BLOCKED"] == "1"
    yield from (
        f"go {host} leaves {one.ceiling.name} with DR_ESCROW_BLOCKED={int(escrow)}"
        for host, one in answers.go.items()
        if not one.uncovered and escrow is not any(objection.rule == "ESCROW" for objection in one.objected)
    )


def differ(about: str, *said: object) -> Iterator[str]:
    """Yield that not all say the same."""
    if len(set(said)) > 1:
        yield f"{about}: {' | '.join(map(str, dict.fromkeys(said)))}"


def say_all(name: str, answers: Answers) -> tuple[str, ...]:
    """Return the line of the table."""
    card, quick, lines, go, planned = (
        *(answers.scorecard, answers.quick, answers.lines),
        *(answers.go["110"], answers.plan),
    )
    figures = f"{card.passed}/{card.warned}/{card.blocked}/{card.held}"
    levels = [name for name, one in answers.claims.items() if one.allowed and one.kind == "level"]
    gates = lines["NEXT_REQUIRED_GATES"]
    return (
        name,
        f"{card.result} {figures} {card.word} {short(card.level)}",
        f"{quick.result} {quick.word}",
        f"{lines['POST_START_RESULT']} SERVICE_GREEN={lines['SERVICE_GREEN']}",
        f"{0 if gates == 'none' else gates.count(',') + 1} open, {FULL}={int(answers.declared[FULL])}",
        f"{short(levels[-1] if levels else NO_LEVEL)} {FULL}={int(answers.claims[FULL].allowed)}",
        f"{short(go.level)} {go.permission}, {go.ceiling.name}",
        f"{short(planned.level)} {','.join(path.name for path in planned.paths) or '-'}",
        f"{short(answers.timeline.level)} {answers.timeline.stuck or '-'} {answers.timeline.gate}".rstrip(),
    )


def short(level: str) -> str:
    """Return a level as the runbook's tables have it."""
    return level.partition("_")[0] if level != NO_LEVEL else level


def write_answers(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the table, aligned."""
    cells = [COLUMNS, *sorted(map(tuple, rows))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
