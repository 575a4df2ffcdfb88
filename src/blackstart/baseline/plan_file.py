"""The files `plan_b.yml` and `timeline.yml`: what is due when, and what to do where it goes otherwise."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from posixpath import join
from typing import TypeVar

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import Fields, open_fields, read_age, read_choice, read_translations
from blackstart.baseline.go_file import read_says
from blackstart.baseline.go_file_items import (
    ASKS,
    DecisionScene,
    choose_name,
    read_demand,
    read_entries,
    read_time,
    require_demand,
)
from blackstart.baseline.go_file_window import read_window
from blackstart.baseline.nodes import Mapping as Entries
from blackstart.baseline.nodes import Sequence
from blackstart.baseline.problems import Problem, Report
from blackstart.model.claims import DEFAULT_AGE
from blackstart.model.plan import (
    Closeout,
    Deadline,
    HostPath,
    Moment,
    PlanB,
    Point,
    RedLine,
    Release,
    Timeline,
    Trigger,
)

PLAN_FILE = "plan_b."
TIMELINE_FILE = "timeline."
PLAN_KEYS = ("closeouts", "max_age", "paths", "red_lines", "releases", "stop_lines", "triggers")
TIMELINE_KEYS = ("max_age", "points")
TRIGGER_KEYS = ("after", "ceiling", "needs", "says", "when", "window")
PATH_KEYS = ("back", "needs", "says")
STOP_LINE_KEYS = ("after", "needs", "says")
RELEASE_KEYS = ("needs", "says")
CLOSEOUT_KEYS = ("needs", "says")
RED_LINE_KEYS = ("says",)
POINT_KEYS = ("at", "goal", "needs", "says")
MOMENTS = tuple(str(moment) for moment in Moment)

Read = TypeVar("Read")


def is_plan_file(source: str) -> bool:
    """Tell whether a pack's file is plan B or the timeline, by its name."""
    return source.startswith((PLAN_FILE, TIMELINE_FILE))


def load_plan(sources: Mapping[str, str], pack: str, scene: DecisionScene, problems: list[Problem]) -> PlanB | None:
    """Return plan B, or None where there is no such file; problems are added to the list."""
    return load_first(sources, pack, PLAN_FILE, lambda mapping, report: read_plan(mapping, scene, report), problems)


def load_timeline(
    sources: Mapping[str, str], pack: str, scene: DecisionScene, problems: list[Problem]
) -> Timeline | None:
    """Return the timeline, or None where there is no such file; problems are added to the list."""
    return load_first(
        sources, pack, TIMELINE_FILE, lambda mapping, report: read_timeline(mapping, scene, report), problems
    )


def load_first(
    sources: Mapping[str, str],
    pack: str,
    stem: str,
    read: Callable[[Entries, Report], Read],
    problems: list[Problem],
) -> Read | None:
    """Return what is read from the file of that name."""
    for source in sorted(source for source in sources if source.startswith(stem)):
        report = Report(file=join(pack, source), problems=problems)
        mapping = read_mapping(sources[source], report)
        return None if mapping is None else read(mapping, report)
    return None


def read_plan(mapping: Entries, scene: DecisionScene, report: Report) -> PlanB:
    """Return what the file says; problems go to the report."""
    fields = open_fields(mapping, PLAN_KEYS, report)
    levels = scene.table.levels
    if not levels:
        report.add(0, "the pack has no levels", "plan B reports by levels: give them in recovery.yml")
    return PlanB(
        triggers=tuple(read_triggers(fields, levels, scene)),
        paths=tuple(read_paths(fields, scene)),
        stop_lines=tuple(read_stop_lines(fields, scene)),
        releases=tuple(read_releases(fields, scene)),
        closeouts=read_closeouts(fields, scene),
        red_lines=tuple(
            RedLine(name=entry.name.text, says=read_says(entry))
            for entry in read_entries(fields, "red_lines", "red_line", RED_LINE_KEYS)
        ),
        max_age=read_age(fields, "max_age") or DEFAULT_AGE,
    )


