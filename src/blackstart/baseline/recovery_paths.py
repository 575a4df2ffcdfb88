"""The paths of recovery.yml: what to do while something is the root cause, and the way back."""

from collections.abc import Iterable

from blackstart.baseline.fields import Name
from blackstart.baseline.recovery_demand import DecisionScene, link_needs
from blackstart.baseline.recovery_format import PathEntry
from blackstart.baseline.recovery_hosts import choose_host
from blackstart.baseline.recovery_scene import choose_all, choose_check
from blackstart.model.plan import HostPath, StandIn

HOST = "host:"


def link_path(entry: PathEntry, scene: DecisionScene) -> HostPath:
    """Return one path; problems go to the report."""
    stand_in, names = entry.stand_in, entry.when.root_cause
    return HostPath(
        name=entry.path.text,
        hosts=choose_all(list_hosts(names), scene.fields, scene.claims, choose_host),
        checks=choose_all(
            (Name(text=name.text, line=name.line) for name in names if not name.text.startswith(HOST)),
            scene.fields,
            scene.claims,
            choose_check,
        ),
        says=entry.says,
        stand_in=None if stand_in is None else StandIn(requires=link_needs(stand_in.needs, scene), says=stand_in.says),
        back=link_needs(entry.back, scene),
    )


def list_hosts(names: Iterable[Name]) -> Iterable[Name]:
    """Return the hosts that are meant themselves, named as `host:nas`."""
    return (Name(text=name.text.removeprefix(HOST), line=name.line) for name in names if name.text.startswith(HOST))
