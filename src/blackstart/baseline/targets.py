"""Which hosts a check is about, and where it is asked from."""

from collections.abc import Iterable, Mapping

import msgspec

from blackstart.baseline.fields import Fields, Name, read_names, read_word
from blackstart.baseline.nodes import Sequence
from blackstart.baseline.problems import ProblemReport
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


def read_targets(fields: Fields, hosts: Hosts) -> Targets:
    """Return the targets of `on:`; none where it is missing or names none that is known."""
    fields.require("on", "a host id, `controller`, a list of host ids, `role:NAME` or `all`")
    names = read_names(fields, "on")
    listed = isinstance(fields.get("on"), Sequence)
    if listed and not names:
        fields.report.add(fields.line("on"), "key 'on' lists no host", "name a host")
    if not listed and [name.text for name in names] == [CONTROLLER]:
        return Targets(hosts=(CONTROLLER,))
    found = [host for name in names for host in find_hosts(name, hosts, fields.report)]
    single = not listed and all(name.text in hosts for name in names)
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


def read_origin(fields: Fields, targets: Targets, hosts: Hosts) -> str | None:
    """Return what `from:` says (`controller`, `host` or a host id), or None where it says nothing usable."""
    word = read_word(fields, "from")
    if word is None:
        return None
    known = (*hosts, CONTROLLER, ITSELF)
    if word not in known:
        fields.report.add_unknown(fields.line("from"), f"no host '{word}' to ask from", word, known)
        return None
    if word == ITSELF and CONTROLLER in targets.hosts:
        fields.report.add(
            fields.line("from"), "'from: host' needs a host, and the check is on the controller", "leave it out"
        )
    return word


def refuse_no_login(fields: Fields, places: Iterable[str], hosts: Hosts) -> None:
    """Report hosts that the check is to be asked on, and that nobody logs in to."""
    for place in dict.fromkeys(places):
        if place in hosts and hosts[place].login == "none":
            key = "from" if fields.get("from") is not None else "on"
            message = f"nobody logs in to '{place}' (`login: none`), so nothing can be asked on it"
            fields.report.add(fields.line(key), message, "ask `from: controller`, or take the host out of `on`")


def choose_place(origin: str | None, asked_from: str, host: str) -> str:
    """Return where the check on this host is asked from; by default where its kind is."""
    origin = origin or asked_from
    return host if origin == ITSELF else origin
