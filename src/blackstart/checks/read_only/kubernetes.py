"""Rules of kubectl: it may list what holds no secrets, and print no object whole."""

from blackstart.checks.read_only.kubernetes_extensions import BACKUPS, LOCATIONS
from blackstart.checks.read_only.kubernetes_questions import CRON_JOBS, EVENTS, JOBS, NODES, PODS, WORKLOADS
from blackstart.checks.read_only.kubernetes_status import MARK, RESOURCE, is_status_output
from blackstart.checks.read_only.rule import Rule, pattern, same

RESOURCES = (
    "nodes node no namespaces namespace ns pods pod po deployments deployment deploy replicasets replicaset rs "
    "statefulsets statefulset sts daemonsets daemonset ds jobs job cronjobs cronjob cj events event ev "
    "services service svc endpoints ep endpointslices ingresses ingress ing leases lease "
    "persistentvolumes persistentvolume pv persistentvolumeclaims persistentvolumeclaim pvc storageclasses sc "
    "horizontalpodautoscalers hpa poddisruptionbudgets pdb apiservices "
    "applications.argoproj.io backups.velero.io backupstoragelocations.velero.io schedules.velero.io"
)
"""What may be asked for. Of other things (secrets, config maps) even a list could tell."""
QUESTIONS = (NODES, PODS, WORKLOADS, CRON_JOBS, JOBS, EVENTS, BACKUPS, LOCATIONS)
OUTPUTS = frozenset({"name", "wide"} | {question.output for question in QUESTIONS})
"""A whole pod (json, yaml, or a template of anybody's) holds the values of its environment."""
# A configuration names a command to get credentials from, and kubectl runs it (client-go, exec plugins).
KUBECONFIG = pattern(
    r"(?!.*\.\.)/(?:etc/(?:kubernetes|rancher|k0s|k8s)|var/lib/k0s/pki|root/\.kube|home/[^/]+/\.kube)/[\w./@-]+"
)

COMMON = "namespace context kubeconfig request-timeout"


def is_resource(word: str) -> bool:
    """Tell whether a word names resources that may be asked for, all or one of each: `pods,jobs`, `pod/x`."""
    return {part.partition("/")[0] for part in word.split(",")} <= set(RESOURCES.split())


STATUS = Rule(
    flags="A",
    valued="o",
    long_valued="request-timeout",
    values={"o": is_status_output},
    required=("o",),
    operands=lambda word: RESOURCE.fullmatch(word) is not None,
)
"""Objects of any API group, by a template that prints nothing but their status."""
GET = Rule(
    instead={MARK: STATUS},
    flags="A",
    valued="nlo",
    long="all-namespaces no-headers show-labels ignore-not-found",
    long_valued=f"{COMMON} selector output field-selector sort-by chunk-size raw",
    values=same("o output", OUTPUTS.__contains__)
    | {"raw": pattern(r"/(?:readyz|livez|healthz|version)(?:\?verbose)?"), "kubeconfig": KUBECONFIG},
    operands=is_resource,
)
KUBECTL = Rule(
    valued="n",
    long_valued=COMMON,
    values={"kubeconfig": KUBECONFIG},
    verbs={
        "get": GET,
        "version": Rule(valued="o", long="client", long_valued=f"{COMMON} output", values={"kubeconfig": KUBECONFIG}),
        "cluster-info": Rule(long_valued=COMMON, values={"kubeconfig": KUBECONFIG}),
    },
)
K3S = Rule(verbs={"kubectl": KUBECTL})
