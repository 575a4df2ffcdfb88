"""What an audit finds: the way of looking depends on what is looked at, or something is not said."""

from typing import Any

import msgspec
import pytest

from blackstart.audit.meaning import list_parts
from blackstart.audit.rules import RULES, audit
from blackstart.checks.docker.docker_container import DockerContainer
from blackstart.checks.docker.restart_policies import RestartPolicies
from blackstart.checks.files.file_stat import FileStat
from blackstart.checks.host.command import Command
from blackstart.checks.kubernetes.kubernetes_nodes import KubernetesNodes
from blackstart.checks.kubernetes.kubernetes_object import KubernetesObject
from blackstart.checks.network.ping import Ping
from blackstart.checks.network.ssh_login import SshLogin
from blackstart.checks.prometheus.prometheus_query import PrometheusQuery
from blackstart.checks.prometheus.prometheus_ready import PrometheusReady
from blackstart.checks.prometheus.rule_parity import RuleParity
from blackstart.checks.reports.report import Report
from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.audit import AuditFinding, Jump, Route, Surroundings
from blackstart.model.fleet import Check, Fleet, Host, Phase
from blackstart.model.lock import Lock, LockedPart
from blackstart.model.outcome import Outcome, Result
from blackstart.model.request import CONTROLLER
from blackstart.model.view import View
from blackstart.testing.builders import make_check, make_fleet

TEXTS = {"why": {"en": "w"}, "next": {"en": "n"}}
ADDRESSES = {"a": "192.0.2.1", "b": "192.0.2.2", "c": "192.0.2.3"}
KNOWN = Surroundings(
    routes={host: Route(address=address) for host, address in ADDRESSES.items()},
    names=frozenset(),
    name_servers=(),
    addresses=frozenset({"127.0.0.1", "203.0.113.9"}),
)


def make(check_id: str, **fields: object) -> Check:
    """Make a check that says why and what next."""
    return make_check(check_id, **{**TEXTS, **fields})


def make_rungs(host: str, **fields: object) -> tuple[Check, ...]:
    """Make the checks that prove a host reachable."""
    ping = make(f"{host}-ping", host=host, place=CONTROLLER, spec=Ping(), **fields)
    return ping, make(f"{host}-login", host=host, spec=SshLogin())


def make_hosts(*names: str, **hosts: Host) -> dict[str, Host]:
    """Make hosts by their numbers, or as given."""
    return {name: Host(id=name, address=ADDRESSES[name]) for name in names} | hosts


def find(fleet: Fleet, rule: str, surroundings: Surroundings = KNOWN) -> list[tuple[str, str, str]]:
    """Return what a rule found: outcome, about what, and what it says."""
    found = [finding for finding in audit(fleet, surroundings, "packs/x").findings if finding.rule == rule]
    require_one_key_each(found)
    return [(finding.outcome, finding.about, finding.message) for finding in found]


def require_one_key_each(found: list[AuditFinding]) -> None:
    """Require that no two findings have one key: a waiver of one would cover the other."""
    keys = [key for finding in found for key in finding.keys]
    assert len(keys) == len(set(keys))


def holds(fleet: Fleet, rule: str, surroundings: Surroundings = KNOWN) -> bool:
    """Tell whether a rule found nothing."""
    return [outcome for outcome, _, _ in find(fleet, rule, surroundings)] == [Outcome.PASS]


def make_two(*more: Check, **fields: Any) -> Fleet:
    """Make a fleet of two hosts with their rungs."""
    return make_fleet(*make_rungs("a"), *make_rungs("b"), *more, hosts=make_hosts("a", "b"), **fields)


def accept(fleet: Fleet) -> Surroundings:
    """Return the surroundings of a fleet whose meaning somebody accepted."""
    parts = {part.name: LockedPart(part=part, line=4) for part in list_parts(fleet)}
    return msgspec.structs.replace(KNOWN, lock=Lock(file="pack.lock", parts=parts))


def test_a_sound_pack_has_one_pass_for_every_rule() -> None:
    """In the order of the table, with what each promises."""
    report = audit(make_two(), accept(make_two()), "packs/x")
    assert report.result is Result.GREEN
    assert [(finding.rule, finding.outcome) for finding in report.findings] == [(rule, Outcome.PASS) for rule in RULES]


