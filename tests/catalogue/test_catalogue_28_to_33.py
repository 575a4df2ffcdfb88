"""False-green catalogue, rows 28 to 33: one thing that stands for another."""

import pytest
from catalogue.world import REACHED, find, load, outcomes, spoil, write_node, write_phase

from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition

DAYS = "{id: fresh, on: b, sql: 'SELECT current_date - max(day) AS days FROM daily', expect: days >= 0 && days <= 2}"


def test_28_route_pod_container_and_release_do_not_stand_for_recovered() -> None:
    """All four are as they should be and pass; the data are old, so nobody may say that the stack is green."""
    fleet = load(
        *REACHED,
        "{id: '{host}-ready', on: all, systemd_state: {}}",
        "{id: route, on: a, http: 'http://192.0.2.1:80/'}",
        "{id: up, on: b, docker_container: app}",
        "{id: release, on: a, release_parity: {url: 'http://192.0.2.1:80/health', equals: '1.2'}}",
        DAYS,
    )
    hosts = (
        "{a: {units: {web: active}, http: {80: {paths: {/: 200, /health: {json: {version: '1.2'}}}}}},"
        " b: {units: {web: active}, containers: {app: running}, queries: [{rows: [{days: 1}]}]}}"
    )
    seen = spoil(fleet, hosts, "{b: {queries: [{rows: [{days: 7}]}]}}")
    assert [name for name, outcome in outcomes(seen).items() if outcome != "PASS"] == ["fresh"]
    assert "days = 7" in find(seen, "fresh").reason
    assert (seen.result, seen.first_blocked) == (Result.BLOCKED, "fresh")
    assert seen.level not in ("FULL_STACK_GREEN", "SERVICE_READY")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("{containers: {app: {health: unhealthy}}}", "expected app healthy, saw unhealthy"),
        ("{containers: {app: {health: starting}}}", "expected app healthy, saw starting"),
        ("{containers: {app: {up_for: 5}}}", "expected up for 60 s, saw 5 s"),
        ("{containers: {app: {restarts: 9, up_for: 100}}}", "restarts, saw 9"),
    ],
)
def test_28_a_container_that_is_up_is_asked_for_more(changes: str, words: str) -> None:
    """It runs in each case."""
    fleet = load("{id: app, on: a, docker_container: {container: app, min_uptime: 60, max_restarts: 0}}")
    seen = spoil(fleet, "{a: {containers: {app: {health: healthy}}}, b: {}}", f"{{a: {changes}}}")
    assert find(seen, "app").outcome is Outcome.BLOCKED
    assert words in find(seen, "app").reason


def test_29_a_node_object_that_says_ready_does_not_reach_its_host() -> None:
    """The cluster passes by its own word; the host is UNREACHABLE, and the cluster's phase is not released."""
    fleet = load(
        p0=write_phase("P0", *REACHED),
        p1=write_phase("P1", "{id: nodes, on: b, kubernetes_nodes: {nodes: [a, b]}}", needs="P0"),
    )
    listed = f"[{write_node('a')},{write_node('b')}]"
    seen = spoil(fleet, f"{{a: {{}}, b: {{tools: {{kubectl: [{{stdout: '{listed}'}}]}}}}}}", "{a: {down: blackhole}}")
    assert find(seen, "nodes").outcome is Outcome.PASS
    assert {state.host: state.condition for state in seen.hosts}["a"] is HostCondition.UNREACHABLE
    assert [(str(state.result), state.held_by) for state in seen.phases] == [("BLOCKED", None), ("HELD", "P0")]
    assert find(seen, "a-login").held_by == "a-ping"


