"""What is asked of a cluster about its own objects: the resources, the fields, and the type of a row."""

from typing import Generic, TypeVar

import msgspec

from blackstart.checks.read_only.kubernetes_objects import ApiCronJob, ApiEvent, ApiJob, ApiNode, ApiPod, ApiWorkload
from blackstart.checks.read_only.kubernetes_template import dig, each, entry, flag, keys, number, record, text

T = TypeVar("T")


class ClusterQuestion(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Resources as kubectl names them, what prints one of them, and the type that it fits."""

    resources: str
    template: str
    row: type[T]

    @property
    def output(self) -> str:
        """What prints all of them. A list that is cut has no end, so it is no JSON."""
        return f"go-template={each('.items', self.template)}"


OWNERS = each(".metadata.ownerReferences", record(kind=text(".kind"), name=text(".name")))
TYPED = {"type": text(".type"), "status": text(".status")}
CONDITIONS = each(".status.conditions", record(**TYPED))
REASONED = each(".status.conditions", record(**TYPED, reason=text(".reason"), changed=text(".lastTransitionTime")))
NAMED = {"namespace": text(".metadata.namespace"), "name": text(".metadata.name")}
CONTAINER = record(
    name=text(".name"),
    ready=flag(".ready"),
    restarts=number(".restartCount"),
    waiting=text(".state.waiting.reason"),
    terminated=text(".state.terminated.reason"),
)
# What a probe or a hook printed is the application's own text, and could hold anything.
PRINTED = '"Unhealthy" "ProbeWarning" "FailedPostStartHook" "FailedPreStopHook"'
MESSAGE = '{{with $e.message}}{{printf "%.300q" .}}{{else}}null{{end}}'

NODES = ClusterQuestion(
    resources="nodes",
    row=ApiNode,
    template=record(
        name=text(".metadata.name"),
        labels=keys(".metadata.labels"),
        cordoned=flag(".spec.unschedulable"),
        version=text(".status.nodeInfo.kubeletVersion"),
        conditions=each(".status.conditions", record(**TYPED, heartbeat=text(".lastHeartbeatTime"))),
    ),
)
PODS = ClusterQuestion(
    resources="pods",
    row=ApiPod,
    template=record(
        **NAMED,
        created=text(".metadata.creationTimestamp"),
        terminating=flag(".metadata.deletionTimestamp"),
        phase=text(".status.phase"),
        reason=text(".status.reason"),
        node=text(".spec.nodeName"),
        hash=entry(".metadata.labels", "pod-template-hash"),
        owners=OWNERS,
        conditions=CONDITIONS,
        init_containers=each(".status.initContainerStatuses", CONTAINER),
        containers=each(".status.containerStatuses", CONTAINER),
    ),
)
WORKLOADS = ClusterQuestion(
    resources="deployments,statefulsets,daemonsets",
    row=ApiWorkload,
    template=record(
        kind=text(".kind"),
        **NAMED,
        generation=number(".metadata.generation"),
        observed=number(".status.observedGeneration"),
        replicas=number(".spec.replicas"),
        ready_replicas=number(".status.readyReplicas"),
        updated_replicas=number(".status.updatedReplicas"),
        all_replicas=number(".status.replicas"),
        nodes=number(".status.desiredNumberScheduled"),
        ready_nodes=number(".status.numberReady"),
        updated_nodes=number(".status.updatedNumberScheduled"),
        conditions=REASONED,
        containers=each(".spec.template.spec.containers", record(name=text(".name"), image=text(".image"))),
    ),
)
CRON_JOBS = ClusterQuestion(
    resources="cronjobs",
    row=ApiCronJob,
    template=record(
        **NAMED,
        schedule=text(".spec.schedule"),
        suspended=flag(".spec.suspend"),
        scheduled=text(".status.lastScheduleTime"),
        succeeded=text(".status.lastSuccessfulTime"),
    ),
)
JOBS = ClusterQuestion(
    resources="jobs",
    row=ApiJob,
    template=record(
        **NAMED,
        instantiated=entry(".metadata.annotations", "cronjob.kubernetes.io/instantiate"),
        owners=OWNERS,
        conditions=REASONED,
        started=text(".status.startTime"),
        completed=text(".status.completionTime"),
        active=number(".status.active"),
    ),
)
EVENTS = ClusterQuestion(
    resources="events",
    row=ApiEvent,
    template=record(
        namespace=text(".metadata.namespace"),
        kind=text(".involvedObject.kind"),
        object=text(".involvedObject.name"),
        reason=text(".reason"),
        message=dig(".reason", f"{{{{if eq . {PRINTED}}}}}null{{{{else}}}}{MESSAGE}{{{{end}}}}", MESSAGE),
        created=text(".metadata.creationTimestamp"),
        first=text(".firstTimestamp"),
        last=text(".lastTimestamp"),
        at=text(".eventTime"),
        observed=text(".series.lastObservedTime"),
    ),
)
