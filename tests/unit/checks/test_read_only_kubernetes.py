"""kubectl may list what holds no secrets, by the templates of the kinds, and print no object whole."""

import re
import shlex
from typing import Any

import pytest

from blackstart.checks.read_only.kubernetes import QUESTIONS
from blackstart.checks.read_only.kubernetes_questions import ClusterQuestion
from blackstart.checks.read_only.kubernetes_status import MARK, ask_status
from blackstart.checks.read_only.request import refuse

SPECIFIED = re.compile(r"\{\{with \.spec\}\}\{\{with \.(\w+)")
SAFE = {"unschedulable", "nodeName", "replicas", "template", "containers", "schedule", "suspend", "storageLocation"}

ALLOWED = """
kubectl get nodes -o wide
kubectl get nodes -owide
kubectl get pods,deployments -A --request-timeout=5s
kubectl -n shop get pod/x deployment/y --output=name
kubectl get events -n shop --sort-by=.lastTimestamp
kubectl get cronjobs,jobs -n shop
kubectl get --raw=/readyz?verbose
kubectl version -o json
kubectl cluster-info
kubectl --kubeconfig=/etc/rancher/k3s/k3s.yaml get nodes
kubectl --kubeconfig /home/ops/.kube/config get nodes
k3s kubectl get nodes
/usr/local/bin/k3s kubectl get backups.velero.io -n velero
""".strip().splitlines()

REFUSED = """
kubectl
kubectl delete pod x
kubectl exec x -- sh
kubectl apply -f x
kubectl cp x:/y z
kubectl logs x
kubectl describe pod x
kubectl config view --raw
kubectl proxy
kubectl -v=9 get pods
kubectl --token=x get pods
kubectl -s http://192.0.2.1 get pods
kubectl get secrets
kubectl get secret/x
kubectl get Secrets -A
kubectl get secrets.v1.
kubectl get pods,secrets
kubectl get pods,secret/x
kubectl get pod/x secret/y
kubectl get pods secrets
kubectl get configmaps
kubectl get cm -A
kubectl get all
kubectl get externalsecrets.external-secrets.io
kubectl get Pods/
kubectl -n secure get secrets
kubectl get pods -w
kubectl get pods --watch
kubectl get -f /etc/passwd
kubectl get -k /srv
kubectl get pods -o json
kubectl get pods -ojson
kubectl get pods -o=json
kubectl get pods --output json
kubectl get pods --output=yaml
kubectl get nodes -o json
kubectl get deployments -o yaml
kubectl get pods -o 'jsonpath={..env}'
kubectl get pods -o custom-columns=E:.spec.containers[*].env
kubectl get pods -o 'go-template={{.}}'
kubectl get pods -o go-template-file=/srv/x
kubectl get pods --template={{.}}
kubectl get --raw=/api/v1/secrets
kubectl get --raw /api/v1/namespaces/x/secrets
kubectl get --raw=/readyz/../api/v1/secrets
kubectl --kubeconfig=/tmp/evil get pods
kubectl --kubeconfig=/etc/../tmp/evil get pods
kubectl get pods --kubeconfig=/tmp/evil
kubectl version --kubeconfig=/tmp/evil
kubectl cluster-info --kubeconfig /tmp/evil
kubectl cluster-info dump
k3s
k3s server
k3s ctr images rm x
k3s kubectl delete pod x
k3s kubectl get secrets
k3s --data-dir=/tmp kubectl get pods
""".strip().splitlines()


@pytest.mark.parametrize("line", ALLOWED)
def test_question_to_a_cluster_is_allowed(line: str) -> None:
    """A list of what holds no secrets is let through."""
    assert refuse(tuple(shlex.split(line))) is None


@pytest.mark.parametrize("line", REFUSED)
def test_kubectl_that_acts_or_tells_secrets_is_refused(line: str) -> None:
    """What changes, runs, follows or prints whole objects is refused, however it is dressed."""
    assert refuse(tuple(shlex.split(line)))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.resources)
def test_templates_of_the_kinds_are_allowed_and_no_others(question: ClusterQuestion[Any]) -> None:
    """A template that differs in anything could print anything."""
    command = ("kubectl", "get", "pods", "-o")
    assert refuse((*command, question.output)) is None
    assert refuse((*command, f"{question.output}{{{{.}}}}"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.resources)
def test_no_template_prints_more_of_a_specification_than_it_needs(question: ClusterQuestion[Any]) -> None:
    """A container's environment, arguments and commands hold secrets; only its name and image are printed."""
    assert set(SPECIFIED.findall(question.template)) <= SAFE
    assert not re.search(r"\.(?:env|args|command|data|value|volumes)\b|last-applied", question.template)


STATUS = ask_status("certificates.cert-manager.io", ["status.notAfter", "status.a.b"]).output
GET = ("kubectl", "get", MARK, "certificates.cert-manager.io", "-A", "--request-timeout=15s", "-o")


def test_the_status_of_any_group_may_be_asked_for() -> None:
    """By a template that is made of paths into the status alone."""
    assert refuse((*GET, STATUS)) is None


@pytest.mark.parametrize(
    "output",
    [
        "json",
        "wide",
        "go-template={{.}}",
        STATUS.replace(".status", ".spec"),
        STATUS + "{{.}}",
        STATUS.replace("%v", "%s"),
    ],
)
def test_no_other_output_of_such_objects_is_allowed(output: str) -> None:
    """Neither whole objects nor their specs, nor a template that was changed."""
    assert refuse((*GET, output))


@pytest.mark.parametrize("resource", ["secrets", "certificates", "secrets.", "a.b;c", "pods/x"])
def test_such_a_question_is_of_a_resource_with_its_group(resource: str) -> None:
    """Core resources have kinds, and rules, of their own."""
    assert refuse((*GET[:3], resource, "-A", "-o", STATUS))


def test_such_a_question_has_its_output() -> None:
    """Without one kubectl prints columns that somebody else chose."""
    assert refuse((*GET[:5],))