def test_a_finding_names_the_file_and_its_mend_once_for_all_checks_of_an_entry() -> None:
    """Four hosts of one entry are one line; a pack's folder stands before its file."""
    checks = tuple(make_check(f"{host}-x", host=host) for host in ("a", "b"))
    origins = dict.fromkeys(("a-x", "b-x"), "phases/p0.yml:7")
    report = audit(make_two(*checks, origins=origins), KNOWN, "packs/x")
    assert [finding for finding in report.findings if finding.rule == "texts"] == [
        AuditFinding(
            rule="texts",
            outcome=Outcome.WARN,
            about="a-x, b-x",
            message="it has no why and no next",
            mend="say why it matters, and the one thing to look at next",
            place="packs/x/phases/p0.yml:7",
            keys=("texts:a-x:why+next:warn", "texts:b-x:why+next:warn"),
        )
    ]
    assert report.result is Result.DEGRADED


def route(**routes: Route) -> Surroundings:
    """Return surroundings with other routes."""
    return Surroundings(routes={**KNOWN.routes, **routes}, names=frozenset(), name_servers=(), addresses=frozenset())


@pytest.mark.parametrize("jump", [Jump(name="192.0.2.2", address="192.0.2.2"), Jump(name="gate", address="192.0.2.2")])
def test_a_host_reached_through_a_checked_host_blocks(jump: Jump) -> None:
    """By its number or by the SSH configuration's name for it."""
    ((outcome, about, message),) = find(make_two(), "route", route(a=Route(address="192.0.2.1", jumps=(jump,))))
    assert (outcome, about) == (Outcome.BLOCKED, "a")
    assert "through 'b'" in message


def test_a_jump_whose_failure_is_known_as_the_cause_only_warns() -> None:
    """The host still cannot be seen, and it is said why."""
    login_b = make_rungs("b")[1]
    fleet = make_fleet(login_b, *make_rungs("a", needs=("b-login",)), hosts=make_hosts("a", "b"))
    jump = Jump(name="192.0.2.2", address="192.0.2.2")
    ((outcome, _, _),) = find(fleet, "route", route(a=Route(address="192.0.2.1", jumps=(jump,))))
    assert outcome is Outcome.WARN


def test_a_jump_outside_the_fleet_or_to_itself_is_none() -> None:
    """A bastion that nobody checks is the operator's business."""
    jumps = (Jump(name="gate", address="203.0.113.1"), Jump(name="192.0.2.1", address="192.0.2.1"))
    assert holds(make_two(), "route", route(a=Route(address="192.0.2.1", jumps=jumps)))


def test_a_way_that_is_not_known_warns() -> None:
    """A command of its own, or an ssh that does not tell; the machine itself needs no way."""
    local = Host(id="here", address="127.0.0.1", connection="local")
    fleet = make_fleet(make("x", host="here"), hosts=make_hosts("a", "b", here=local))
    told = Surroundings(routes={"a": Route(address="192.0.2.1", command="corkscrew %h")})
    found = find(fleet, "route", told)
    assert [(outcome, about) for outcome, about, _ in found] == [(Outcome.WARN, "a"), (Outcome.WARN, "b")]
    assert "corkscrew" in found[0][2]


def make_named(address: str = "web.example") -> Fleet:
    """Make a fleet one of whose hosts is dialled by a name."""
    hosts = make_hosts("b", a=Host(id="a", address=address))
    return make_fleet(*make_rungs("a"), *make_rungs("b"), hosts=hosts)


def test_a_host_found_by_a_checked_name_server_blocks() -> None:
    """The name service is down with the host it runs on."""
    around = Surroundings(routes={"b": Route(address="192.0.2.2")}, name_servers=("192.0.2.2",))
    ((outcome, about, message),) = find(make_named(), "names", around)
    assert (outcome, about) == (Outcome.BLOCKED, "a")
    assert "by 'b'" in message


@pytest.mark.parametrize("servers", [None, (), ("198.51.100.53",)])
def test_a_host_found_by_any_name_service_warns(servers: tuple[str, ...] | None) -> None:
    """It may be down after a power loss; which one it is may not be known."""
    ((outcome, _, _),) = find(make_named(), "names", Surroundings(name_servers=servers))
    assert outcome is Outcome.WARN


