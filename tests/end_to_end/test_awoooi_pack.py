"""The AWOOOI pack: what it asks, in which order, and in whose words."""

import re
from collections import Counter
from pathlib import Path

import pytest

from blackstart.app import load_pack
from blackstart.drill.reading import list_scenarios, read_fixtures, read_scenario
from blackstart.model.fleet import Check, Fleet

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
LANGUAGES = ("en", "zh-TW")
DRILL = PACK / "drill"
NOW = 1_782_547_200.0
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SECTION = re.compile(r"  - id: \S+  # §\d+(?:\.\d+)*(?:, §\d+(?:\.\d+)*)*")
PHASES = {
    "P0-NETWORK": 44,
    "P0-188-DATA": 25,
    "P0-110-REGISTRY-OBSERVABILITY": 10,
    "P1-K3S": 5,
    "P2-WORKLOAD-ALERTCHAIN": 5,
    "P2-PUBLIC-ROUTES": 15,
    "P2-SCHEDULES": 16,
}
"""The runbook's order (§1.2), and how many checks each phase has by now."""
PER_HOST = "ping link ssh-port ssh-login boot clock storage mounts disk memory systemd"
DATA = """
containerd docker restarting postgres-cluster postgres postgres-exporter redis-server redis redis-exporter
momo-db momo-db-ready momo-db-storage sales-parity sales-freshness momo-health momo-scheduler signoz openclaw
litellm ollama minio nginx nginx-exporter node-exporter load
"""
REGISTRY = """
docker restarting orphans harbor-registry gitea prometheus alertmanager sentry runner-guardrails load
"""


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Load the pack once."""
    return load_pack(str(PACK))


def ids_of(fleet: Fleet, phase: str) -> set[str]:
    """Return the ids of a phase's checks."""
    return {check.id for check in fleet.checks if check.phase == phase}


def find(fleet: Fleet, name: str) -> Check:
    """Return one check."""
    return next(check for check in fleet.checks if check.id == name)


def roots_of(fleet: Fleet, name: str) -> set[str]:
    """Return all that a check needs, near and far."""
    found: set[str] = set()
    left = [name]
    while left:
        needs = set(find(fleet, left.pop()).needs) - found
        found |= needs
        left += needs
    return found


def test_phases_come_in_the_runbooks_order_with_all_their_checks(fleet: Fleet) -> None:
    """Data come before the registry, and nothing was lost on the way."""
    assert [phase.id for phase in fleet.phases] == list(PHASES)
    assert Counter(check.phase for check in fleet.checks) == PHASES


def test_phases_need_what_the_dependency_graph_says(fleet: Fleet) -> None:
    """The edges are those of the runbook (§1.1)."""
    assert {phase.id: phase.needs for phase in fleet.phases} == {
        "P0-NETWORK": (),
        "P0-188-DATA": ("P0-NETWORK",),
        "P0-110-REGISTRY-OBSERVABILITY": ("P0-NETWORK",),
        "P1-K3S": ("P0-188-DATA", "P0-110-REGISTRY-OBSERVABILITY"),
        "P2-WORKLOAD-ALERTCHAIN": ("P1-K3S",),
        "P2-PUBLIC-ROUTES": ("P2-WORKLOAD-ALERTCHAIN",),
        "P2-SCHEDULES": ("P2-PUBLIC-ROUTES",),
    }


def test_hosts_have_their_addresses_and_accounts(fleet: Fleet) -> None:
    """188 has an account of its own (§3)."""
    assert {host.id: (host.address, host.user) for host in fleet.hosts.values()} == {
        "110": ("192.168.0.110", "wooo"),
        "120": ("192.168.0.120", "wooo"),
        "121": ("192.168.0.121", "wooo"),
        "188": ("192.168.0.188", "ollama"),
    }


def test_network_phase_asks_every_host_the_same(fleet: Fleet) -> None:
    """No host is left out of any question."""
    assert ids_of(fleet, "P0-NETWORK") == {f"{host}-{name}" for host in fleet.hosts for name in PER_HOST.split()}


