"""A simulated cluster is healthy to every kind that asks one, and one small difference is seen."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind
from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import HostFixtures
from blackstart.drill.host_answers import answer_question
from blackstart.drill.kubernetes_fixtures import ClusterFixture
from blackstart.drill.merge import merge
from blackstart.model.fleet import Check
from blackstart.model.kind import Target
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import Request, RunCommand
from blackstart.verdicts.replay import observe

NOW = 1_782_547_200.0
HEALTHY: dict[str, Any] = {
    "nodes": {"a": {"state": "ready"}, "b": "ready"},
    "workloads": {
        "shop/api": {"replicas": 2, "image": "shop/api:1.4"},
        "shop/web": {"replicas": 3, "image": "shop/web:1.4"},
        "shop/db": {"kind": "StatefulSet"},
        "shop/agent": {"kind": "DaemonSet"},
        "shop/worker": 1,
    },
    "cronjobs": {"shop/report": {"schedule": "0 19 * * *"}, "shop/sync": 600},
    "jobs": {"shop/report-29692500": {"age": 90_000}, "shop/report-29693940": "succeeded", "shop/once": "running"},
    "pods": {"shop/report-29693940-x": {"phase": "Succeeded", "job": "report-29693940"}, "plain": "Running"},
    "events": {"pulled": {"kind": "Pod", "reason": "Pulled", "message": "Container image present"}},
    "objects": {
        "applications.argoproj.io": {
            "argocd/shop": {
                "status": {"status.sync.status": "Synced", "status.health.status": "Healthy"},
                "ages": {"status.reconciledAt": 60},
            }
        },
        "volumes.longhorn.io": {"longhorn/data": {"conditions": {"Ready": "True"}, "status": {"status.replicas": 3}}},
    },
    "velero": {"backups": {"daily-1": "Completed", "daily-2": {"age": 7200, "schedule": "daily"}}},
}
KINDS: dict[str, dict[str, Any]] = {
    "kubernetes_object": {
        "resource": "applications.argoproj.io",
        "namespace": "argocd",
        "names": ["shop"],
        "status": {"status.sync.status": ["Synced"], "status.health.status": ["Healthy"]},
        "fresh": {"status.reconciledAt": 3600},
    },
    "kubernetes_object by conditions": {
        "resource": "volumes.longhorn.io",
        "conditions": {"Ready": "True"},
        "status": {"status.replicas": ["3"]},
    },
    "kubernetes_cronjobs": {"namespace": "shop", "cronjobs": ["report", "sync"]},
    "kubernetes_events": {},
    "kubernetes_jobs": {"namespace": "shop"},
    "kubernetes_nodes": {"nodes": ["a", "b"], "roles": ["control-plane"]},
    "kubernetes_placement": {"namespace": "shop", "deployments": ["api", "web"]},
    "kubernetes_pods": {"namespaces": ["shop"]},
    "kubernetes_workloads": {
        "namespace": "shop",
        "deployments": ["api", "web", "worker"],
        "statefulsets": ["db"],
        "daemonsets": ["agent"],
    },
    "kubernetes_workloads of one tag": {"namespace": "shop", "deployments": ["api", "web"], "tag": "1.4"},
    "velero": {"location": "default", "schedule": "daily"},
}


def make_facts(cluster: ClusterFixture | None) -> Facts:
    """Make a host that tells of a cluster."""
    return Facts(host="120", user="ops", now=NOW, fixtures=HostFixtures(kubernetes=cluster))


def change_shop(**changes: Any) -> dict[str, Any]:
    """Return changes to the application."""
    return {"objects": {"applications.argoproj.io": {"argocd/shop": changes}}}


def change_volume(**changes: Any) -> dict[str, Any]:
    """Return changes to the volume."""
    return {"objects": {"volumes.longhorn.io": {"longhorn/data": changes}}}


def make_cluster(changes: dict[str, Any]) -> ClusterFixture:
    """Lay changes over the healthy cluster, as a scenario does."""
    return msgspec.convert(merge(HEALTHY, changes), ClusterFixture, strict=False)


def look(kind: str, cluster: ClusterFixture | None, params: dict[str, Any] | None = None) -> Any:
    """Return the reading, or the gap, and what is seen in findings that do not hold."""
    spec = msgspec.convert(params or KINDS[kind], find_kind(kind.partition(" ")[0]))
    check = Check(id=kind, phase="P0", host="120", place="120", spec=spec)

    def answer(request: Request) -> Reply | Gap:
        assert isinstance(request, RunCommand)
        said = answer_question(request.argv, make_facts(cluster))
        if said is None:
            return Gap(cause=Cause.TOOL_MISSING)
        return CommandReply(stdout=said.stdout, stderr=said.stderr, exit_code=said.exit_code, at=NOW)

    outcome = observe(check, Target(host="120", address="192.0.2.120"), answer).outcome
    if isinstance(outcome, Gap):
        return outcome, [str(outcome)]
    return outcome, [finding.seen for finding in spec.findings(outcome) if not finding.holds]


@pytest.mark.parametrize("kind", KINDS)
def test_healthy_cluster_has_nothing_wrong(kind: str) -> None:
    """What is left out is healthy."""
    assert look(kind, make_cluster({}))[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_cluster_asked_through_k3s_answers_the_same(kind: str) -> None:
    """`k3s kubectl` is kubectl."""
    assert look(kind, make_cluster({}), KINDS[kind] | {"kubectl": ["k3s", "kubectl"]})[1] == []


@pytest.mark.parametrize(
    ("kind", "changes", "seen"),
    [
        ("kubernetes_object", change_shop(status={"status.health.status": "Degraded"}), ["Degraded"]),
        ("kubernetes_object", change_shop(status={"status.health.status": ""}), ["nothing"]),
        ("kubernetes_object", change_shop(ages={"status.reconciledAt": 86400}), ["86400 s ago"]),
        ("kubernetes_object", change_shop(suspended=True), ["suspended"]),
        ("kubernetes_object", {"objects": {"applications.argoproj.io": None}}, ["resource type"]),
        ("kubernetes_object by conditions", change_volume(conditions={"Ready": "False"}), ["False"]),
        ("kubernetes_object by conditions", change_volume(status={"status.replicas": True}), ["true"]),
        ("kubernetes_cronjobs", {"cronjobs": {"shop/report": {"suspended": True}}}, ["suspended"]),
        ("kubernetes_cronjobs", {"cronjobs": {"shop/report": {"succeeded": False, "last_schedule": 60}}}, ["never"]),
        ("kubernetes_cronjobs", {"cronjobs": {"shop/sync": {"last_schedule": 100_000}}}, ["100000 s ago"]),
        ("kubernetes_cronjobs", {"cronjobs": {"shop/sync": 100_000}}, ["100000 s ago"]),
        ("kubernetes_events", {"events": {"x": {"reason": "FilesystemIsReadOnly", "message": ""}}}, ["1: Node node"]),
        ("kubernetes_events", {"nodes": {"a": {"conditions": {"ReadonlyFilesystem": "True"}}}}, ["1"]),
        ("kubernetes_workloads of one tag", {"workloads": {"shop/api": {"image": "shop/api:1.3"}}}, ["api: 1.3"]),
        (
            "kubernetes_workloads of one tag",
            {"workloads": {"shop/api": {"old_pods": 1}}},
            ["not that of deployment api"],
        ),
        ("kubernetes_jobs", {"jobs": {"shop/sync-1": "failed"}}, ["1: sync-1"]),
        ("kubernetes_jobs", {"jobs": {"shop/report-29693940": {"state": "failed"}}}, ["1: report-29693940"]),
        ("kubernetes_nodes", {"nodes": {"a": {"state": "unknown"}}}, ["Ready=Unknown"]),
        ("kubernetes_nodes", {"nodes": {"a": {"state": "cordoned"}}}, ["SchedulingDisabled"]),
        ("kubernetes_nodes", {"nodes": {"a": {"heard": 7200}}}, ["7200 s ago"]),
        ("kubernetes_nodes", {"nodes": {"a": {"roles": []}}}, ["none"]),
        ("kubernetes_nodes", {"nodes": {"a": None}}, ["b"]),
        ("kubernetes_placement", {"workloads": {"shop/api": {"ready": 0}}}, ["0"]),
        ("kubernetes_pods", {"pods": {"shop/x": {"trouble": "ImagePullBackOff"}}}, ["1: shop/x: ImagePullBackOff"]),
        ("kubernetes_pods", {"workloads": {"shop/web": {"ready": 2}}}, ["1: shop/web-6b7f9c5d48-00002"]),
        ("kubernetes_pods", {"nodes": {"a": {"state": "not ready"}}}, ["6: shop/api"]),
        ("kubernetes_workloads", {"workloads": {"shop/api": {"ready": 1}}}, ["1 of 2"]),
        ("kubernetes_workloads", {"workloads": {"shop/api": {"counted": False}}}, ["an old status"]),
        ("kubernetes_workloads", {"nodes": {"b": "not ready"}}, ["1 of 2", "2 of 3", "1 of 2"]),
        ("velero", {"velero": {"locations": {"default": {"phase": "Unavailable"}}}}, ["Unavailable"]),
        ("velero", {"velero": {"locations": {"default": "Unavailable"}}}, ["Unavailable"]),
        (
            "velero",
            {"velero": {"backups": {"daily-2": {"phase": "Failed", "errors": 2}}}},
            ["daily-2 Failed, 2", "never"],
        ),
        ("velero", {"velero": None}, ["resource type"]),
    ],
)
def test_small_difference_is_seen(kind: str, changes: dict[str, Any], seen: list[str]) -> None:
    """One changed fact, and the kind says what it saw."""
    found = look(kind, make_cluster(changes))[1]
    assert len(found) == len(seen)
    assert all(part in text for part, text in zip(seen, found, strict=True))


def test_replicas_on_one_node_are_imbalanced() -> None:
    """Placed as told; leftovers that terminate do not count."""
    cluster = make_cluster({"workloads": {"shop/api": {"nodes": ["b"], "terminating": 2}}})
    reading, seen = look("kubernetes_placement", cluster)
    assert seen == []
    assert (reading.workload, reading.skew, reading.control_plane) == ("WORKLOAD_IMBALANCED", 2, "CONTROL_PLANE_AA")
    assert reading.deployments["web"].nodes == {"a": 2, "b": 1}


def test_stalled_rollout_whose_pods_are_ready_is_no_outage() -> None:
    """The reading says so; nothing of the kind fails."""
    reading, seen = look("kubernetes_workloads", make_cluster({"workloads": {"shop/api": {"stalled": True}}}))
    assert seen == []
    assert reading.stalled == ("api",)


def test_restarts_are_told() -> None:
    """Expectations can be over them."""
    reading, _ = look("kubernetes_pods", make_cluster({"workloads": {"shop/api": {"restarts": 9}}}))
    assert reading.restarts == 9


@pytest.mark.parametrize(
    ("job", "counts"),
    [({}, (1, 1, 0)), ({"age": 100}, (1, 0, 1)), ({"state": "succeeded", "by_hand": True}, (0, 0, 0))],
)
def test_failed_job_is_made_good_by_a_later_run(job: dict[str, Any], counts: tuple[int, int, int]) -> None:
    """Which the healthy cluster has for old ones."""
    failed = {"state": "failed", "age": 300_000, "took": 900} | job
    reading, _ = look("kubernetes_jobs", make_cluster({"jobs": {"shop/report-29689620": failed}}))
    assert (reading.failed, reading.stale_failed, reading.active_failed) == counts


@pytest.mark.parametrize("kind", KINDS)
def test_refusing_api_and_missing_cluster_are_gaps(kind: str) -> None:
    """Neither passes."""
    refused, absent = look(kind, make_cluster({"api": "refused"}))[0], look(kind, None)[0]
    assert (refused.cause, absent.cause) == (Cause.UNREADABLE, Cause.TOOL_MISSING)


@pytest.mark.parametrize("argv", [("kubectl", "version"), ("kubectl", "get", "pods"), ("k3s", "server")])
def test_other_questions_to_a_cluster_have_no_answer(argv: tuple[str, ...]) -> None:
    """They need a fixture of their own."""
    assert answer_question(argv, make_facts(make_cluster({}))) is None


@pytest.mark.parametrize("kind", KINDS)
def test_kind_has_faults(kind: str) -> None:
    """So that a pack's proof finds one that bites."""
    assert find_kind(kind.partition(" ")[0]).faults
