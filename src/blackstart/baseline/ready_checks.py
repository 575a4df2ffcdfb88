"""What `ready` of `fleet.yml` names, as ids of checks."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from blackstart.baseline.advice import PLACEHOLDER
from blackstart.baseline.fields import Name
from blackstart.baseline.needs import Directory
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.ready import HostReadiness


def resolve_ready(
    entries: Iterable[HostReadiness], directory: Directory, asked: AbstractSet[str], report: ProblemReport
) -> Mapping[str, tuple[str, ...]]:
    """Return the checks of each host that must pass; `asked` are the phases that every run looks at."""
    ready: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        for host in entry.hosts:
            found = tuple(check for name in entry.names for check in find_checks(name, host, directory, asked, report))
            ready[host] = tuple(dict.fromkeys((*ready.get(host, ()), *found)))
    return ready


def find_checks(
    name: Name, host: str, directory: Directory, asked: AbstractSet[str], report: ProblemReport
) -> Iterator[str]:
    """Yield the checks of the host that a name stands for: its id, or the unit it is about."""
    text = name.text.replace(PLACEHOLDER, host)
    own = {draft.id: draft for draft in directory.drafts.values() if draft.host == host and draft.phase in asked}
    if text in own:
        yield text
        return
    about = [one.id for one in own.values() if one.check is not None and text in one.check.spec.units()]
    yield from about
    if not about:
        report.add_unknown(
            name.line, f"no check '{text}' of '{host}' in every run, and none about such a unit", text, own
        )