@pytest.mark.parametrize(
    "around",
    [
        Surroundings(names=frozenset({"web.example"})),
        Surroundings(routes={"a": Route(address="192.0.2.1")}),
        Surroundings(routes={"a": Route(address="fe80::1%eth0")}),
    ],
)
def test_a_name_the_machine_knows_itself_needs_no_service(around: Surroundings) -> None:
    """By its hosts file or by its SSH configuration."""
    assert holds(make_named(), "names", around)


def test_a_machine_that_checks_itself_blocks_beside_others_and_warns_alone() -> None:
    """While it is down nobody looks at the others; alone there is nobody else to miss."""
    local = Host(id="here", address="127.0.0.1", connection="local")
    beside = make_fleet(make("x", host="here"), *make_rungs("a"), hosts=make_hosts("a", here=local))
    assert [outcome for outcome, _, _ in find(beside, "controller")] == [Outcome.BLOCKED]
    alone = make_fleet(make("x", host="here"), hosts={"here": local})
    assert [outcome for outcome, _, _ in find(alone, "controller", Surroundings())] == [Outcome.WARN]


def test_a_machine_is_known_by_its_addresses_or_that_is_said() -> None:
    """Run on one of the hosts, over SSH to itself; or without a way to tell."""
    own = Surroundings(routes=KNOWN.routes, addresses=frozenset({"192.0.2.1"}))
    assert [(outcome, about) for outcome, about, _ in find(make_two(), "controller", own)] == [(Outcome.BLOCKED, "a")]
    ((outcome, about, message),) = find(make_two(), "controller", Surroundings())
    assert (outcome, about) == (Outcome.WARN, "hosts")
    assert "could not be found out" in message


def test_a_rung_asked_of_the_host_itself_blocks() -> None:
    """A host always reaches itself. Its login is asked there because it must."""
    ping = make("a-ping", host="a", place="a", spec=Ping())
    fleet = make_fleet(ping, make("a-login", host="a", spec=SshLogin()), hosts=make_hosts("a"))
    assert [(outcome, about) for outcome, about, _ in find(fleet, "self-vouched")] == [(Outcome.BLOCKED, "a-ping")]
    local = {"a": Host(id="a", address="127.0.0.1", connection="local")}
    assert holds(make_fleet(ping, hosts=local), "self-vouched")


def test_a_host_without_rungs_blocks_and_one_with_half_of_them_warns() -> None:
    """A local host needs none."""
    local = Host(id="here", address="127.0.0.1", connection="local")
    ping, login = make_rungs("b")
    half_a = make_rungs("a")[0]
    fleet = make_fleet(
        half_a, login, make("c-x", host="c"), make("h", host="here"), hosts=make_hosts("a", "b", "c", here=local)
    )
    report = audit(fleet, KNOWN, "")
    found = [(f.outcome, f.about, f.mend) for f in report.findings if f.rule == "rungs"]
    assert found[0] == (Outcome.WARN, "a", "add the kind ssh_login `on` it")
    assert found[1] == (Outcome.WARN, "b", "add the kind ping `on` it")
    assert found[2][:2] == (Outcome.BLOCKED, "c")
    assert ping.id == "b-ping"


def test_a_host_nobody_looks_at_blocks() -> None:
    """GREEN would be said of it without a look."""
    fleet = make_fleet(*make_rungs("a"), hosts=make_hosts("a", "b"))
    assert [(outcome, about) for outcome, about, _ in find(fleet, "unlooked")] == [(Outcome.BLOCKED, "b")]


def test_a_phase_tied_to_no_other_warns_where_there_are_several() -> None:
    """A pack of one phase has none to tie it to."""
    phases = (Phase(id="P0"), Phase(id="P1", needs=("P0",)), Phase(id="P2"))
    fleet = make_two(make("y", phase="P1"), make("z", phase="P2"), phases=phases)
    assert [(outcome, about) for outcome, about, _ in find(fleet, "phases")] == [(Outcome.WARN, "P2")]


def test_a_check_nothing_explains_and_nothing_needs_warns() -> None:
    """One on the controller that needs nothing; not the first of a ladder, nor one another needs."""
    loose = make("loose", host=CONTROLLER, place=CONTROLLER, spec=Ping(address="192.0.2.9"))
    base = make("base", host=CONTROLLER, place=CONTROLLER, spec=Ping(address="192.0.2.8"))
    tied = make("tied", host=CONTROLLER, place=CONTROLLER, needs=("base",))
    local = Host(id="here", address="127.0.0.1", connection="local")
    fleet = make_fleet(*make_rungs("a"), loose, base, tied, make("h", host="here"), hosts=make_hosts("a", here=local))
    assert [(outcome, about) for outcome, about, _ in find(fleet, "ties")] == [(Outcome.WARN, "loose")]