def test_30_an_exporters_pg_up_does_not_stand_for_the_hosts_cluster() -> None:
    """The exporter reaches a server in a container; the host's own cluster is asked for itself."""
    fleet = load(
        "{id: exporter, on: a, prometheus_query: pg_up, expect: value == 1.0}",
        "{id: container, on: a, postgres_ready: {container: db}}",
        "{id: cluster, on: a, postgres_clusters: {cluster: 14/main, sudo: true}}",
    )
    hosts = (
        "{a: {http: {9090: {prometheus: {queries: {pg_up: 1}}}}, containers: {db: running},"
        " postgres: {db: accepting}, clusters: {14/main: online}}, b: {}}"
    )
    seen = spoil(fleet, hosts, "{a: {clusters: {14/main: down}}}")
    assert outcomes(seen) == {"exporter": "PASS", "container": "PASS", "cluster": "BLOCKED"}
    assert find(seen, "cluster").reason == "expected cluster 14/main online, saw down"


def test_31_equal_row_counts_do_not_stand_for_fresh_data() -> None:
    """Both tables stopped on the same day: the parity passes, the freshness does not."""
    sides = "(SELECT count(*) AS rows, max(day) AS day FROM public.%s) AS %s"
    query = f"SELECT a.rows AS a_rows, b.rows AS b_rows FROM {sides % ('daily', 'a')}, {sides % ('monthly', 'b')}"  # noqa: S608  # the test's own
    parity = f"{{id: parity, on: b, sql: {{query: '{query}'}}, expect: 'a_rows > 0 && a_rows == b_rows'}}"
    days = "{match: '*current_date*', rows: [{days: %s}]}"
    both = "{match: '*a_rows*', rows: [{a_rows: 17353, b_rows: 17353}]}"
    seen = spoil(
        load(parity, DAYS),
        f"{{a: {{}}, b: {{queries: [{days % 1}, {both}]}}}}",
        f"{{b: {{queries: [{days % 7}, {both}]}}}}",
    )
    assert outcomes(seen) == {"parity": "PASS", "fresh": "BLOCKED"}
    assert "saw days = 7" in find(seen, "fresh").reason


@pytest.mark.parametrize(
    ("check", "healthy", "older", "words"),
    [
        (
            "file_digest: {path: /usr/local/bin/check.sh, same_as: /srv/repo/check.sh}",
            "{files: {/usr/local/bin/check.sh: new, /srv/repo/check.sh: new}}",
            "{files: {/usr/local/bin/check.sh: old}}",
            "the same as /srv/repo/check.sh, saw digests",
        ),
        (
            "release_parity: {url: 'http://192.0.2.1:80/', equals: '1.78'}",
            "{http: {80: {paths: {/: {json: {version: '1.78'}}}}}}",
            "{http: {80: {paths: {/: {json: {version: '1.77'}}}}}}",
            "1.77",
        ),
        (
            "file_digest: {path: /usr/local/bin/check.sh, same_as: /srv/repo/check.sh}",
            "{files: {/usr/local/bin/check.sh: new, /srv/repo/check.sh: new}}",
            "{files: {/usr/local/bin/check.sh: {error: No such file or directory}}}",
            "No such file",
        ),
    ],
)
def test_32_the_copy_that_runs_is_compared_with_the_repository(
    check: str, healthy: str, older: str, words: str
) -> None:
    """A newer check in the repository is of no use until it runs."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), f"{{a: {healthy}, b: {{}}}}", f"{{a: {older}}}")
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert words in find(seen, "it").reason


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("json: {registry: {accepted: 0}}", "registry.accepted"),
        ("json: {registry: {accepted: null}}", "registry.accepted"),
        ("json: {registry: null}", "registry.accepted"),
        ("body: <html>Sign in</html>", "registry.accepted"),
    ],
)
def test_33_a_route_that_answers_200_has_not_registered_any_agent(body: str, words: str) -> None:
    """The status is as it was; what the registry itself says of its agents is what counts."""
    fleet = load("{id: agents, on: a, http: {url: 'http://192.0.2.1:80/', require: {registry.accepted: '== 6'}}}")
    hosts = "{a: {http: {80: {paths: {/: {json: {registry: {accepted: 6}}}}}}}, b: {}}"
    seen = spoil(
        fleet,
        hosts,
        f"{{a: {{http: {{80: {{paths: {{/: {{json: null, {body}}}}}}}}}}}}}".replace("json: null, json", "json"),
    )
    assert find(seen, "agents").outcome is Outcome.BLOCKED
    assert words in find(seen, "agents").reason
