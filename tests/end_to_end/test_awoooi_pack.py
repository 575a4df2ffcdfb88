"""The AWOOOI pack: what it asks, in which order, and in whose words."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from blackstart.app.loading import load_pack
from blackstart.checks.host.memory import Memory
from blackstart.checks.reports.report import Report
from blackstart.checks.reports.report_state import conclude
from blackstart.drill.reading import list_scenarios, read_fixtures, read_scenario
from blackstart.drill.scenario import Expectation
from blackstart.model.fleet import Check, Fleet
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.request import CONTROLLER
from blackstart.model.view import Question

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
LANGUAGES = ("en", "zh-TW")
DRILL = PACK / "drill"
NOW = 1_782_547_200.0
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SECTION = re.compile(r"  - id: \S+  # §\d+(?:\.\d+)*(?:, §\d+(?:\.\d+)*)*(?:[:;]? .+)?")
PHASES = {
    "P0-NETWORK": 38,
    "P0-188-DATA": 18,
    "P0-110-REGISTRY-OBSERVABILITY": 11,
    "P1-K3S": 6,
    "P2-WORKLOAD-ALERTCHAIN": 13,
    "P2-PUBLIC-ROUTES": 25,
    "P2-SCHEDULES": 20,
}
"""The runbook's order (§1.2), and how many checks each phase has."""
FEWEST, MOST = 85, 140
"""The runbook counts some 90 gates; certificates of every name and all exporters stand as checks of their own here."""
SERVERS = ("110", "120", "121", "188")
PER_HOST = "ping link ssh-port ssh-login boot storage mounts systemd room"
DATA = """
docker containers postgres-unit postgres-cluster postgres-listener postgres postgres-exporter redis
momo-db-ready momo-db-storage sales-parity momo-source momo-import-job sales-freshness momo-token momo-scheduler
momo-release nginx
"""
REGISTRY = """
docker restarting harbor-registry gitea prometheus alertmanager sentry runner-guardrails act-runner-guardrails
known-hosts cpu-cause
"""
QUESTIONS = {
    "MOMO_RELEASE_CURRENT": ("188-momo-release", "188-momo-release-source"),
    "MOMO_DB_PARITY": ("188-sales-parity",),
    "MOMO_DATA_FRESH": ("188-sales-freshness",),
    "MOMO_SOURCE_AVAILABLE": ("188-momo-source", "188-sales-freshness"),
}
"""The runbook's four questions on MOMO (§14.33), each with what answers it; stale data have no source."""
VIEWS = """
120-fsck-checklist 188-host-hygiene backups cpu-110 escrow exporters host-roles k3s
momo-drive-token-source-recovery-preflight
release-auto-remediation release-crawlers release-litellm release-runners release-sentry release-sentry-uptime
release-signoz routes ssh-trust stateful-aa storage-signatures survivability verify-cold-start-monitor-deploy
wazuh-registry workstations
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
    assert FEWEST <= len(fleet.checks) <= MOST


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
        "111": ("192.168.0.111", "ooo"),
        "168": ("192.168.0.168", "ogt"),
    }


def test_network_phase_asks_every_host_the_same(fleet: Fleet) -> None:
    """No server is left out of any question; room on the disk is Kubernetes' own matter on its hosts."""
    everywhere = {f"{host}-{name}" for host in SERVERS for name in PER_HOST.split()}
    assert ids_of(fleet, "P0-NETWORK") == everywhere | {"110-disk", "188-disk"}


def test_workstations_are_looked_at_by_views_alone(fleet: Fleet) -> None:
    """A laptop that sleeps says nothing of the fleet."""
    assert {check.host for check in fleet.checks} == {*SERVERS, CONTROLLER}
    assert {"111", "168"} < {check.host for check in fleet.checks_on_demand}


