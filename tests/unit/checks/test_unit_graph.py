"""Which units a reboot would bring back: every state of a unit's file, and every way to be started."""

import msgspec
import pytest

from blackstart.checks.facts.unit_graph import Unit, find_boot_start, find_return

TARGET = Unit(
    id="multi-user.target",
    names=frozenset({"multi-user.target"}),
    load="loaded",
    active="active",
    file_state="static",
    pulled_by=(),
    triggered_by=(),
    passing=False,
    bus="",
    condition=True,
    tried=True,
)


def make_unit(name: str = "a.service", state: str = "enabled", **fields: object) -> Unit:
    """Make a unit that runs and that the target pulls in."""
    pulled = {"pulled_by": (TARGET.id,)} | fields
    return msgspec.structs.replace(TARGET, id=name, names=frozenset({name}), file_state=state, **pulled)


def look(unit: Unit, *others: Unit) -> dict[str, Unit]:
    """Return the units by name."""
    return {each.id: each for each in (TARGET, unit, *others)}


@pytest.mark.parametrize("state", ["enabled", "static", "generated", "indirect", "alias", "linked", "disabled"])
def test_unit_that_the_target_pulls_in_returns(state: str) -> None:
    """Whatever is pulled in at boot is started, by whatever name its state goes."""
    assert find_return("a.service", look(make_unit(state=state))) == ""


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("masked", "masked"),
        ("masked-runtime", "until the reboot"),
        ("enabled-runtime", "until the reboot only"),
        ("linked-runtime", "until the reboot only"),
        ("transient", "made by hand"),
        ("bad", "cannot be read"),
        ("", "without a file"),
        ("tuesday", "not a known state"),
    ],
)
def test_state_that_ends_with_the_boot_is_lost(state: str, reason: str) -> None:
    """No puller and no trigger help such a unit."""
    unit = make_unit(state=state, triggered_by=("a.socket",), bus="org.example.A")
    assert reason in find_return("a.service", look(unit, make_unit("a.socket")))


@pytest.mark.parametrize("state", ["disabled", "linked", "static", "indirect", "generated", "enabled"])
def test_unit_that_nothing_starts_is_lost(state: str) -> None:
    """It was started by hand, and a reboot will not repeat that."""
    assert find_return("a.service", look(make_unit(state=state, pulled_by=())))


def test_unit_whose_file_is_gone_is_lost() -> None:
    """It runs on without its file, until the reboot."""
    assert "without a file" in find_return("a.service", look(make_unit(load="not-found")))


@pytest.mark.parametrize("file_state", ["enabled", "static"])
def test_trigger_that_returns_brings_the_unit_back(file_state: str) -> None:
    """A socket, a timer or a path starts it, though not by itself at boot."""
    units = look(
        make_unit(state="disabled", pulled_by=(), triggered_by=("a.socket",)), make_unit("a.socket", file_state)
    )
    assert find_return("a.service", units) == ""
    assert find_boot_start("a.service", units) == "disabled"


def test_trigger_that_does_not_return_helps_nobody() -> None:
    """A disabled socket is gone after the reboot, and the unit with it."""
    socket = make_unit("a.socket", "disabled", pulled_by=())
    assert find_return("a.service", look(make_unit(state="disabled", pulled_by=(), triggered_by=("a.socket",)), socket))


def test_bus_starts_its_unit() -> None:
    """The first message to its name starts it (systemd.service(5), Type=dbus)."""
    assert find_return("a.service", look(make_unit(state="static", pulled_by=(), bus="org.example.A"))) == ""


def test_target_that_was_not_reached_starts_nothing() -> None:
    """Enabled for a desktop's target on a server, and started by hand."""
    unit = make_unit(pulled_by=("graphical.target",))
    target = msgspec.structs.replace(TARGET, id="graphical.target", active="inactive")
    assert "did not reach" in find_return("a.service", look(unit, target))


def test_puller_that_is_lost_starts_nothing() -> None:
    """A unit is no safer than the one that pulls it in."""
    first = make_unit(state="static", pulled_by=("b.service",))
    assert find_return("a.service", look(first, make_unit("b.service", "disabled", pulled_by=())))
    assert find_return("a.service", look(first, make_unit("b.service"))) == ""


def test_two_that_pull_in_each_other_are_lost() -> None:
    """A ring of units has no beginning."""
    first, second = make_unit(pulled_by=("b.service",)), make_unit("b.service", pulled_by=("a.service",))
    assert find_return("a.service", look(first, second))


def test_device_and_mount_are_there_after_a_reboot() -> None:
    """They come of the machine and the fstab, and are not asked for."""
    assert find_return("a.service", look(make_unit(state="static", pulled_by=("dev-sda1.device",)))) == ""


def test_puller_that_is_not_loaded_starts_nothing() -> None:
    """A service named as a puller and not shown cannot be vouched for."""
    assert find_return("a.service", look(make_unit(pulled_by=("b.service",))))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"active": "failed", "passing": True}, "failed"),
        ({"active": "inactive"}, "inactive"),
        ({"active": "activating"}, "activating"),
        ({"active": "inactive", "tried": False, "condition": False}, "inactive, not tried in this boot"),
        ({"active": "inactive", "condition": False}, ""),
        ({"active": "inactive", "passing": True}, ""),
        ({"active": "inactive", "load": "masked"}, ""),
    ],
)
def test_enabled_unit_that_does_not_run_is_explained_or_named(fields: dict[str, object], said: str) -> None:
    """A job that ended, or a condition of the machine that is not met, is no fault."""
    assert make_unit(**fields).say_stopped() == said  # type: ignore[arg-type]  # fields of several types
