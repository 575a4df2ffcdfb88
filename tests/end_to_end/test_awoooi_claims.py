"""The AWOOOI pack's levels, words and claims, on days of the fleet's own history and under a few faults."""

import shutil
from pathlib import Path

import pytest

from blackstart.app.loading import load_real_pack
from blackstart.app.rehearsing import look_once, rehearse
from blackstart.drill.compare import compare_claims, compare_totals
from blackstart.drill.scenario import Expectation

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
ESCROW = "FULL_STACK_GREEN_DR_ESCROW_BLOCKED"
B1, B2, B3 = "B1_HOST_RECOVERY_ONLY", "B2_CORE_SERVICE_READY", "B3_SERVICE_AVAILABLE_DEGRADED"
B4, B5 = "B4_FULL_STACK_GREEN", "B5_DR_COMPLETE"
NEVER = (
    *("RUNTIME_ACTION_AUTHORIZED", "SECRET_READ", "WAZUH_REGISTRY_RECOVERED", "STATEFUL_AA"),
    *("CERTIFICATE_RENEWED", "SECURITY_ACCEPTED"),
)
KNOWN, LATEST = "SERVICE_RECOVERY_WITH_KNOWN_BLOCKER", "ALL_PRODUCT_DATA_LATEST"
ROUTES, HOSTS = "PUBLIC_ROUTES_RECOVERED", "HOSTS_RECOVERED"
DR = ("DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE")

DAYS: dict[str | None, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    None: (B5, "GREEN", ("FULL_STACK_GREEN", LATEST, ROUTES, HOSTS, "K3S_RECOVERED", *DR), ()),
    # Damage that no record calls a known blocker: §15.1 lets nothing be said of it.
    "2026-05-29-index-damage": (B2, "BLOCKED", ("SERVICE_READY",), (KNOWN, LATEST, "MOMO_DB_PARITY")),
    "2026-06-13-known-hosts-clobbered": (B2, "BLOCKED", ("SERVICE_READY",), (KNOWN,)),
    "2026-06-06-host-120-down": (
        B2,
        "BLOCKED",
        ("SERVICE_READY",),
        (KNOWN, "FULL_STACK_GREEN", "K3S_CONTROL_PLANE_AA", "K3S_RECOVERED", HOSTS, "BACKUP_OFFSITE_CURRENT"),
    ),
    "2026-06-14-0824-km-vectorize-failed": (
        B3,
        "SERVICE_AVAILABLE_KM_VECTORIZE_FAILED",
        ("SERVICE_READY",),
        ("FULL_STACK_GREEN", "DR_COMPLETE"),
    ),
    "2026-06-24-0635-sales-stale": (
        B2,
        "BLOCKED",
        ("MOMO_RELEASE_CURRENT", "MOMO_DB_PARITY"),
        ("MOMO_DATA_FRESH", "MOMO_SOURCE_AVAILABLE", LATEST, "FULL_STACK_GREEN"),
    ),
    "2026-06-25-2114-escrow-missing": (B4, ESCROW, ("SERVICE_GREEN", "PRODUCT_DATA_GREEN", "FULL_STACK_GREEN"), DR),
    "2026-06-26-0626-routes-once-silent": (B4, ESCROW, ("SERVICE_GREEN", "FULL_STACK_GREEN"), DR),
    "2026-06-26-0650-host-hygiene": (
        B2,
        "SERVICE_GREEN_HOST_HYGIENE_BLOCKED",
        ("SERVICE_GREEN",),
        (HOSTS, "HOST_188_FULLY_GREEN", "FULL_STACK_GREEN", *DR),
    ),
    "2026-06-26-1213-hygiene-cleared": (B4, ESCROW, ("FULL_STACK_GREEN",), (*DR, "HOST_188_FULLY_GREEN")),
    "2026-06-26-1846-end-of-day-pending": (
        B3,
        "PRODUCT_DATA_PENDING_EOD_WINDOW",
        ("SERVICE_GREEN", "BACKUP_CORE_GREEN"),
        ("PRODUCT_DATA_GREEN", LATEST, "FULL_STACK_GREEN", *DR),
    ),
    "2026-06-27-1151-source-file-late": (
        B2,
        "BLOCKED",
        (HOSTS, ROUTES, "K3S_RECOVERED", "PRODUCT_DATA_GREEN", "BACKUP_CORE_GREEN"),
        (KNOWN, "SERVICE_GREEN", "MOMO_SOURCE_AVAILABLE", LATEST, "FULL_STACK_GREEN", *DR),
    ),
    "110-harbor-503": (B1, "BLOCKED", ("PRODUCT_DATA_GREEN",), ("SERVICE_READY", "PUBLIC_CORE_SERVICES_RECOVERED")),
}
"""Scenario to level, result word, and some of what may and may not be said."""


@pytest.mark.parametrize("scenario", DAYS, ids=str)
async def test_a_day_says_what_its_record_says(scenario: str | None) -> None:
    """And never what no evidence can allow."""
    level, word, allowed, forbidden = DAYS[scenario]
    async with rehearse(str(PACK), scenario) as rehearsal:
        scorecard = await look_once(rehearsal)
    expect = Expectation(level=level, word=word, allowed=allowed, forbidden=(*forbidden, *NEVER))
    assert [*compare_totals(expect, scorecard), *compare_claims(expect, scorecard)] == []


async def test_a_backup_that_is_not_configured_is_no_green_core(tmp_path: Path) -> None:
    """The report's own line of it decides, beside its blockers (readback of 2026-06-27 00:58)."""
    pack = shutil.copytree(PACK, tmp_path / "awoooi")
    fixtures = pack / "drill/fleet.yml"
    before, after = "configured_missing_188=0", "configured_missing_188=1"
    assert before in fixtures.read_text()
    fixtures.write_text(fixtures.read_text().replace(before, after))
    async with rehearse(str(pack), None) as rehearsal:
        scorecard = await look_once(rehearsal)
    assert {"BACKUP_CORE_GREEN", "BACKUP_OFFSITE_CURRENT", "FULL_STACK_GREEN"} <= set(scorecard.forbidden)


def test_what_the_whole_stack_bears_no_part_of_it_refuses() -> None:
    """A warning that FULL_STACK_GREEN bears is borne wherever the pack names a check of that subject, GO included."""
    fleet = load_real_pack(str(PACK))
    assert fleet.claims is not None
    assert fleet.plan_b is not None
    assert fleet.go is not None
    whole = fleet.claims.statements[B4].requires
    assert whole is not None
    asked = {name: one.requires for name, one in fleet.claims.statements.items()}
    asked |= {point.name: point.requires for point in fleet.plan_b.points}
    asked |= {rule.name: rule.requires for rule in fleet.go.rules}
    about = {check.id: check.about for check in fleet.checks}
    refused = {
        (name, check)
        for name, requires in asked.items()
        for check, worst in ({} if requires is None else requires.checks).items()
        if check in about and worst < whole.about.get(about[check], worst)
    }
    assert refused == set()
