"""The objects of other software in a simulated cluster, as rows of what kubectl is told to print. Pure."""

from collections.abc import Iterable, Iterator

from blackstart.checks.read_only.kubernetes_status import ObjectStatus, StatusCondition
from blackstart.drill.kubernetes_fixtures import ObjectFixture
from blackstart.drill.kubernetes_pods import moment


def list_objects(objects: dict[str, ObjectFixture], paths: Iterable[str], now: float) -> Iterator[ObjectStatus]:
    """Yield the objects of a resource with the fields that are asked for, as kubectl prints them."""
    asked = tuple(paths)
    for full, given in objects.items():
        namespace, _, name = full.rpartition("/")
        yield ObjectStatus(
            namespace=namespace or None,
            name=name,
            generation=1,
            observed=0,
            terminating=False,
            suspended=given.suspended,
            conditions=tuple(
                StatusCondition(type=condition, status=status, reason=None, observed=0)
                for condition, status in given.conditions.items()
            ),
            values={path: print_field(given, path, now) for path in asked},
        )


def print_field(given: ObjectFixture, path: str, now: float) -> str | None:
    """Print a field of the status: a template takes 0, false and empty text for nothing."""
    if path in given.ages:
        return moment(now, given.ages[path]).isoformat().replace("+00:00", "Z")
    value = given.status.get(path)
    return None if not value else str(value).lower() if isinstance(value, bool) else str(value)
