"""What links phase files together: ids used once, and phases in the order of their needs."""

from collections.abc import Iterable

from blackstart.baseline.graph import reach, spell, walk
from blackstart.baseline.phase_file import PhaseFile
from blackstart.baseline.problems import ProblemReport

Graph = dict[str, tuple[str, ...]]


def refuse_duplicates(phases: Iterable[PhaseFile]) -> None:
    """Report every id used twice. Phases and checks share their ids, since `needs` may name both."""
    places: dict[str, str] = {}
    for phase in phases:
        claim(phase.name.text, phase.name.text, phase.name.line, phase.report, places)
        for draft in phase.drafts:
            claim(draft.id, draft.template, draft.line, draft.report, places)


def claim(name: str, written: str, line: int, report: ProblemReport, places: dict[str, str]) -> None:
    """Take the id, or report where it was taken before."""
    if name in places:
        report.add(line, f"id '{written}' is used twice, first at {places[name]}", "name one of them otherwise")
    else:
        places[name] = f"{report.file}:{line}"


def refuse_other_capitals(phases: Iterable[PhaseFile]) -> None:
    """Report checks whose ids differ in capitals alone: readers take one for the other."""
    places: dict[str, tuple[str, str]] = {}
    for phase in phases:
        for draft in phase.drafts:
            first, place = places.setdefault(draft.id.casefold(), (draft.id, f"{phase.report.file}:{draft.line}"))
            if first != draft.id:
                said = f"id '{draft.id}' differs from '{first}' at {place} in capitals alone"
                phase.report.add(draft.line, said, "name one of them otherwise")


def link_phases(phases: Iterable[PhaseFile]) -> Graph:
    """Return which phases each phase needs; unknown ones and cycles are reported."""
    by_id = {phase.name.text: phase for phase in phases}
    graph = {name: find_known_needs(phase, by_id) for name, phase in by_id.items()}
    for cycle in walk(graph).cycles:
        first = by_id[cycle[0]]
        first.report.add(first.name.line, f"needs form a cycle: {spell(cycle)}", "take one of them out")
    refuse_unasked_needs(graph, by_id)
    return graph


def refuse_unasked_needs(graph: Graph, by_id: dict[str, PhaseFile]) -> None:
    """Report a phase that is always looked at and needs one which is not."""
    for name, needs in graph.items():
        for need in () if by_id[name].on_demand else needs:
            if by_id[need].on_demand:
                said = f"needs '{need}', which only views look at"
                by_id[name].report.add(by_id[name].name.line, said, "give it `on_demand: true` too, or take it out")


def reach_phases(phases: Iterable[PhaseFile], graph: Graph) -> dict[str, frozenset[str]]:
    """Return the phases each one may look into: itself and all it needs; any, where it needs one that is not known.

    What a wrong name stands for is not known, so nothing that follows from it is told as a further error.
    """
    unsure = {phase.name.text for phase in phases if any(name.text not in graph for name in phase.needs)}
    everything = frozenset(graph)
    return {name: everything if needed & unsure else needed for name, needed in reach(graph).items()}


def find_known_needs(phase: PhaseFile, by_id: dict[str, PhaseFile]) -> tuple[str, ...]:
    """Return the phases it needs; those there are not are reported."""
    for name in phase.needs:
        if name.text not in by_id:
            phase.report.add_unknown(name.line, f"no phase '{name.text}'", name.text, by_id)
    return tuple(dict.fromkeys(name.text for name in phase.needs if name.text in by_id))
