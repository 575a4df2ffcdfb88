"""The files of decisions: go.yml, plan_b.yml and timeline.yml, by what every run looks at and what may be said."""

from collections.abc import Mapping
from posixpath import join

import msgspec

from blackstart.baseline.go_file import is_go_file, load_go
from blackstart.baseline.go_file_items import DecisionScene
from blackstart.baseline.plan_file import is_plan_file, load_plan, load_timeline
from blackstart.baseline.problems import Problem, Report
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.model.claims import ClaimTable
from blackstart.model.go import GoTable
from blackstart.model.plan import PlanB, Timeline


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack has of them."""

    go: GoTable | None
    plan_b: PlanB | None
    timeline: Timeline | None


def is_decision_file(source: str) -> bool:
    """Tell whether a pack's file is of decisions, by its name."""
    return is_go_file(source) or is_plan_file(source)


def load_decisions(
    sources: Mapping[str, str], pack: str, claims: ClaimScene, table: ClaimTable | None, problems: list[Problem]
) -> Decisions:
    """Return what the files say; problems are added to the list."""
    refuse_seconds(sources, pack, problems)
    scene = DecisionScene(claims=claims, table=table or ClaimTable())
    return Decisions(
        go=load_go(sources, pack, scene, problems),
        plan_b=load_plan(sources, pack, scene, problems),
        timeline=load_timeline(sources, pack, scene, problems),
    )


def refuse_seconds(sources: Mapping[str, str], pack: str, problems: list[Problem]) -> None:
    """Report a second file for the same thing, as go.yml and go.yaml: only one would be read."""
    first: dict[str, str] = {}
    for source in sorted(filter(is_decision_file, sources)):
        other = first.setdefault(source.partition(".")[0], source)
        if other != source:
            report = Report(file=join(pack, source), problems=problems)
            report.add(0, f"stands beside {other}", "keep one of them")
