"""How far hosts must have come, as a requirement asks it of them."""

from collections.abc import Collection, Iterable, Iterator

from blackstart.baseline.fields import Fields, Name
from blackstart.baseline.recovery_scene import ClaimScene
from blackstart.baseline.targets import EVERY_HOST, ROLE
from blackstart.model.fleet import Host
from blackstart.model.scorecard import CONDITION_RANK, HostCondition


def limit_condition(condition: HostCondition, host: Host) -> HostCondition:
    """Return what is asked of a host among others: that it has power, where nobody can log in to see more."""
    return condition if host.login != "none" else min(condition, HostCondition.POWERED, key=CONDITION_RANK.__getitem__)


def refuse_too_much(names: Iterable[Name], condition: str, fields: Fields, scene: ClaimScene) -> None:
    """Report hosts by name of which that condition can never be said."""
    for name in names:
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