DAEMON = make("daemon", host="a", spec=SystemdUnit(unit="docker"))
READY = make("ready", host="a", spec=PrometheusReady())
K3S = make("k3s", host="a", spec=SystemdUnit(unit="k3s"))
NODES = KubernetesNodes(nodes=("n",))


@pytest.mark.parametrize(
    ("verifier", "spec"),
    [
        (READY, PrometheusQuery(query="up")),
        (READY, PrometheusQuery(query="up", url="http://127.0.0.1:9090/")),
        (READY, RuleParity(files=("/etc/prometheus/rules.yml",), loaded_from="x")),
        (DAEMON, DockerContainer(container="db")),
        (DAEMON, RestartPolicies()),
        (DAEMON, Report(argv=("docker", "info"), require={"state": "ok"})),
        (DAEMON, Command(argv=("docker", "ps"))),
        (K3S, NODES),
        (K3S, KubernetesObject(resource="volumes.longhorn.io")),
        (K3S, Command(argv=("k3s", "kubectl", "get", "pods"))),
    ],
)
def test_evidence_through_a_system_needs_what_verifies_it(verifier: Check, spec: object) -> None:
    """BLOCKED where the verifier is there and passed by, WARN where there is none, else nothing."""
    middle = make("middle", host="a", needs=(verifier.id,))
    told, tied = make("told", host="a", spec=spec), make("told", host="a", spec=spec, needs=("middle",))
    ((outcome, about, message),) = find(make_two(verifier, told), "sources")
    assert (outcome, about) == (Outcome.BLOCKED, "told")
    assert f"'{verifier.id}'" in message
    assert [outcome for outcome, _, _ in find(make_two(told), "sources")] == [Outcome.WARN]
    assert holds(make_two(verifier, middle, tied), "sources")


def test_another_hosts_daemon_or_store_verifies_nothing() -> None:
    """Loopback is another place on another host; the same address from elsewhere is the same store."""
    elsewhere = make("daemon", host="b", spec=SystemdUnit(unit="docker"))
    told = make("told", host="a", spec=DockerContainer(container="db"), needs=("daemon",))
    assert [outcome for outcome, _, _ in find(make_two(elsewhere, told), "sources")] == [Outcome.WARN]
    url = "http://192.0.2.2:9090"
    store = make("store", host="b", spec=PrometheusReady(url=url))
    asked = make("asked", host="a", spec=PrometheusQuery(query="up", url=url), needs=("store",))
    assert holds(make_two(store, asked), "sources")


def test_a_daemon_that_is_to_be_stopped_verifies_nothing() -> None:
    """Only a unit that is to be active shows that its system answers."""
    stopped = make("stopped", host="a", spec=SystemdUnit(unit="docker", state="inactive"))
    told = make("told", host="a", spec=DockerContainer(container="db"), needs=("stopped",))
    assert [outcome for outcome, _, _ in find(make_two(stopped, told), "sources")] == [Outcome.WARN]


def test_systemd_itself_needs_no_check_that_verifies_it() -> None:
    """Its own checks are about it."""
    assert holds(make_two(make("told", host="a", spec=Command(argv=("systemctl", "is-active", "x")))), "sources")


def test_a_cluster_seen_through_one_of_its_hosts_warns() -> None:
    """From a second host, from outside, or with one host there is nothing to say."""
    other = make("k3s-b", host="b", spec=SystemdUnit(unit="k3s"))
    one = make("one", host="a", spec=NODES, needs=("k3s",))
    two = make("two", host="b", spec=NODES, needs=("k3s-b",))
    outside = make("outside", host=CONTROLLER, place=CONTROLLER, spec=NODES, needs=("k3s",))
    assert [(outcome, about) for outcome, about, _ in find(make_two(K3S, other, one), "single-source")] == [
        (Outcome.WARN, "one")
    ]
    by_views = msgspec.structs.replace(make_two(K3S, other, one), checks_on_demand=(two,))
    for fleet in (make_two(K3S, other, one, two), by_views, make_two(K3S, one), make_two(K3S, other, outside)):
        assert holds(fleet, "single-source")


