"""A window of a rule: when something runs every day, and what tells that it is done."""

from typing import cast

from blackstart.baseline.reading_path import find_path_fault
from blackstart.baseline.recovery_demand import DecisionScene
from blackstart.baseline.recovery_format import DoneEntry, WindowEntry
from blackstart.checks.reading.zone import find_zone
from blackstart.checks.spec import Spec
from blackstart.model.go import Window


def link_window(entry: WindowEntry, scene: DecisionScene) -> Window:
    """Return the window; one that nothing ends, or of no known place, is reported."""
    if entry.lines.keys.keys().isdisjoint(("to", "done")):
        scene.report.add(entry.lines.line, "nothing ends the window", "give it `to:`, `done:` or both")
    if entry.closes == entry.opens:
        scene.report.add(entry.lines.of("to"), "the window closes as it opens", "give it some time")
    if entry.done is not None:
        refuse_misfit(entry.done, scene)
    return Window(
        opens=entry.opens,
        closes=entry.closes,
        timezone=link_zone(entry, scene),
        lead=entry.lead or 0.0,
        check="" if entry.done is None else entry.done.check.text,
        reading="" if entry.done is None else entry.done.reading.text,
    )


def link_zone(entry: WindowEntry, scene: DecisionScene) -> str:
    """Return the name of a time zone that is known here."""
    try:
        find_zone(entry.timezone)
    except ValueError as error:
        scene.report.add(entry.lines.of("timezone"), str(error))
        return "UTC"
    return entry.timezone


def refuse_misfit(done: DoneEntry, scene: DecisionScene) -> None:
    """Report a check that no run looks at, or a path at which its reading has no number."""
    drafts, name = scene.claims.directory.drafts, done.check
    if name.text not in drafts:
        scene.report.add_unknown(name.line, f"key 'check': no check '{name.text}'", name.text, drafts)
        return
    found = drafts[name.text].check
    if found is not None:
        spec = cast("Spec", found.spec)
        if fault := find_path_fault(spec.reading, spec.columns(), done.reading.text):
            scene.report.add(done.reading.line, f"key 'reading': {fault}")
