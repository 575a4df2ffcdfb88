"""What a fault maker is given, and how an answer is replaced in the fixtures. Pure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from blackstart.drill.fixtures import NEVER, Endpoint
from blackstart.drill.predicted_network import find_server, port_of
from blackstart.drill.prediction import Prediction
from blackstart.model.exchange import Exchange
from blackstart.model.fleet import Check
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply, Gap, HttpReply, Reply
from blackstart.model.request import CONTROLLER, HttpRequest, PostAlert, Request, RunCommand, TlsHandshake
from blackstart.verdicts.judge import conclude
from blackstart.verdicts.replay import observe

Changes = dict[str, Any]
"""Differences of the healthy fleet's plain data, by host, as in a scenario."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A small difference under which a check should not pass, and what it is in words.

    `voids` tells that the host itself makes its evidence void: STALE is then what the fault is about.
    """

    title: str
    changes: Changes
    voids: bool = False


class FaultContext(msgspec.Struct, frozen=True, kw_only=True):
    """A check on the healthy fleet: what it asks there, and what it is answered."""

    check: Check
    healthy: Prediction
    exchanges: tuple[Exchange, ...]

    @property
    def spec(self) -> Any:
        """The check's parameters; a maker knows their type by the kind it makes faults for."""
        return self.check.spec

    @property
    def host(self) -> str:
        """The host the check is about, as fixtures name it."""
        return self.check.host

    def is_spotted(self, changed: Exchange) -> bool:
        """Tell whether the check would read one changed answer, and not let it pass."""

        def answer(request: Request) -> Reply | Gap:
            is_meant = request == changed.request if self.is_repeated(changed) else is_same(request, changed.request)
            return changed.reply if is_meant else self.healthy.answer(self.check.place, request)

        seen = observe(self.check, self.healthy.fleet.target(self.check), answer)
        if isinstance(seen.outcome, Gap):
            return False
        verdict = conclude(self.check, seen.outcome)
        return verdict.outcome is not Outcome.PASS and verdict.cause is None

    def is_repeated(self, exchange: Exchange) -> bool:
        """Tell whether the check asks the same more than once of a healthy host, and is told of a difference."""
        return sum(is_same(one.request, exchange.request) for one in self.exchanges) > 1

    def list_steps(self, exchange: Exchange, reply: CommandReply) -> list[Changes]:
        """Return all answers to a question that is asked again, with one of them replaced."""
        asked = [one for one in self.exchanges if is_same(one.request, exchange.request)]
        replies = [reply if one.request == exchange.request else one.reply for one in asked]
        return [say(one) for one in replies if isinstance(one, CommandReply)]

    def at_place(self, **fixtures: Any) -> Changes:
        """Return a difference of the host that is asked."""
        return {self.check.place: fixtures}


def observe_healthy(check: Check, healthy: Prediction) -> FaultContext:
    """Let the healthy fleet answer the check."""
    exchanges: list[Exchange] = []

    def answer(request: Request) -> Reply | Gap:
        reply = healthy.answer(check.place, request)
        exchanges.append(Exchange(place=check.place, request=request, reply=reply))
        return reply

    observe(check, healthy.fleet.target(check), answer)
    return FaultContext(check=check, healthy=healthy, exchanges=tuple(exchanges))


def is_same(one: Request, other: Request) -> bool:
    """Tell whether two questions are the same but for the attempt."""
    argv = getattr(one, "argv", None)
    return one == other if argv is None else argv == getattr(other, "argv", None)


def replace_reply(exchange: Exchange, reply: Reply, context: FaultContext) -> Changes | None:
    """Return the difference by which a question is answered otherwise; None where fixtures cannot say that."""
    match exchange.request, reply:
        case RunCommand(argv=argv), CommandReply() if argv[0] not in NEVER:
            steps = context.list_steps(exchange, reply)
            return replace_command(exchange.place, argv, {"sequence": steps} if len(steps) > 1 else say(reply))
        case (HttpRequest() | PostAlert()) as request, HttpReply():
            return replace_page(request, exchange.place, write_page(reply), context.healthy)
        case _:
            return None


def say(reply: CommandReply) -> Changes:
    """Return a command's answer as fixtures write it."""
    return {"stdout": reply.stdout, "stderr": reply.stderr, "exit_code": reply.exit_code}


def replace_command(place: str, argv: tuple[str, ...], said: Changes) -> Changes:
    """Return the difference by which one command line, and no other, is answered otherwise."""
    return {place: {"tools": {argv[0]: [{"match": " ".join(argv[1:]), **said}]}}}


def write_page(reply: HttpReply) -> Changes:
    """Return an answer as fixtures write it, with nothing of the healthy one left."""
    kept = {name: value for name, value in reply.headers if name not in ("content-length", "transfer-encoding")}
    return {"status": reply.status, "headers": kept, "body": reply.body, "json": None, "sequence": None}


def replace_page(
    request: HttpRequest | PostAlert, at: str, page: Mapping[str, Any], healthy: Prediction
) -> Changes | None:
    """Return the difference by which one path, under the one name it is asked by, is answered otherwise."""
    url = urlsplit(request.url)
    name = url.hostname or ""
    server = find_server(name, port_of(url), at, healthy.addresses, healthy.fixtures)
    if server is None or not isinstance(server.service, Endpoint):
        return None
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    paths = {"paths": {target: dict(page)}}
    return change_endpoint(server.host, server.port, name if is_name(name, server.host, healthy) else "", paths)


def change_endpoint(host: str, port: int, name: str, difference: Mapping[str, Any]) -> Changes:
    """Return a difference of an endpoint, or of what it answers under a name."""
    below = {"hosts": {name: dict(difference)}} if name else dict(difference)
    return {host: {"http": {str(port): below}}}


def is_name(name: str, host: str, healthy: Prediction) -> bool:
    """Tell whether a host is asked by a name of its own, not by its address."""
    return (
        host != CONTROLLER and name in healthy.addresses.hosts[host].known_as and not name.replace(".", "").isdecimal()
    )


def change_certificate(request: TlsHandshake, at: str, certificate: Changes, healthy: Prediction) -> Changes | None:
    """Return the difference by which another certificate is shown under a name."""
    name = request.server_name or request.address
    server = find_server(request.address, request.port, at, healthy.addresses, healthy.fixtures)
    if server is None:
        return None
    named = name if is_name(name, server.host, healthy) else ""
    return change_endpoint(server.host, server.port, named, {"tls": certificate})
