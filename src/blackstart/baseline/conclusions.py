"""A pack's files that say what follows from a run: recovery.yml, summary, gates and metrics."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import Any

import msgspec

from blackstart.baseline.decisions import Decisions, read_decisions
from blackstart.baseline.gate_file import load_gates
from blackstart.baseline.metric_file import load_metrics
from blackstart.baseline.old_names import refuse_old_names
from blackstart.baseline.phase_file import PhaseFile
from blackstart.baseline.problems import Problem
from blackstart.baseline.recovery_file import open_recovery, read_statements
from blackstart.baseline.recovery_scene import make_claim_scene
from blackstart.baseline.summary_table import SummaryScene, load_summary_table
from blackstart.baseline.view_file import ViewScene
from blackstart.model.view import View


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack looks at, which conclusions may name."""

    phases: Sequence[PhaseFile]
    scene: ViewScene
    views: Map[str, View]
    subjects: Sequence[str]


def load_conclusions(sources: Map[str, str], pack: str, ground: Ground, problems: list[Problem]) -> dict[str, Any]:
    """Return the fleet's fields that such files fill; problems are added to the list."""
    scene, views = ground.scene, ground.views
    asked = make_claim_scene(ground.phases, scene.directory, scene.hosts, ground.subjects)
    refuse_old_names(sources, pack, problems)
    fields = open_recovery(sources, pack, problems)
    claims = None if fields is None else read_statements(fields, asked, views)
    decisions = Decisions() if fields is None or claims is None else read_decisions(fields, asked, claims)
    told = SummaryScene(directory=scene.directory, hosts=scene.hosts, views=views, claims=claims, asked=asked)
    summary = load_summary_table(sources, pack, told, problems)
    return {
        "claims": claims,
        "go": decisions.go,
        "plan_b": decisions.plan_b,
        "summary": summary,
        "gates": load_gates(sources, pack, summary, problems),
        "metrics": load_metrics(sources, pack, claims, problems),
    }
