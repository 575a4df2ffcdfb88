"""What requirements may name: what every run looks at, and no more."""

from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Map
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

import msgspec

from blackstart.baseline.choice import WILD, find_checks
from blackstart.baseline.fields import Fields, Name
from blackstart.baseline.needs import Directory
from blackstart.baseline.phase_file import PhaseFile
from blackstart.model.fleet import Host

UNASKED = "is looked at by views alone"
UNASKED_MEND = "name what every run looks at; only a state or claim may ask for a check in a view of the summary"
ASKS_NOTHING = "what asks for nothing proves nothing"


class ClaimScene(msgspec.Struct, frozen=True, kw_only=True):
    """What every run looks at; `unasked` are the names of what views alone look at.

    `subjects` has those of the pack, each with how many checks are about it. `further` are those of the unasked checks
    that may be named: the views of the summary look at them.
    """

    directory: Directory
    hosts: Map[str, Host]
    unasked: AbstractSet[str]
    subjects: Map[str, int]
    further: AbstractSet[str] = frozenset()


def make_claim_scene(
    phases: Iterable[PhaseFile], directory: Directory, hosts: Map[str, Host], subjects: Iterable[str]
) -> ClaimScene:
    """Return what every run looks at."""
    asked = {phase.name.text for phase in phases if not phase.on_demand}
    drafts = {name: draft for name, draft in directory.drafts.items() if draft.phase in asked}
    seldom = [draft for draft in directory.drafts.values() if draft.phase not in asked]
    idle = {draft.host for draft in seldom} - {draft.host for draft in drafts.values()}
    return ClaimScene(
        directory=msgspec.structs.replace(
            directory,
            drafts=drafts,
            checks_of={phase: checks for phase, checks in directory.checks_of.items() if phase in asked},
        ),
        hosts={host: about for host, about in hosts.items() if host not in idle},
        unasked=idle | {draft.id for draft in seldom} | (set(directory.checks_of) - asked),
        subjects={subject: sum(draft.about == subject for draft in drafts.values()) for subject in subjects},
    )


Choose = Callable[[Name, Fields, ClaimScene], Collection[str]]


def choose_all(names: Iterable[Name], fields: Fields, scene: ClaimScene, choose: Choose) -> tuple[str, ...]:
    """Return what the names stand for, each once; a name views alone know is reported."""
    found: list[str] = []
    for name in names:
        if name.text in scene.unasked - scene.further:
            fields.report.add(name.line, f"'{name.text}' {UNASKED}", UNASKED_MEND)
        else:
            found += choose(name, fields, scene)
    return tuple(dict.fromkeys(found))


def choose_check(name: Name, fields: Fields, scene: ClaimScene) -> Collection[str]:
    """Return the checks a name stands for, as in a view; a pattern stands for none that views alone look at."""
    if name.text in scene.further:
        return (name.text,)
    return find_checks(name, fields.report, scene.directory, scene.hosts)


def choose_phase(name: Name, fields: Fields, scene: ClaimScene) -> Collection[str]:
    """Return the phases a name or pattern stands for; that there is none is reported."""
    known = scene.directory.checks_of
    if name.text in known:
        return (name.text,)
    found = () if WILD.isdisjoint(name.text) else tuple(one for one in known if fnmatchcase(one, name.text))
    if not found:
        fields.report.add_unknown(name.line, f"no phase '{name.text}'", name.text, known)
    return found