def test_data_and_registry_phases_are_complete(fleet: Fleet) -> None:
    """Both first phases ask for all that the runbook lists."""
    assert ids_of(fleet, "P0-188-DATA") == {f"188-{name}" for name in DATA.split()}
    assert ids_of(fleet, "P0-110-REGISTRY-OBSERVABILITY") == {f"110-{name}" for name in REGISTRY.split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_says_why_and_what_is_next(fleet: Fleet, language: str) -> None:
    """In both languages, and short enough to be read at 3 am."""
    checks = (*fleet.checks, *fleet.checks_on_demand)
    texts = [(check.id, text.get(language, "")) for check in checks for text in (check.why, check.next)]
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
    assert find(fleet, "188-postgres-listener").spec.name == "port_listener"
    own = {"188-postgres-unit", "188-postgres-cluster"}
    for name in ("188-momo-db-ready", "188-postgres-exporter", "188-postgres", "188-sales-parity"):
        assert own.isdisjoint(roots_of(fleet, name))


def test_momos_four_questions_have_an_answer_each(fleet: Fleet) -> None:
    """None of them stands for another: parity is not freshness, and a release neither (A9)."""
    lines = {line.key: line.value for line in fleet.views["momo-drive-token-source-recovery-preflight"].lines}
    for key, checks in QUESTIONS.items():
        assert lines[key] == Question(checks=checks)
    assert "188-momo-release" not in roots_of(fleet, "188-sales-freshness")
    assert "188-sales-parity" not in roots_of(fleet, "188-sales-freshness")


def test_secrets_are_looked_at_by_metadata_alone(fleet: Fleet) -> None:
    """The token and the escrow markers are never read (A9, A13)."""
    assert find(fleet, "188-momo-token").spec.name == "file_stat"
    assert find(fleet, "escrow-markers").spec.name == "marker_files"
    naming = [check for check in fleet.checks if "google_token" in repr(check.spec) or "/escrow" in repr(check.spec)]
    assert {check.spec.name for check in naming} == {"file_stat", "marker_files"}


def test_missing_escrow_is_a_boundary_not_a_fault(fleet: Fleet) -> None:
    """It forbids a claim, and blocks no service (§14.20)."""
    check = find(fleet, "escrow-markers")
    assert (check.otherwise, check.warns_as) == (Outcome.WARN, WarningClass.BOUNDARY)


@pytest.mark.parametrize(("moment", "waits"), [("2026-06-26T18:46", True), ("2026-06-25T19:35", False)])
def test_end_of_day_window_decides_as_history_did(fleet: Fleet, moment: str, waits: bool) -> None:  # noqa: FBT001  # a case, not a switch
    """At 18:46 the product still waits for its source, at 19:35 it is late (A10)."""
    spec = find(fleet, "stock-freshness").spec
    assert isinstance(spec, Report)
    assert spec.state is not None
    assert spec.state.called == "pending_eod"
    blockers = ("core_margin_short_daily_missing", "ai_recommendations_stale")
    state = conclude(spec.state, "blocked", blockers, datetime.fromisoformat(f"{moment}:00+08:00"))
    assert state == ("waiting" if waits else "blocked")


def test_release_conditions_do_not_colour_the_cold_start(fleet: Fleet) -> None:
    """What must hold over time is asked by views: a first run has no history (A16, A17)."""
    followed = [check.spec.follows() for check in fleet.checks]
    assert [one for one in followed if one is not None and one.recorded] == []
    assert {check.spec.name for check in fleet.checks_on_demand} >= {"trend"}
    assert set(VIEWS.split()) <= set(fleet.views)


def test_nothing_is_released_past_a_gate_of_the_cold_start(fleet: Fleet) -> None:
    """Every release looks at all of them but the escrow markers, which only DR needs (§11)."""
    gates = {check.id for check in fleet.checks} - {"escrow-markers"}
    releases = [view for name, view in fleet.views.items() if name.startswith("release-")]
    assert len(releases) == 7
    assert {view.name: gates - set(view.checks) for view in releases if not gates <= set(view.checks)} == {}
    assert [view.name for view in releases if "escrow-markers" in view.checks] == []


def test_load_is_asked_for_over_time_of_every_server(fleet: Fleet) -> None:
    """Automation that repairs is let loose on none of them before (§12.2)."""
    settled = {check.host for check in fleet.checks_on_demand if check.id.endswith("-load-settled")}
    assert settled == set(SERVERS)
    assert {f"{host}-load-settled" for host in SERVERS} <= set(fleet.views["release-auto-remediation"].checks)


def test_imbalance_warns_in_a_view_alone(fleet: Fleet) -> None:
    """All pods on one node was a green start on 2026-06-12, and yet no service in two places (§6.3)."""
    balanced = next(check for check in fleet.checks_on_demand if check.id == "awoooi-balanced")
    assert balanced.otherwise is Outcome.WARN
    assert "WORKLOAD_BALANCED" in balanced.expect
    assert "awoooi-balanced" in fleet.views["k3s"].checks
    assert "workload" not in find(fleet, "awoooi-placement").expect


def test_node_objects_are_asked_where_a_host_answers(fleet: Fleet) -> None:
    """All of the cluster's word is held where 120 cannot be reached, so 121's Ready makes nothing green (A6)."""
    asked = [check for check in fleet.checks if check.spec.name.startswith(("kubernetes_", "argocd_", "velero"))]
    assert len(asked) > 8
    assert {check.place for check in asked} == {"120"}
    assert {"120-k3s", "121-k3s"} <= set(find(fleet, "k3s-nodes").needs)


def test_a_second_look_at_the_cluster_is_for_views_alone(fleet: Fleet) -> None:
    """What 121 has on record of the nodes is shown beside the gate, and stands for it nowhere (§14.4.4)."""
    second = next(check for check in fleet.checks_on_demand if check.place == "121" and "kubernetes" in check.spec.name)
    assert second.spec == find(fleet, "k3s-nodes").spec
    assert [name for name, view in fleet.views.items() if second.id in view.checks] == ["k3s"]
    assert "k3s-nodes" in fleet.views["k3s"].checks


def test_a_full_swap_alone_is_no_finding_of_a_start(fleet: Fleet) -> None:
    """Swapping is: 110 was green for weeks with its swap full (docs/decisions/0011)."""
    asked = [check.spec for check in fleet.checks if isinstance(check.spec, Memory)]
    assert {(spec.min_available, spec.max_swap_used) for spec in asked} == {(0.05, 1.0)}
    assert [check.otherwise for check in fleet.checks_on_demand if check.spec.name == "memory"] == [Outcome.WARN] * 4
    assert find(fleet, "110-cpu-cause").spec.name == "load_cause"


@pytest.mark.parametrize("host", ["120", "121"])
def test_no_k3s_host_holds_the_other(fleet: Fleet, host: str) -> None:
    """What is asked of one control-plane host itself never needs the other (§14.4.4)."""
    other = {"120": "121", "121": "120"}[host]
    own = [check.id for check in fleet.checks if check.id.startswith(f"{host}-")]
    assert [name for name in own if any(need.startswith(f"{other}-") for need in roots_of(fleet, name))] == []


def test_routes_need_the_gateway(fleet: Fleet) -> None:
    """A gateway that is down is one red line, not fifteen."""
    assert all("188-nginx" in find(fleet, name).needs for name in ids_of(fleet, "P2-PUBLIC-ROUTES"))
    routes = [find(fleet, name).spec for name in ids_of(fleet, "P2-PUBLIC-ROUTES") if name.startswith("route-")]
    assert {getattr(spec, "tries", None) for spec in routes} == {3}


def test_what_asks_a_container_needs_docker(fleet: Fleet) -> None:
    """A Docker daemon that is down is one red line, whatever it carries."""
    asking = [check for check in fleet.checks if check.spec.name == "docker_container" or asks_container(check)]
    assert len(asking) > 6
    assert [check.id for check in asking if f"{check.host}-docker" not in roots_of(fleet, check.id)] == []


def asks_container(check: Check) -> bool:
    """Tell whether the check looks into a container, or asks the daemon."""
    return bool(getattr(check.spec, "container", "")) or "docker" in (getattr(check.spec, "argv", ()) or ())


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
    assert scenario.expect.first_blocked in {None, *known}
    assert scenario.expect != Expectation()
    assert set(scenario.expect.checks) <= known
