"""Freshness and facts over a real HTTP server."""

import json
import socket
from datetime import UTC, datetime, timedelta

from integration.kinds.looking import conclude
from integration.kinds.servers import pages

from blackstart.checks.network.http import Http
from blackstart.checks.reading.comparison import Demand
from blackstart.checks.reports.report import Report
from blackstart.checks.reports.report_state import StateRule
from blackstart.model.outcome import Outcome, WarningClass


def say(status: str, *blockers: str) -> bytes:
    """Return what a product says of its data of today."""
    today = datetime.now(UTC).date().isoformat()
    return json.dumps({"status": status, "latest": today, "blockers": blockers}).encode()


def window(opens: int, ends: int) -> str:
    """Return a window that many hours from now."""
    now = datetime.now(UTC)
    return f"{now + timedelta(hours=opens):%H:%M}-{now + timedelta(hours=ends):%H:%M}"


async def test_product_waits_inside_the_window_only() -> None:
    """The same answer warns while the source may still come, and blocks afterwards."""
    with pages(ok=say("ok"), late=say("blocked", "prices"), bad=say("blocked", "prices", "disk")) as url:
        inside = StateRule(waiting=("prices",), window=window(-1, 1))
        after = StateRule(waiting=("prices",), window=window(-2, -1))
        fresh = await conclude(Report(url=f"{url}/ok", state=inside, stated="latest", max_days=4))
        late = await conclude(Report(url=f"{url}/late", state=inside, stated="latest", max_days=4))
        over = await conclude(Report(url=f"{url}/late", state=after, stated="latest", max_days=4))
        bad = await conclude(Report(url=f"{url}/bad", state=inside, stated="latest", max_days=4))
    assert fresh.outcome is Outcome.PASS
    assert (late.outcome, late.warns_as) == (Outcome.WARN, WarningClass.EVIDENCE)
    assert over.outcome is Outcome.BLOCKED
    assert bad.outcome is Outcome.BLOCKED


async def test_route_that_answers_is_not_a_registry_that_accepted() -> None:
    """Status 200 passes by itself, and no more where facts are demanded: each that fails is named."""
    facts = json.dumps({"registry": {"accepted": 0}, "transport": 6}).encode()
    with pages(registry=facts) as url:
        route = await conclude(Http(url=f"{url}/registry"))
        demanded: dict[str, Demand] = {"registry.accepted": "== 6", "transport": 6, "dashboard.connection": "ok"}
        verdict = await conclude(Http(url=f"{url}/registry", require=demanded))
    assert route.outcome is Outcome.PASS
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason == (
        "expected registry.accepted == 6, saw 0; expected dashboard.connection == 'ok', saw nothing there"
    )


async def test_limit_bounds_a_look_at_a_server_that_says_nothing() -> None:
    """A try costs its limit and no more."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        verdict = await conclude(Http(url=url, limit=0.1, tries=2, pause=0))
    assert verdict.outcome is Outcome.BLOCKED
    assert "no answer within 0.1 s" in verdict.reason