def read_triggers(fields: Fields, levels: Collection[str], scene: DecisionScene) -> Iterator[Trigger]:
    """Yield the triggers; one that looks neither at the clock nor at evidence is reported."""
    for entry in read_entries(fields, "triggers", "trigger", TRIGGER_KEYS, "what makes plan B begin"):
        own = entry.fields
        own.require("ceiling", "the highest level that may be reported then")
        if own.get("needs") is None and own.get("window") is None:
            own.report.add(entry.name.line, "it has neither `needs` nor `window`", "it speaks when one is not met")
        yield Trigger(
            name=entry.name.text,
            ceiling=choose_name(own, "ceiling", levels),
            moment=Moment(read_choice(own, "when", MOMENTS) or Moment.AFTER),
            after=read_time(own, "after"),
            requires=read_demand(own, scene),
            window=read_window(own, scene),
            says=read_says(entry),
        )


def read_paths(fields: Fields, scene: DecisionScene) -> Iterator[HostPath]:
    """Yield the paths with their way back."""
    for entry in read_entries(fields, "paths", "path", PATH_KEYS):
        entry.fields.require("back", "say what leads back to plan A")
        yield HostPath(
            name=entry.name.text,
            requires=require_demand(entry.fields, scene),
            says=read_says(entry),
            back=read_translations(entry.fields, "back"),
        )


def read_stop_lines(fields: Fields, scene: DecisionScene) -> Iterator[Deadline]:
    """Yield the stop lines that are none of a level."""
    for entry in read_entries(fields, "stop_lines", "stop_line", STOP_LINE_KEYS):
        entry.fields.require("after", "say how long after the start")
        yield Deadline(
            name=entry.name.text,
            after=read_time(entry.fields, "after"),
            requires=read_demand(entry.fields, scene),
            says=read_says(entry),
        )


def read_releases(fields: Fields, scene: DecisionScene) -> Iterator[Release]:
    """Yield the releases in their order."""
    for entry in read_entries(fields, "releases", "release", RELEASE_KEYS):
        yield Release(name=entry.name.text, requires=require_demand(entry.fields, scene), says=read_says(entry))


def read_closeouts(fields: Fields, scene: DecisionScene) -> tuple[Closeout, ...]:
    """Return the closeout states; the last alone may ask for nothing, and must."""
    entries = tuple(read_entries(fields, "closeouts", "closeout", CLOSEOUT_KEYS, "from the best down"))
    for entry in entries[:-1]:
        entry.fields.require("needs", ASKS)
    for entry in entries[-1:]:
        if entry.fields.get("needs") is not None:
            line = entry.fields.line("needs")
            entry.fields.report.add(line, "the last state asks for evidence", "one must be left for what is not proven")
    return tuple(
        Closeout(name=entry.name.text, requires=read_demand(entry.fields, scene), says=read_says(entry))
        for entry in entries
    )


def read_timeline(mapping: Entries, scene: DecisionScene, report: Report) -> Timeline:
    """Return what the file says; problems go to the report."""
    fields = open_fields(mapping, TIMELINE_KEYS, report)
    fields.require("points", "give the points of time, each with its goal")
    points = tuple(read_points(fields, scene))
    refuse_disorder(points, fields)
    return Timeline(points=points, max_age=read_age(fields, "max_age") or DEFAULT_AGE)


def read_points(fields: Fields, scene: DecisionScene) -> Iterator[Point]:
    """Yield the points."""
    node = fields.get("points")
    if node is None:
        return
    if not isinstance(node, Sequence) or not node.items:
        fields.refuse("points", "a list of `- at: 5m` entries", node)
        return
    for item in node.items:
        if not isinstance(item, Entries):
            fields.report.add(item.line, "key 'points': expected a mapping with its `at:`")
            continue
        own = open_fields(item, POINT_KEYS, fields.report)
        for key in ("at", "goal", "says"):
            own.require(key, "say when, what for, and what may be said then")
        yield Point(
            at=read_time(own, "at"),
            goal=read_translations(own, "goal"),
            says=read_translations(own, "says"),
            requires=read_demand(own, scene),
        )


def refuse_disorder(points: Iterable[Point], fields: Fields) -> None:
    """Report points of which a later one stands earlier; and evidence asked for at none of them."""
    points = tuple(points)
    for before, after in pairwise(points):
        if after.at <= before.at:
            fields.report.add(fields.line("points"), f"{after.name} stands behind {before.name}", "put them in order")
    if points and all(point.requires is None for point in points):
        fields.report.add(fields.line("points"), "no point has `needs`", ASKS)
