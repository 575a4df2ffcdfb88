"""What recovery.yml says beside its statements: points, paths, red lines and the rules of GO."""

from collections.abc import Set as AbstractSet

import msgspec

from blackstart.baseline.fields import Fields
from blackstart.baseline.recovery_demand import DecisionScene
from blackstart.baseline.recovery_format import NAME, SIGNS, DecisionSections
from blackstart.baseline.recovery_go import link_go
from blackstart.baseline.recovery_paths import link_path
from blackstart.baseline.recovery_points import link_points
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_struct import take_keys
from blackstart.model.claims import ClaimTable, Text
from blackstart.model.go import GoTable
from blackstart.model.plan import PlanB

DECISION_SECTIONS = ("go", "max_age", "paths", "points", "red_lines")


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack has of them."""

    go: GoTable | None = None
    plan_b: PlanB | None = None


def read_decisions(
    fields: Fields, claims: ClaimScene, table: ClaimTable, seldom: AbstractSet[str] = frozenset()
) -> Decisions:
    """Return what the file says; problems go to the report. Paths without points have nothing to hang on."""
    own = take_keys(fields.mapping, [key for key in fields.mapping.entries if key in DECISION_SECTIONS])
    sections = read_struct(own, DecisionSections, fields.report) or DecisionSections()
    scene = DecisionScene(claims=claims, table=table, seldom=seldom, report=fields.report)
    points = link_points(sections, scene)
    if sections.paths and not points:
        scene.report.add(sections.lines.of("paths"), "there are paths and no `points`", "give at least one point")
    plan_b = PlanB(
        points=points,
        paths=tuple(link_path(entry, scene.about(f"path '{entry.path.text}'")) for entry in sections.paths),
        red_lines=link_red_lines(sections, scene),
        max_age=sections.max_age,
    )
    go = None if sections.go is None else link_go(sections.go, sections.lines.of("go"), scene)
    return Decisions(go=go, plan_b=plan_b if points else None)


def link_red_lines(sections: DecisionSections, scene: DecisionScene) -> dict[str, Text]:
    """Return what is never done, by name; one of other signs is reported."""
    for name in sections.red_lines:
        if not NAME.fullmatch(name.text):
            scene.report.add(name.line, f"'{name.text}' is no name of a red line", SIGNS)
    return {name.text: text for name, text in sections.red_lines.items()}
