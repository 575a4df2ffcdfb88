"""Each kind says through which system its evidence comes, so that a check of that system can be asked for."""

from typing import Any

import msgspec
import pytest
import yaml

from blackstart.checks.spec import Spec
from blackstart.checks.table import KINDS, find_kind
from blackstart.model.connection import DOCKER, KUBERNETES, PROMETHEUS, System


def make_example(kind: str, **more: Any) -> Spec:
    """Return the kind with its example's parameters."""
    found = find_kind(kind)
    params = yaml.safe_load(found.example)[kind]
    given = params if isinstance(params, dict) else {found.shorthand: params}
    return msgspec.convert({**given, **more}, found, strict=False)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("kubernetes_") or kind == "velero"])
def test_what_a_cluster_says_comes_through_its_api(kind: str) -> None:
    """All of its kinds ask kubectl."""
    assert make_example(kind).comes_through() == System(connection=KUBERNETES)


def test_what_prometheus_says_comes_through_it() -> None:
    """The one at that URL."""
    spec = make_example("prometheus_targets", url="http://127.0.0.1:9090")
    assert spec.comes_through() == System(connection=PROMETHEUS, url="http://127.0.0.1:9090")


def test_what_stands_in_a_container_comes_through_docker() -> None:
    """And else through nothing."""
    assert make_example("sql", container="db").comes_through() == System(connection=DOCKER)
    assert make_example("disk").comes_through() is None


def test_a_kind_limits_no_age_unless_it_says_so() -> None:
    """What it would be of is a file."""
    assert make_example("systemd_unit").limits_age_of() is None
