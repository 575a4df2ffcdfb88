"""What a look at a simulated fleet will come to, predicted from its fixtures before it is raised. Pure."""

from collections.abc import Mapping

import msgspec

from blackstart.drill.addresses import OWN, AddressTable, HostAddress
from blackstart.drill.bound_ports import SSH, list_services
from blackstart.drill.fixtures import Fixtures, HostFixtures
from blackstart.drill.history import RehearsedRecord
from blackstart.drill.host_answers import list_boot_ids
from blackstart.drill.host_files import list_files
from blackstart.drill.plan import is_local, list_names, make_places, name_everyone
from blackstart.drill.predicted_network import predict_network
from blackstart.drill.questions import Place
from blackstart.model.exchange import LAST_BOOT_ID, Transcript
from blackstart.model.fleet import Check, Fleet, Host
from blackstart.model.reply import Cause, CommandReply, Gap, Reply, TlsReply
from blackstart.model.request import CONTROLLER, RecordedSamples, Request, RunCommand
from blackstart.model.scorecard import RunSpan, Verdict
from blackstart.secrecy.redact import redact
from blackstart.transports.pending_command import read_status
from blackstart.verdicts.scorecard import judge

NOBODY = ("127.0.0.1", 9)
"""Stands for the closed port: nothing is connected to here."""


class Prediction(Transcript):
    """A transcript whose answers are predicted when they are asked for; `fleet` is the real one, not the drilled.

    `waited` is how long (seconds) the longest conversation so far pauses between its questions.
    """

    def __init__(self, fleet: Fleet, fixtures: Fixtures, now: float) -> None:
        """Give everybody their real addresses."""
        super().__init__()
        self.fleet = fleet
        self.now = now
        self.waited = 0.0
        self.fixtures = name_everyone(fleet, fixtures, now)
        self.addresses = host_address(fleet, self.fixtures)
        self.places = make_places(fleet, self.fixtures, self.addresses, now)
        boot_ids = {name: list_boot_ids(place.facts)[0] for name, place in self.places.items()}
        self._record = RehearsedRecord(fleet, fixtures.controller.history, boot_ids, lambda: now)
        self._told: dict[tuple[str, Request], Reply | Gap] = {}

    def answer(self, place: str, request: Request) -> Reply | Gap:
        """Return what will come back."""
        told = self._told.get((place, request))
        if told is None:
            self.waited = max(self.waited, request.delay * (getattr(request, "attempt", 1) - 1))
            told = self._told[place, request] = self._predict(place, request)
        return told

    def _predict(self, place: str, request: Request) -> Reply | Gap:
        closed = find_login_gap(self.fixtures[place]) if place not in (CONTROLLER, self.addresses.local) else None
        if closed is not None:
            return closed
        match request:
            case RunCommand():
                return answer_command(request, self.places[place])
            case RecordedSamples():
                return self._record.tell(request)
            case _:
                reply = predict_network(request, place, self.addresses, self.fixtures)
                return redact(date_reply(reply, self.now), request)

    def judge(self, checks: tuple[Check, ...]) -> dict[str, Verdict]:
        """Return what these checks will come to, explained by one another."""
        known = {check.id for check in checks}
        kept = tuple(keep_needs(check, known) for check in checks)
        hosts = {host for check in checks for host in (check.host, check.place)}
        part = msgspec.structs.replace(
            self.fleet,
            checks=kept,
            hosts={name: host for name, host in self.fleet.hosts.items() if name in hosts},
            claims=None,
        )
        scorecard = judge(part, self, RunSpan(started=self.now, ended=self.now), now=self.now)
        return {verdict.check: verdict for verdict in scorecard.verdicts}


def date_reply(reply: Reply | Gap, now: float) -> Reply | Gap:
    """Return a reply as it comes now; a certificate's end is told from then."""
    if isinstance(reply, TlsReply):
        return msgspec.structs.replace(reply, at=now, not_after=now + reply.not_after)
    return msgspec.structs.replace(reply, at=now)


def keep_needs(check: Check, known: set[str]) -> Check:
    """Return the check with only those needs that are known."""
    needs = tuple(need for need in check.needs if need in known)
    return check if needs == check.needs else msgspec.structs.replace(check, needs=needs)


def host_address(fleet: Fleet, fixtures: Mapping[str, HostFixtures]) -> AddressTable:
    """Return who is where by real addresses."""
    hosts = {name: make_real_address(name, own, fleet.hosts.get(name)) for name, own in fixtures.items()}
    local = next((host.id for host in fleet.hosts.values() if is_local(host)), None)
    return AddressTable(hosts=hosts, closed=NOBODY, local=local)


def make_real_address(name: str, fixtures: HostFixtures, host: Host | None) -> HostAddress:
    """Return a host's address, with the ports that are not refused."""
    services = list_services(fixtures, has_ssh=host is not None)
    ports = {port: port for port, service in services.items() if service != "refused"}
    if host is not None and host.port is not None and SSH in ports:
        ports[host.port] = SSH
    address = host.address if host is not None and host.address not in OWN else f"{name}.drill.invalid"
    return HostAddress(host=name, address=address, known_as=list_names(fixtures), ports=ports)


def find_login_gap(fixtures: HostFixtures) -> Gap | None:
    """Return why nobody can log in to a host, if so."""
    causes = (
        (fixtures.down == "refused" or fixtures.ports.get(SSH) == "refused", Cause.REFUSED),
        (fixtures.down == "blackhole" or fixtures.ports.get(SSH) == "blackhole", Cause.CONNECT_TIMED_OUT),
        (fixtures.sshd == "hang" or fixtures.ports.get(SSH, "open") != "open", Cause.NO_BANNER),
        (fixtures.host_key == "changed", Cause.HOST_KEY_CHANGED),
        (fixtures.auth == "refused", Cause.AUTH_REFUSED),
        (fixtures.shell != "real", Cause.SHELL_BROKEN),
    )
    return next((Gap(cause=cause) for closed, cause in causes if closed), None)


def answer_command(request: RunCommand, place: Place) -> Reply | Gap:
    """Return what a command will come to."""
    fixtures, tool = place.facts.fixtures, request.argv[0]
    if request.sudo and fixtures.sudo == "denied":
        return Gap(cause=Cause.PRIVILEGE_REFUSED, at=place.facts.now)
    if tool in fixtures.absent:
        return Gap(cause=Cause.TOOL_MISSING, at=place.facts.now)
    if request == LAST_BOOT_ID and not is_overlaid(place):
        return CommandReply(stdout=f"{list_boot_ids(place.facts)[-1]}\n", at=place.facts.now)
    reply = place.answer(request)
    return read_status(request, reply) if isinstance(reply, CommandReply) else reply


def is_overlaid(place: Place) -> bool:
    """Tell whether the boot id is declared as a file or an answer of its own."""
    fixtures = place.facts.fixtures
    return LAST_BOOT_ID.argv[-1] in list_files(place.facts) or "cat" in fixtures.tools
