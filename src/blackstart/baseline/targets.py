"""Which hosts a check is about, and where it is asked from."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_values import Name
from blackstart.model.fleet import Host
from blackstart.model.request import CONTROLLER

ROLE = "role:"
EVERY_HOST = "all"
ITSELF = "host"

Hosts = Mapping[str, Host]


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """What a check is about: hosts, or the controller. An `expanded` check stands once per host."""

    hosts: tuple[str, ...] = ()
    expanded: bool = False


def link_targets(on: Name | Sequence[Name] | None, hosts: Hosts, report: ProblemReport) -> Targets:
    """Return the targets of `on:`; none where it names none that is known."""
    if isinstance(on, Name) and on.text == CONTROLLER:
        return Targets(hosts=(CONTROLLER,))
    names = (on,) if isinstance(on, Name) else on or ()
    found = [host for name in names for host in find_hosts(name, hosts, report)]
    single = isinstance(on, Name) and on.text in hosts
    return Targets(hosts=tuple(dict.fromkeys(found)), expanded=not single)


def find_hosts(name: Name, hosts: Hosts, report: ProblemReport) -> tuple[str, ...]:
    """Return the hosts one word stands for; a word that stands for none is reported."""
    if name.text in hosts:
        return (name.text,)
    if name.text == EVERY_HOST and hosts:
        return tuple(hosts)
    if name.text.startswith(ROLE):
        return find_role(name, hosts, report)
    known = (*hosts, CONTROLLER, EVERY_HOST)
    if name.text in known:
        report.add(name.line, f"key 'on': '{name.text}' stands for no host here", "name a host")
    else:
        report.add_unknown(name.line, f"no host '{name.text}'", name.text, known)
    return ()


def find_role(name: Name, hosts: Hosts, report: ProblemReport) -> tuple[str, ...]:
    """Return the hosts that have the role."""
    role = name.text.removeprefix(ROLE)
    found = tuple(host.id for host in hosts.values() if role in host.roles)
    if not found:
        known = {other for host in hosts.values() for other in host.roles}
        report.add_unknown(name.line, f"no host has the role '{role}'", role, known)
    return found


def link_origin(name: Name | None, targets: Targets, hosts: Hosts, report: ProblemReport) -> str | None:
    """Return what `from:` says (`controller`, `host` or a host id), or None where it says nothing usable."""
    if name is None:
        return None
    known = (*hosts, CONTROLLER, ITSELF)
    if name.text not in known:
        report.add_unknown(name.line, f"no host '{name.text}' to ask from", name.text, known)
        return None
    if name.text == ITSELF and CONTROLLER in targets.hosts:
        report.add(name.line, "'from: host' needs a host, and the check is on the controller", "leave it out")
    return name.text


def refuse_no_login(places: Iterable[str], hosts: Hosts, line: int, report: ProblemReport) -> None:
    """Report hosts that a check is to be asked on, and that nobody logs in to."""
    for place in dict.fromkeys(places):
        if place in hosts and hosts[place].login == "none":
            message = f"nobody logs in to '{place}' (`login: none`), so nothing can be asked on it"
            report.add(line, message, "ask `from: controller`, or take the host out of `on`")


def choose_place(origin: str | None, asked_from: str, host: str) -> str:
    """Return where the check on this host is asked from; by default where its kind is."""
    origin = origin or asked_from
    return host if origin == ITSELF else origin