def test_data_and_registry_phases_are_complete(fleet: Fleet) -> None:
    """Both first phases ask for all that the runbook lists."""
    assert ids_of(fleet, "P0-188-DATA") == {f"188-{name}" for name in DATA.split()}
    assert ids_of(fleet, "P0-110-REGISTRY-OBSERVABILITY") == {f"110-{name}" for name in REGISTRY.split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_says_why_and_what_is_next(fleet: Fleet, language: str) -> None:
    """In both languages, and short enough to be read at 3 am."""
    texts = [(check.id, text.get(language, "")) for check in fleet.checks for text in (check.why, check.next)]
    assert [name for name, text in texts if not 0 < len(text) <= 130] == []
    assert [name for name, text in texts if bool(CHINESE.search(text)) is (language == "en")] == []
    assert [name for name, text in texts if "{" in text.replace("{{", "")] == []


def test_every_check_names_the_section_it_comes_from() -> None:
    """A comment beside the id leads back to the runbook."""
    lines = [line for path in PACK.glob("phases/*.yml") for line in path.read_text("utf-8").splitlines()]
    named = [line for line in lines if line.startswith("  - id:")]
    assert named
    assert [line for line in named if not SECTION.fullmatch(line)] == []


def test_postgres_is_judged_in_three_ways(fleet: Fleet) -> None:
    """Cluster, container and exporter are asked apart, and the container needs no cluster (A7)."""
    assert find(fleet, "188-postgres-cluster").spec.name == "postgres_clusters"
    assert find(fleet, "188-momo-db-ready").spec.name == "postgres_ready"
    assert find(fleet, "188-postgres-exporter").spec.name == "http"
    assert "188-postgres-cluster" not in roots_of(fleet, "188-momo-db-ready")


@pytest.mark.parametrize("host", ["120", "121"])
def test_no_k3s_host_holds_the_other(fleet: Fleet, host: str) -> None:
    """What is asked of one control-plane node never needs the other (§14.4.4)."""
    other = {"120": "121", "121": "120"}[host]
    own = [check.id for check in fleet.checks if check.host == host]
    assert [name for name in own if any(need.startswith(f"{other}-") for need in roots_of(fleet, name))] == []


def test_routes_need_the_gateway(fleet: Fleet) -> None:
    """A gateway that is down is one red line, not fifteen."""
    assert all("188-nginx" in find(fleet, name).needs for name in ids_of(fleet, "P2-PUBLIC-ROUTES"))


def test_what_asks_a_container_needs_docker(fleet: Fleet) -> None:
    """A Docker daemon that is down is one red line, whatever it carries."""
    asking = [check for check in fleet.checks if check.spec.name == "docker_container" or asks_container(check)]
    assert len(asking) > 8
    assert [check.id for check in asking if f"{check.host}-docker" not in roots_of(fleet, check.id)] == []


def asks_container(check: Check) -> bool:
    """Tell whether the check looks into a container, or asks the daemon."""
    return bool(getattr(check.spec, "container", "")) or "docker" in getattr(check.spec, "argv", ())


def test_healthy_fleet_has_answers_for_every_host(fleet: Fleet) -> None:
    """The simulated fleet is made of the pack's own hosts."""
    assert set(read_fixtures(DRILL, NOW).hosts) == set(fleet.hosts)


@pytest.mark.parametrize("name", list_scenarios(DRILL))
def test_scenario_expects_something_of_checks_that_there_are(fleet: Fleet, name: str) -> None:
    """A scenario says where it is from, and names checks of the pack."""
    scenario = read_scenario(DRILL, name, NOW)
    known = {check.id for check in fleet.checks}
    assert scenario.title
    assert scenario.source
    assert scenario.expect.first_blocked in known
    assert scenario.expect.checks
    assert set(scenario.expect.checks) <= known
