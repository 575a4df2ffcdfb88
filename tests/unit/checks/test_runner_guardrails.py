"""Limits of a family of units: each that lacks one, and each unit that is missing, is seen."""

import msgspec
import pytest

from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.kind import Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply
from blackstart.testing.carried import GoldenExchange
from blackstart.testing.golden import GoldenCase, GoldenCheck, GoldenVerdict, judge_case

PARAMS = {
    "unit": "actions.runner.*",
    "state": "any",
    "properties": {"CPUQuotaPerSecUSec": "2s", "MemoryMax": 2147483648, "WatchdogUSec": 0},
}
GUARDED = {"CPUQuotaPerSecUSec": "2s", "MemoryMax": "2147483648", "WatchdogUSec": "0"}


def judge_units(*units: dict[str, str]) -> Outcome:
    """Judge units with these properties, where there must be two."""
    blocks = [
        {"Id": f"actions.runner.{place}.service", "LoadState": "loaded"} | unit for place, unit in enumerate(units)
    ]
    text = "\n\n".join("\n".join(f"{name}={value}" for name, value in block.items()) for block in blocks)
    request = next(msgspec.convert(PARAMS, SystemdUnit).steps(Target(host="a", address="192.0.2.10")))
    case = GoldenCase(
        about="",
        params=PARAMS,
        check=GoldenCheck(expect="size(units) == 2"),
        exchanges=(GoldenExchange(request=request, reply=CommandReply(stdout=f"{text}\n", at=1000.0)),),
        verdict=GoldenVerdict(outcome=Outcome.PASS),
    )
    return judge_case("systemd_unit", case).outcome


def test_every_unit_is_guarded() -> None:
    """Two units with all three limits pass."""
    assert judge_units(GUARDED, GUARDED) is Outcome.PASS


@pytest.mark.parametrize(
    "change",
    [{"CPUQuotaPerSecUSec": "infinity"}, {"MemoryMax": "infinity"}, {"WatchdogUSec": "30s"}, {"MemoryMax": ""}],
)
def test_unit_without_a_limit_is_seen(change: dict[str, str]) -> None:
    """One limit that is lifted on one unit is enough."""
    assert judge_units(GUARDED, GUARDED | change) is Outcome.BLOCKED


def test_missing_unit_is_seen() -> None:
    """A glob shows what systemd has loaded: how many there must be is the baseline's to say."""
    assert judge_units(GUARDED) is Outcome.BLOCKED


def test_no_unit_at_all_is_seen() -> None:
    """A glob that matches nothing does not pass."""
    assert judge_units() is Outcome.BLOCKED


@pytest.mark.parametrize("name", GUARDED)
def test_property_that_is_not_told_is_seen(name: str) -> None:
    """Left out of the answer is what systemd does not know."""
    assert judge_units(GUARDED, {key: value for key, value in GUARDED.items() if key != name}) is Outcome.BLOCKED


def test_a_check_of_limits_tells_of_no_failed_unit() -> None:
    """It looks at no state: a unit that failed is the finding of another check, and of none where there is none."""
    limits = {"state": "any", "properties": {"Nice": 5}}
    assert msgspec.convert({"unit": "a"} | limits, SystemdUnit).units() == ()
    assert msgspec.convert({"unit": "a", "properties": {"Nice": 5}}, SystemdUnit).units() == ("a.service",)
