"""What a statement requires: checks, phases, hosts' conditions, and other statements. All of it, and no negation."""

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as Map
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase

import msgspec

from blackstart.baseline.choice import WILD, find_checks
from blackstart.baseline.fields import Fields, Name, open_fields, read_names
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.phase_file import PhaseFile
from blackstart.baseline.targets import EVERY_HOST, ROLE
from blackstart.model.claims import Requirements, StatementKind
from blackstart.model.fleet import Host
from blackstart.model.scorecard import CONDITION_RANK, HostCondition

NEEDS_KEYS = ("at_least_warn", "checks", "claims", "except", "hosts", "levels", "phases", "states")
WARNED_KEYS = ("checks", "phases")
REFERENCES = {
    "levels": StatementKind.LEVEL,
    "states": StatementKind.STATE,
    "claims": StatementKind.CLAIM,
}
CONDITIONS = tuple(str(condition) for condition, rank in CONDITION_RANK.items() if rank > 0)
"""What can be required of a host; the others hold of any."""
UNASKED = "is looked at by views alone"
UNASKED_MEND = "name what every run looks at"


class ClaimScene(msgspec.Struct, frozen=True, kw_only=True):
    """What every run looks at; `unasked` are the names of what views alone look at."""

    directory: Directory
    hosts: Map[str, Host]
    unasked: AbstractSet[str]


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """The name, or pattern, of statements of a kind."""

    kind: StatementKind
    name: Name


def make_claim_scene(phases: Iterable[PhaseFile], directory: Directory, hosts: Map[str, Host]) -> ClaimScene:
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
    )


def read_needs(fields: Fields, scene: ClaimScene) -> tuple[Requirements, tuple[Reference, ...]]:
    """Return what is required, and the names of statements that are; an empty set is reported."""
    node = fields.get("needs")
    if node is None:
        return Requirements(), ()
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("needs", f"a mapping with any of {', '.join(NEEDS_KEYS)}", node, "as `{phases: [P0-NETWORK]}`")
        return Requirements(), ()
    inner = open_fields(node, NEEDS_KEYS, fields.report)
    warned = open_warned(inner)
    checks = find_all(inner, "checks", scene, choose_check)
    requires = Requirements(
        checks=leave_out(checks, inner, scene),
        phases=find_all(inner, "phases", scene, choose_phase),
        warned_checks=() if warned is None else find_all(warned, "checks", scene, choose_check),
        warned_phases=() if warned is None else find_all(warned, "phases", scene, choose_phase),
        hosts=read_hosts(inner, scene),
    )
    return requires, tuple(read_references(inner))


def open_warned(fields: Fields) -> Fields | None:
    """Return the fields of what may warn."""
    node = fields.get("at_least_warn")
    if node is None:
        return None
    if isinstance(node, Mapping) and node.entries:
        return open_fields(node, WARNED_KEYS, fields.report)
    fields.refuse("at_least_warn", "a mapping with `checks` or `phases`", node)
    return None


Choose = Callable[[Name, Fields, ClaimScene], Collection[str]]


def find_all(fields: Fields, key: str, scene: ClaimScene, choose: Choose) -> tuple[str, ...]:
    """Return what the names under a key stand for, each once; a name views alone know is reported."""
    names = read_some(fields, key)
    for name in names:
        if name.text in scene.unasked:
            fields.report.add(name.line, f"'{name.text}' {UNASKED}", UNASKED_MEND)
    known = [name for name in names if name.text not in scene.unasked]
    return tuple(dict.fromkeys(found for name in known for found in choose(name, fields, scene)))


def read_some(fields: Fields, key: str) -> tuple[Name, ...]:
    """Return the names under a key; a key that names nothing is reported."""
    names = read_names(fields, key)
    if fields.get(key) is not None and not names:
        fields.report.add(fields.line(key), f"key '{key}' names nothing", "what asks for nothing proves nothing")
    return names


def choose_check(name: Name, fields: Fields, scene: ClaimScene) -> Collection[str]:
    """Return the checks a name stands for, as in a view."""
    return find_checks(name, fields.report, scene.directory, scene.hosts)


def choose_phase(name: Name, fields: Fields, scene: ClaimScene) -> Collection[str]:
    """Return the phases a name or pattern stands for."""
    return match(name, "phase", fields, scene.directory.checks_of)


