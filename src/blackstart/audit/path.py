"""The checker's own way to the hosts: it must not lead over what it verifies."""

from collections.abc import Iterator
from ipaddress import ip_address

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint, Route
from blackstart.model.fleet import Host
from blackstart.model.outcome import Outcome


def find_routes_through_hosts(subject: Subject) -> Iterator[Complaint]:
    """Find hosts that are reached through a checked host, and ways that cannot be told."""
    for host in subject.fleet.hosts.values():
        route = subject.surroundings.routes.get(host.id)
        if host.connection == "local" or host.login == "none":
            continue
        if route is None:
            yield about_host(host, "how SSH reaches it could not be found out", "see that `ssh -G` works here")
            continue
        if route.command:
            message = f"it is reached by a command of its own (ProxyCommand {route.command}), whose way is not known"
            mend = "use ProxyJump, or see that the command leads over no checked host"
            yield about_host(host, message, mend, of=route.command)
        yield from find_jumps(host, route, subject)


def find_jumps(host: Host, route: Route, subject: Subject) -> Iterator[Complaint]:
    """Find the jumps of one route that are hosts of the fleet; one its login needs is at least known as the cause."""
    for jump in route.jumps:
        other = subject.find_host(jump.name, jump.address)
        if other is None or other.id == host.id:
            continue
        known = needs_host(host, other, subject)
        mend = "reach it without the jump, or keep another way ready"
        if not known:
            mend += f"; until then let a rung of '{host.id}' need the login of '{other.id}'"
        yield Complaint(
            outcome=Outcome.WARN if known else Outcome.BLOCKED,
            about=f"host:{host.id}",
            of=other.id,
            message=f"it is reached through '{other.id}', which is checked too: while that is down, it cannot be seen",
            mend=mend,
        )


def needs_host(host: Host, other: Host, subject: Subject) -> bool:
    """Tell whether a rung of the host needs a check of the other, so that the jump is its root cause."""
    rungs = subject.rungs[host.id]
    return any(need.host == other.id for rung in rungs for need in subject.needed_by(rung))


def find_names_to_resolve(subject: Subject) -> Iterator[Complaint]:
    """Find hosts that are dialled by names which something has to resolve first."""
    for host in subject.fleet.hosts.values():
        route = subject.surroundings.routes.get(host.id)
        address = host.address if route is None else route.address
        if host.connection != "local" and not is_number(address) and address not in (subject.surroundings.names or ()):
            yield about_name(host, address, subject)


def about_name(host: Host, address: str, subject: Subject) -> Complaint:
    """Return the complaint about a name: the worse if a checked host is what resolves it."""
    servers = subject.surroundings.name_servers or ()
    server = next((found for name in servers if (found := subject.find_host(name))), None)
    mend = f"give its number, or put {address} into the hosts file of the machine that checks"
    if server is None:
        return about_host(
            host, f"'{address}' needs a name service, which may be down after a power loss", mend, address
        )
    return Complaint(
        outcome=Outcome.BLOCKED,
        about=f"host:{host.id}",
        of=f"{address} by {server.id}",
        message=f"'{address}' is resolved by '{server.id}', which is checked too: while that is down, none is found",
        mend=mend,
    )


def find_shared_fate(subject: Subject) -> Iterator[Complaint]:
    """Find hosts that are the machine which checks: while one is down, nobody looks."""
    addresses = subject.surroundings.addresses
    alone = len(subject.fleet.hosts) == 1
    for host in subject.fleet.hosts.values():
        if host.connection == "local" or subject.names_of(host) & (addresses or frozenset()):
            yield Complaint(
                outcome=Outcome.WARN if alone else Outcome.BLOCKED,
                about=f"host:{host.id}",
                message="the machine that checks is this host: while it is down, nobody looks at any",
                mend="check from a machine outside the fleet as well, and have the silence of this one noticed there",
            )
    if addresses is None and any(host.connection != "local" for host in subject.fleet.hosts.values()):
        yield Complaint(
            outcome=Outcome.WARN,
            about="fleet:hosts",
            message="the addresses of the machine that checks could not be found out",
            mend="see that `ip -j addr` works here",
        )


def about_host(host: Host, message: str, mend: str, of: str = "") -> Complaint:
    """Return a warning about a host."""
    return Complaint(outcome=Outcome.WARN, about=f"host:{host.id}", of=of, message=message, mend=mend)


def is_number(address: str) -> bool:
    """Tell whether the address is an IP address, perhaps with a zone, and no name."""
    try:
        ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return True
