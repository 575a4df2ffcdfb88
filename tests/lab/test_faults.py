"""Each fault on a real host comes out as its cause, on that host, and nothing else turns red."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab.fault_cases import Case, Looks, Row, find_differences, group_looks, make_row, read_cases
from lab.real_lab import PACK, Lab

from blackstart.app.loading import load_pack
from blackstart.checks.table import KINDS
from blackstart.model.outcome import Outcome, Result

CASES = read_cases(Path(__file__).with_name("faults.yml"))
NO_CLUSTER = "no Kubernetes cluster runs on the hosts"
NO_ENGINE = "no container engine runs on the hosts"
NOT_IN_THE_LAB = {
    "docker_container": NO_ENGINE,
    "filesystem_state": "/ is an overlay on the hosts; they do not see the ext4 disk below it",
    "kubernetes_cronjobs": NO_CLUSTER,
    "kubernetes_events": NO_CLUSTER,
    "kubernetes_jobs": NO_CLUSTER,
    "kubernetes_nodes": NO_CLUSTER,
    "kubernetes_object": NO_CLUSTER,
    "kubernetes_placement": NO_CLUSTER,
    "kubernetes_pods": NO_CLUSTER,
    "kubernetes_workloads": NO_CLUSTER,
    "pending_kernel": "the hosts share the running kernel and have none of their own to boot",
    "restart_policies": NO_ENGINE,
    "trend": "it is judged by the runs on record, of which the first look on a fresh lab has none",
    "ups": "no UPS stands behind the hosts",
    "unlock_prompts": "the hosts see the disks of the machine the lab runs on, which may be encrypted",
    "velero": NO_CLUSTER,
}
"""Kinds that the hosts cannot carry, and why."""

pytestmark = pytest.mark.timeout(600)  # the first one builds the hosts


def test_the_pack_has_every_kind_the_hosts_allow() -> None:
    """No kind goes without a real host but for want of its service."""
    used = {check.spec.name for check in load_pack(str(PACK)).checks}
    assert used == set(KINDS) - NOT_IN_THE_LAB.keys()


def test_healthy_hosts_are_green(lab: Lab, rows: list[Row]) -> None:
    """Everything passes on hosts without a fault."""
    scorecard = lab.check()
    rows.append(make_row(Case(inject=("none",), causes={}), scorecard))
    assert (scorecard.result, scorecard.level, scorecard.held) == (Result.GREEN, "FULL_STACK_GREEN", 0)


def test_every_fault_of_the_lab_is_tried_alone(lab: Lab) -> None:
    """A fault the lab learns is a case to be added."""
    faults = re.findall(r"^#::? (\S+)", (lab.scripts / "faults.sh").read_text(), re.MULTILINE)
    tried = {case.inject[0].split()[0] for case in CASES if len(case.inject) == 1}
    assert tried == set(faults)


@pytest.mark.parametrize("looks", group_looks(CASES), ids=lambda looks: looks.name)
def test_fault_is_named(lab: Lab, rows: list[Row], looks: Looks) -> None:
    """The cause is BLOCKED on its host, what depends on it HELD, and the rest passes."""
    with injected(lab, looks[0]):
        scorecards = [lab.check(case.user, case.view) for case in looks]
    rows.extend(map(make_row, looks, scorecards))
    for case, scorecard in zip(looks, scorecards, strict=True):
        assert list(find_differences(case, scorecard)) == []
        assert (scorecard.result is Result.GREEN) == (not case.causes and not case.unseen)


def test_a_neighbour_from_before_proves_no_power(lab: Lab) -> None:
    """A host whose cable came out is still REACHABLE to the kernel for a while; that never passes.

    The kernel tells whole seconds, so the second in which it was last heard from may still pass.
    """
    assert lab.check_warm().result is Result.GREEN
    with injected(lab, Case(inject=("link-down h121",), causes={})):
        lab.call("client.sh", "sleep", "1.1")
        verdicts = {verdict.check: verdict for verdict in lab.check_warm().verdicts}
    assert verdicts["h121-link"].outcome is not Outcome.PASS
    assert verdicts["h121-ping"].outcome is Outcome.BLOCKED


@contextmanager
def injected(lab: Lab, case: Case) -> Iterator[None]:
    """Have the faults in force; afterwards the hosts are well again."""
    try:
        for words in case.inject:
            lab.call("fault.sh", *words.split())
        yield
    finally:
        for host in case.hosts:
            mend(lab, case, host)
        lab.wait_until_well()


def mend(lab: Lab, case: Case, host: str) -> None:
    """Heal a host, or give it a new disk where its logs would go on telling of the fault."""
    if case.leaves_traces:
        lab.replace(host)
    else:
        lab.call("heal.sh", host)
