"""Parameters of the cluster's kinds that fit their types and still cannot be meant are refused, with the mend."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("kubernetes_cronjobs", {"namespace": "shop", "cronjobs": []}, "length >= 1"),
    ("kubernetes_events", {"patterns": ["("]}, "is no regular expression"),
    ("kubernetes_events", {"patterns": ["a*"]}, "matches an empty text"),
    ("kubernetes_events", {"window": 0}, "> 0.0"),
    ("kubernetes_workloads", {"namespace": "shop", "deployments": ["api"], "tag": "latest"}, "names no release"),
    ("kubernetes_workloads", {"namespace": "shop", "deployments": ["api"], "container": "app"}, "whose tag is meant"),
    ("kubernetes_nodes", {"nodes": []}, "length >= 1"),
    ("kubernetes_nodes", {"nodes": ["Node A"]}, "matching regex"),
    ("kubernetes_pods", {"min": 0}, ">= 1"),
    ("kubernetes_pods", {"kubectl": []}, "length >= 1"),
    ("kubernetes_workloads", {"namespace": "shop"}, "name at least one of"),
    ("kubernetes_workloads", {"namespace": "shop", "deployments": ["api"], "min": 0}, ">= 1"),
]


@pytest.mark.parametrize(("kind", "params", "message"), REFUSED)
def test_parameters_that_cannot_be_meant_are_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """The message reaches whoever wrote the baseline."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(params, find_kind(kind))


def test_patterns_are_accepted() -> None:
    """An expression that an empty text does not match is one."""
    assert msgspec.convert({"patterns": ["OOMKill(?:ing|ed)"]}, find_kind("kubernetes_events"))
