"""The points of recovery.yml: what must be shown when after T+0, and what to do otherwise."""

from itertools import pairwise

import msgspec

from blackstart.baseline.needs_entry import NeedsEntry
from blackstart.baseline.recovery_demand import DecisionScene, link_level, link_needs
from blackstart.baseline.recovery_format import DecisionSections, PointEntry
from blackstart.baseline.typed_values import Name
from blackstart.model.claims import Requirements, Text
from blackstart.model.kind import Proof
from blackstart.model.plan import Point
from blackstart.model.scorecard import CONDITION_RANK, HostCondition

SCOPE = "scope"
"""In place of hosts: those that have to come back after T+0."""
SCOPED = tuple(
    str(condition) for condition, rank in CONDITION_RANK.items() if rank >= CONDITION_RANK[HostCondition.BOOTED]
)
"""What can be asked of the hosts in scope: all of them must have booted."""
AS = f"as `{PointEntry.example}`"


def link_points(sections: DecisionSections, scene: DecisionScene) -> tuple[Point, ...]:
    """Return the points in their order; problems go to the report."""
    points = tuple(link_point(entry, scene.about("a point")) for entry in sections.points)
    line = sections.lines.of("points")
    for before, after in pairwise(points):
        if after.at <= before.at:
            scene.report.add(line, f"{after.name} stands behind {before.name}", "put them in order")
    if points and all(point.requires is None and point.hosts_in_scope is None for point in points):
        scene.report.add(line, "no point has `needs` or a `level`", AS)
    return points


def link_point(entry: PointEntry, scene: DecisionScene) -> Point:
    """Return one point; what it requires has the level that it names."""
    needs, condition = (None, None) if entry.needs is None else split_scope(entry.needs, scene)
    if condition is not None:
        require_boots(entry.lines.of("needs"), scene)
    level = link_level(entry.level, scene)
    requires = None if needs is None and not level else Requirements() if needs is None else link_needs(needs, scene)
    if requires is not None:
        requires = msgspec.structs.replace(requires, statements=(*requires.statements, *level))
    if requires is None and condition is None and entry.says is None and entry.otherwise is None:
        scene.report.add(entry.lines.line, "it asks for nothing and says nothing", AS)
    return Point(
        at=entry.at,
        hosts_in_scope=condition,
        requires=requires,
        goal=entry.goal or {},
        says=entry.says or find_words(level, scene),
        otherwise=entry.otherwise or {},
    )


def find_words(level: tuple[str, ...], scene: DecisionScene) -> Text:
    """Return what the level says, where there is one."""
    return next((scene.table.statements[name].says for name in level if name in scene.table.statements), {})


def split_scope(needs: NeedsEntry, scene: DecisionScene) -> tuple[NeedsEntry | None, HostCondition | None]:
    """Return what is required without what is asked of the hosts in scope, and that."""
    asked = {text: one.line for text, one in needs.hosts.items() if isinstance(one, Name) and one.text == SCOPE}
    for text, line in asked.items():
        if text not in SCOPED:
            scene.report.add_unknown(line, f"'{text}' cannot be asked of the scope", text, SCOPED)
    known = (HostCondition(text) for text in asked if text in SCOPED)
    hosts = {text: names for text, names in needs.hosts.items() if text not in asked}
    rest = msgspec.structs.replace(needs, hosts=hosts) if asked else needs
    is_left = not asked or bool(hosts) or len(needs.lines.keys) > 1
    return rest if is_left else None, max(known, key=CONDITION_RANK.__getitem__, default=None)


def require_boots(line: int, scene: DecisionScene) -> None:
    """Report hosts of which no check on them reads since when they are up: none could ever count as booted."""
    checks = [draft.check for draft in scene.claims.directory.drafts.values() if draft.check is not None]
    told = {check.host for check in checks if check.host == check.place and check.spec.proof() is Proof.BOOT}
    for name, host in scene.claims.hosts.items():
        if host.login != "none" and name not in told:
            said = f"no check tells when '{name}' has booted, so it could never count as booted after T+0"
            scene.report.add(line, said, "give it a check `boot: {}`")
