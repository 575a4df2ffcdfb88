"""What explains a check's failure away: another check of every run, and which failures."""

import msgspec

from blackstart.baseline.advice import PLACEHOLDER
from blackstart.baseline.check import Draft
from blackstart.baseline.needs import Directory
from blackstart.baseline.phase_file import PhaseFile
from blackstart.model.fleet import Check

Explanations = dict[str, str]
"""The check that explains a failure, by the check it is a failure of."""


def resolve_explanations(phases: tuple[PhaseFile, ...], directory: Directory) -> Explanations:
    """Return which check explains which; one that is not known, or not of every run, is reported."""
    on_demand = {phase.name.text: phase.on_demand for phase in phases}
    found: Explanations = {}
    for draft in directory.drafts.values():
        witness = find_witness(draft, directory, on_demand)
        if witness is not None:
            found[draft.id] = witness
    return found


def find_witness(draft: Draft, directory: Directory, on_demand: dict[str, bool]) -> str | None:
    """Return the id of the check that explains the draft's."""
    if draft.explained_by is None:
        return None
    name = draft.explained_by
    text = name.text.replace(PLACEHOLDER, draft.host)
    if text not in directory.drafts:
        draft.report.add_unknown(name.line, f"'explained_by': no check '{text}'", text, directory.drafts)
    elif text == draft.id:
        draft.report.add(name.line, "'explained_by': a check cannot explain itself", "name one that looks another way")
    elif on_demand[directory.phase_of[text]] and not on_demand[draft.phase]:
        message = f"'explained_by': '{text}' is looked at by views alone"
        draft.report.add(name.line, message, "name a check of every run")
    else:
        return text
    return None


def explain_check(check: Check, explanations: Explanations) -> Check:
    """Return the check with what explains it."""
    witness = explanations.get(check.id)
    return check if witness is None else msgspec.structs.replace(check, explained_by=witness)