def test_a_file_believed_whatever_its_age_warns() -> None:
    """Unless its age is looked at too, on the same host; configuration has no age."""
    reads = Command(argv=("cat", "--", "/var/lib/status.txt"))
    checks = {
        "loose": make("loose", host="a", spec=reads),
        "tied": make("tied", host="a", spec=reads, needs=("age",)),
        "age": make("age", host="a", spec=FileStat(path="/var/lib/status.txt", max_age=60)),
        "fixed": make("fixed", host="a", spec=Command(argv=("grep", "-c", "x", "/etc/hosts"))),
        "other": make("other", host="a", spec=FileStat(path="/var/lib/status.txt")),
        "wrong": make("wrong", host="a", spec=reads, needs=("other",)),
        "elsewhere": make("elsewhere", host="b", spec=reads, needs=("age",)),
    }
    found = find(make_two(*checks.values()), "freshness")
    assert [(outcome, about) for outcome, about, _ in found] == [
        (Outcome.WARN, about) for about in ("loose", "wrong", "elsewhere")
    ]


ACTING = """
sh
bash -c
/bin/sh
python3
python3.11 -c
perl5.36
/usr/bin/perl
env
sudo cat
xargs
timeout 5
tee
touch
rm -rf
sed -n
tar -t
busybox cat
ssh web
nsenter
docker
docker exec
docker run
kubectl
kubectl delete
systemctl restart
git
curl
psql
rclone
zfs
/tmp/x
/var/tmp/x --brief
/dev/shm/x
reboot
mount
""".strip().splitlines()
READING = """
qm status
zpool status -x
docker stats --no-stream
kubectl top
systemctl list-jobs
sync --
/backup/scripts/backup-status.sh --no-notify
upsc
""".strip().splitlines()


@pytest.mark.parametrize(
    ("words", "outcome", "said"),
    [
        (("velero", "backup", "get"), Outcome.WARN, "`velero backup get` counts as read-only with anything after it"),
        (("sensors",), Outcome.WARN, "`sensors` counts as read-only with any argument"),
        (("/usr/bin/env", "x"), Outcome.BLOCKED, "can run or write anything"),
        *((tuple(line.split()), Outcome.BLOCKED, "can run or write anything") for line in ACTING),
        *((tuple(line.split()), Outcome.WARN, "counts as read-only with") for line in READING),
    ],
)
def test_what_the_pack_adds_to_the_commands_is_listed(words: tuple[str, ...], outcome: Outcome, said: str) -> None:
    """The more it allows, the worse."""
    ((found, about, message),) = find(make_two(read_only_commands=(words,)), "commands")
    assert (found, about) == (outcome, "read_only_commands")
    assert said in message


def test_texts_that_lack_a_language_of_the_pack_warn() -> None:
    """Titles, views and what checks say; a text that is not there at all is another rule's."""
    both = {"en": "x", "zh-TW": "某"}
    view = View(name="v", title={"en": "x"}, checks=("a-ping",))
    checks = (make("c", why=both, next=both), make("d", why=both), make_check("e", why=both))
    fleet = make_two(*checks, phases=(Phase(id="P0", title=both),), views={"v": view}, title={"en": "Small"})
    found = {about: message for _, about, message in find(fleet, "languages")}
    assert "c" not in found
    assert "e" not in found
    assert found["title"] == "its title is not there in zh-TW"
    assert found["v"] == "its title is not there in zh-TW"
    assert found["d"] == "its next is not there in zh-TW"


def test_this_machine_is_no_jump_and_needs_that_meet_again_count_once() -> None:
    """A local host is dialled by nothing; two ways to the same need are one."""
    local = Host(id="here", address="127.0.0.1", connection="local")
    base, top = (
        make("base", host="a"),
        make("top", host="a", spec=DockerContainer(container="x"), needs=("left", "right")),
    )
    sides = (make("left", host="a", needs=("base",)), make("right", host="a", needs=("base",)))
    hosts = make_hosts("a", here=local)
    fleet = make_fleet(make("h", host="here"), *make_rungs("a"), base, *sides, top, hosts=hosts)
    jump = Jump(name="127.0.0.1", address="127.0.0.1")
    assert holds(fleet, "route", route(a=Route(address="192.0.2.1", jumps=(jump,))))
    assert [outcome for outcome, _, _ in find(fleet, "sources")] == [Outcome.WARN]
