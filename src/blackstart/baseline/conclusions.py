"""A pack's files that say what follows from a run: recovery.yml, summary, gates and metrics."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from typing import Any

import msgspec

from blackstart.baseline.decisions import Decisions, read_decisions
from blackstart.baseline.gates import GateScene, link_gates
from blackstart.baseline.metric_file import load_metrics
from blackstart.baseline.old_names import refuse_old_names
from blackstart.baseline.phase_file import PhaseFile
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.recovery_demand import DecisionScene
from blackstart.baseline.recovery_file import open_recovery, read_statements
from blackstart.baseline.recovery_scene import ClaimScene, make_claim_scene
from blackstart.baseline.recovery_seldom import find_seldom, list_asked_checks
from blackstart.baseline.response_file import load_response_rules
from blackstart.baseline.summary_defaults import make_default_table
from blackstart.baseline.summary_table import SummaryScene, open_summary, read_table, read_views
from blackstart.baseline.view_file import ViewScene
from blackstart.model.claims import ClaimTable
from blackstart.model.go import GoTable
from blackstart.model.recovery_plan import RecoveryPlan
from blackstart.model.view import View


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack looks at, which conclusions may name."""

    phases: Sequence[PhaseFile]
    scene: ViewScene
    views: Map[str, View]
    subjects: Sequence[str]


def load_conclusions(
    sources: Map[str, str], plans: Map[str, str], pack: str, ground: Ground, problems: list[Problem]
) -> dict[str, Any]:
    """Return the fleet's fields that such files fill, and `plans`; problems are added to the list."""
    scene, views = ground.scene, ground.views
    asked = make_claim_scene(ground.phases, scene.directory, scene.hosts, ground.subjects)
    refuse_old_names(sources, pack, problems)
    fields, lines = open_recovery(sources, pack, problems), open_summary(sources, pack, problems)
    looked_at = () if lines is None else read_views(lines, "views", views)
    further = list_further(asked, (check for view in looked_at for check in views[view].checks))
    claims = None if fields is None else read_statements(fields, asked, views, further)
    statements = {} if claims is None else claims.statements
    decisions = Decisions()
    if fields is not None and claims is not None:
        decisions = read_decisions(fields, asked, claims, find_seldom(statements, further))
    told = SummaryScene(directory=scene.directory, hosts=scene.hosts, views=views, claims=claims, asked=asked)
    summary = make_default_table(claims) if lines is None else read_table(lines, looked_at, told)
    gates = link_gates(
        (draft for phase in ground.phases for draft in phase.drafts),
        GateScene(
            directory=scene.directory,
            counted=asked.directory.drafts,
            further=further,
            summary=summary,
            claims=claims or ClaimTable(),
        ),
    )
    named = {check for one in statements.values() for check in list_asked_checks(one.asked)}
    named |= {check for gate in (() if gates is None else gates.gates) for check in gate.checks}
    planned = DecisionScene(
        claims=asked,
        table=claims or ClaimTable(),
        seldom=find_seldom(statements, further),
        report=ProblemReport(file=pack, problems=problems),
    )
    return {
        "plans": load_own_plans(plans, pack, views, decisions.go, planned) if plans else {},
        "claims": claims,
        "go": decisions.go,
        "plan_b": decisions.plan_b,
        "summary": summary,
        "gates": load_response_rules(sources, pack, gates, problems),
        "metrics": load_metrics(sources, pack, claims, problems),
        "further": tuple(sorted(named & further)),
    }


def list_further(asked: ClaimScene, looked_at: Iterable[str]) -> frozenset[str]:
    """Return the checks on demand that a run with the views of the summary looks at."""
    return frozenset(check for check in looked_at if check in asked.unasked)


def load_own_plans(
    plans: Map[str, str], pack: str, views: Map[str, View], go: GoTable | None, scene: DecisionScene
) -> dict[str, RecoveryPlan]:
    """Return the pack's plans by name; problems are added to the report of the scene."""
    from blackstart.baseline.plan_file import load_plans  # noqa: PLC0415  # sessions alone have plans
    from blackstart.baseline.plan_step import PlanScene  # noqa: PLC0415  # as above

    return load_plans(plans, pack, PlanScene(decisions=scene, views=views, go=go), scene.report.problems)
