"""A small fleet with levels, and cases to decide."""

from typing import Any

import msgspec

from blackstart.baseline.load import load_baseline
from blackstart.decisions.grounds import DecisionCase
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard
from blackstart.testing.builders import make_scorecard, make_verdict
from blackstart.verdicts.scorecard import find_phase_states

T0 = 1_780_000_000.0
"""2026-05-28 20:26:40 UTC."""
STATEMENTS = """\
levels:
  - {level: B0, says: Put off., approval: A person., go_word: NOTHING}
  - {level: B1, says: Data., needs: {checks: [data]}, go_word: PART}
  - {level: B3, says: All answers., needs: {about: {"*": service}}, opens: [imports], closes_as: DEGRADED_SERVICE}
  - {level: B5, says: All is well., needs: {about: {"*": note}}, opens: [runners, ci], closes_as: BACK}
words:
  - {word: ALL_WELL, level: B5, says: x}
  - {word: WELL_BUT, level: B3, says: x}
"""
POINTS = """\
points:
  - {at: 0, goal: Power., says: Begun., otherwise: Freeze.}
  - {at: 5m, goal: Hosts., needs: {hosts: {HOST_BOOTED: scope}}, says: Booted., otherwise: See to the hosts.}
  - {at: 10m, goal: Data., level: B1, otherwise: No data.}
  - {at: 15m, goal: Registry., needs: {checks: [registry]}, says: Ready.}
  - {at: 1h, goal: All., level: B5, says: All.}
  - {at: 2h, level: B5, otherwise: Open an incident.}
"""
PATHS = """\
paths:
  - path: HOST_A
    when: {root_cause: ["host:a", data]}
    stand_in: {needs: {checks: [registry]}, says: b serves.}
    says: Without a.
    back: {checks: [data], hosts: {HOST_READY: a}}
  - {path: HOST_B, when: {root_cause: "host:b"}, says: Without b., back: {hosts: {HOST_READY: b}}}
red_lines: {NO_FALSE_GREEN: None.}
"""
GO = """\
go:
  max_age: 10m
  scopes: {go: All of it., no_go: {en: Look only., zh-TW: 只讀。}}
  rules:
    - {rule: DATA, needs: {checks: [data]}, else: no_go, says: Data., scope: Mend the data.}
    - {rule: REGISTRY, hosts: a, needs: {checks: [registry]}, else: conditional_go, ceiling: PART, says: R.}
    - {rule: ALERTS, unattended: true, needs: {checks: [api]}, else: no_go, says: Alerts.}
    - {rule: ESCROW, needs: {checks: [escrow]}, else: go, ceiling: B1, says: Escrow.}
    - {rule: ALIVE, operations: shutdown, needs: {hosts: {HOST_READY: b}}, else: no_go, says: B.}
    - {rule: COPY, window: {from: '03:00', to: '05:00', lead: 30m, timezone: UTC}, else: no_go, says: The copy is made.}
"""
SOURCES = {
    "fleet.yml": "name: small\nhosts: {a: {address: a}, b: {address: b, roles: [db]}}\n",
    "phases/0.yml": "phase: P0\nchecks:\n  - {id: data, on: a, systemd_unit: data}\n"
    "  - {id: registry, on: b, systemd_unit: registry}\n"
    "  - {id: a-boot, on: a, boot: {}}\n  - {id: b-boot, on: b, boot: {}}\n",
    "phases/1.yml": "phase: P1\nneeds: [P0]\nchecks:\n"
    "  - {id: backup, on: b, report: {path: /b, rows: {members: [b], word: fresh, zero: [failed]}}}\n"
    "  - {id: api, on: a, http: 'http://a/', explained_by: route, explained_if: unavailable}\n"
    "  - {id: route, on: controller, http: {url: 'https://a/', tries: 3}}\n"
    "  - {id: escrow, on: b, file_stat: /e, else: warn, warns_as: boundary}\n",
    "recovery.yml": STATEMENTS + POINTS + PATHS + GO,
    "views/quick.yml": "checks: [data]\nparts: {routes: [api, route], rest: [registry, backup, escrow]}\n"
    "result_words: {green: QUICK_IS_GREEN, degraded: QUICK_IN_PART}\n"
    "lines: {ROUTES: {passed: route}, ESCROW: '{escrow}', DATA: {passed: data}}\n",
}


def load(**changes: str) -> Fleet:
    """Load the fleet, with other texts of files by their names without suffix."""
    own = {f"{name.replace('__', '/')}.yml": text for name, text in changes.items()}
    return load_baseline({**SOURCES, **own}, "packs/x")


def see(fleet: Fleet, *failed: str, outcome: Outcome = Outcome.BLOCKED, **fields: Any) -> Scorecard:
    """Return the scorecard of a run begun at T0 in which all passed but these."""
    checks = {check.id: check for check in fleet.checks}
    verdicts = tuple(make_verdict(checks[name], outcome, "it did not") for name in failed)
    return make_scorecard(fleet, *verdicts, **{"span": RunSpan(started=T0, ended=T0 + 1), **fields})


def with_verdict(fleet: Fleet, scorecard: Scorecard, name: str, /, **fields: Any) -> Scorecard:
    """Return the scorecard with other values in one of its verdicts."""
    verdicts = tuple(
        msgspec.structs.replace(verdict, **fields) if verdict.check == name else verdict
        for verdict in scorecard.verdicts
    )
    return msgspec.structs.replace(scorecard, verdicts=verdicts, phases=find_phase_states(fleet.phases, verdicts))


def make_case(fleet: Fleet, scorecard: Scorecard, *, after: float = 60.0, digest: str = "") -> DecisionCase:
    """Return the case as it is decided so many seconds after T0, of a run that was judged when it ended."""
    scorecard = msgspec.structs.replace(scorecard, judged=scorecard.span.ended)
    return DecisionCase(scorecard=scorecard, digest=digest or fleet.digest, now=T0 + after)


def unready(host: str) -> dict[str, HostState]:
    """Return a host's state for `hosts`: it could not be reached."""
    return {host: HostState(host=host, condition=HostCondition.UNREACHABLE, reason="no answer")}


def up_for(scorecard: Scorecard, **seconds: float) -> Scorecard:
    """Return the scorecard with how long the hosts had been up when it was taken."""
    readings = {f"{host}-boot": {"uptime": uptime} for host, uptime in seconds.items()}
    verdicts = tuple(
        msgspec.structs.replace(verdict, reading=readings.get(verdict.check, verdict.reading))
        for verdict in scorecard.verdicts
    )
    return msgspec.structs.replace(scorecard, verdicts=verdicts)