def match(name: Name, kind: str, fields: Fields, known: Collection[str]) -> Collection[str]:
    """Return the known names that this one stands for; that there is none is reported."""
    if name.text in known:
        return (name.text,)
    found = () if WILD.isdisjoint(name.text) else tuple(one for one in known if fnmatchcase(one, name.text))
    if not found:
        fields.report.add_unknown(name.line, f"no {kind} '{name.text}'", name.text, known)
    return found


def leave_out(checks: tuple[str, ...], fields: Fields, scene: ClaimScene) -> tuple[str, ...]:
    """Return the checks without those that are not asked for; nothing is demanded of these.

    Each is named by its id: a pattern would leave out in silence what is added later.
    """
    left = {name.text for name in read_some(fields, "except") if is_left_out(name, checks, fields, scene)}
    rest = tuple(check for check in checks if check not in left)
    if checks and not rest:
        fields.report.add(fields.line("except"), "nothing is left to ask for", "what asks for nothing proves nothing")
    return rest


def is_left_out(name: Name, checks: Collection[str], fields: Fields, scene: ClaimScene) -> bool:
    """Tell whether `checks` has it; that it has not is reported."""
    if name.text in checks:
        return True
    if name.text in scene.directory.drafts:
        fields.report.add(name.line, f"'{name.text}' is not among the checks asked for", "take it out of `except`")
    else:
        fields.report.add_unknown(name.line, f"no check '{name.text}' to leave out", name.text, checks)
    return False


def read_hosts(fields: Fields, scene: ClaimScene) -> dict[str, HostCondition]:
    """Return the least condition of each host that is named; of two the better one is required."""
    node = fields.get("hosts")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        fields.refuse("hosts", "a mapping from condition to hosts", node, "as `{HOST_READY: all}`")
        return {}
    inner = open_fields(node, CONDITIONS, fields.report)
    least: dict[str, HostCondition] = {}
    for text in filter(node.entries.__contains__, CONDITIONS):
        refuse_too_much(inner, text, scene)
        for host in find_all(inner, text, scene, choose_host):
            condition = limit_condition(HostCondition(text), scene.hosts[host])
            least[host] = max(least.get(host, condition), condition, key=CONDITION_RANK.__getitem__)
    return least


def limit_condition(condition: HostCondition, host: Host) -> HostCondition:
    """Return what is asked of a host among others: that it has power, where nobody can log in to see more."""
    return condition if host.login != "none" else min(condition, HostCondition.POWERED, key=CONDITION_RANK.__getitem__)


def refuse_too_much(fields: Fields, condition: str, scene: ClaimScene) -> None:
    """Report hosts by name of which that condition can never be said."""
    for name in read_names(fields, condition):
        host = scene.hosts.get(name.text)
        if host is not None and limit_condition(HostCondition(condition), host) != condition:
            message = f"nobody logs in to '{host.id}' (`login: none`), so it is never {condition}"
            fields.report.add(name.line, message, f"ask for {HostCondition.POWERED}")


def choose_host(name: Name, fields: Fields, scene: ClaimScene) -> Collection[str]:
    """Return the hosts a name stands for: an id, `all`, or `role:NAME`."""
    if name.text == EVERY_HOST and scene.hosts:
        return tuple(scene.hosts)
    having = tuple(host.id for host in scene.hosts.values() if name.text.removeprefix(ROLE) in host.roles)
    if name.text.startswith(ROLE) and having:
        return having
    if name.text in scene.hosts:
        return (name.text,)
    if not scene.hosts:
        fields.report.add(name.line, f"no host '{name.text}'", "no run looks at any host; give fleet.yml its hosts")
        return ()
    fields.report.add_unknown(name.line, f"no host '{name.text}'", name.text, list(list_host_names(scene)))
    return ()


def list_host_names(scene: ClaimScene) -> Iterator[str]:
    """Yield what can stand for hosts."""
    yield from (*scene.hosts, EVERY_HOST)
    yield from sorted({ROLE + role for host in scene.hosts.values() for role in host.roles})


def read_references(fields: Fields) -> Iterator[Reference]:
    """Yield the names of statements."""
    for key, kind in REFERENCES.items():
        yield from (Reference(kind=kind, name=name) for name in read_some(fields, key))
