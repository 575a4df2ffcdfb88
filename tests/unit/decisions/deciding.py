"""A small fleet with levels, and cases to decide."""

from typing import Any

import msgspec

from blackstart.baseline.load import load_baseline
from blackstart.decisions.grounds import Case
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard
from blackstart.testing.builders import make_scorecard, make_verdict
from blackstart.verdicts.scorecard import find_phase_states

T0 = 1_780_000_000.0
"""2026-05-28 20:26:40 UTC."""
SOURCES = {
    "fleet.yml": "name: small\nhosts: {a: {address: a}, b: {address: b, roles: [db]}}\n",
    "phases/0.yml": "phase: P0\nchecks:\n  - {id: data, on: a, systemd_unit: data}\n"
    "  - {id: registry, on: b, systemd_unit: registry}\n",
    "phases/1.yml": "phase: P1\nneeds: [P0]\nchecks:\n"
    "  - {id: backup, on: b, report: {path: /b, rows: {members: [b], word: fresh, zero: [failed]}}}\n"
    "  - {id: api, on: a, http: 'http://a/', explained_by: route, explained_if: unavailable}\n"
    "  - {id: route, on: controller, http: {url: 'https://a/', tries: 3}}\n"
    "  - {id: escrow, on: b, file_stat: /e, else: warn, warns_as: boundary}\n",
    "recovery.yml": "levels:\n"
    "  - {level: B0, says: x, approval: A person.}\n"
    "  - {level: B1, says: x, needs: {checks: [data]}, stop_lines: [{after: 5m, says: See to the hosts.}]}\n"
    "  - level: B3\n    says: x\n    needs: {about: {'*': service}}\n"
    "    stop_lines: [{after: 2h, says: Open an incident.}]\n"
    "  - {level: B5, says: x, needs: {checks: ['*']}}\n"
    "words:\n  - {word: ALL_WELL, level: B5, says: x}\n"
    "  - {word: WELL_BUT, level: B3, says: x}\n",
    "go.yml": "max_age: 10m\n"
    "ceilings: [{ceiling: NOTHING, says: No word.}, {ceiling: PART, says: In part.}, {ceiling: WHOLE, says: All.}]\n"
    "scopes: {go: All of it., no_go: {en: Look only., zh-TW: 只讀。}}\n"
    "rules:\n"
    "  - {rule: DATA, needs: {checks: [data]}, else: no_go, ceiling: NOTHING, says: Data., scope: Mend the data.}\n"
    "  - {rule: REGISTRY, hosts: a, needs: {checks: [registry]}, else: conditional_go, ceiling: PART, says: R.}\n"
    "  - {rule: ALERTS, unattended: true, needs: {checks: [api]}, else: no_go, ceiling: NOTHING, says: Alerts.}\n"
    "  - {rule: ESCROW, needs: {checks: [escrow]}, else: go, ceiling: PART, says: Escrow.}\n"
    "  - rule: ALIVE\n    operations: shutdown\n    needs: {hosts: {HOST_READY: b}}\n    else: no_go\n"
    "    ceiling: NOTHING\n    says: B.\n"
    "  - rule: COPY\n    window: {from: '03:00', to: '05:00', lead: 30m, timezone: UTC}\n"
    "    else: no_go\n    ceiling: NOTHING\n    says: The copy is made.\n",
    "plan_b.yml": "triggers:\n"
    "  - trigger: COPYING\n    when: before\n    window: {from: '03:00', to: '05:00', timezone: UTC}\n"
    "    ceiling: B0\n    says: Put it off.\n"
    "  - {trigger: DATA_ILL, needs: {checks: [data]}, ceiling: B1, says: Freeze.}\n"
    "  - {trigger: LATE, after: 15m, needs: {checks: [registry]}, ceiling: B1, says: Stop.}\n"
    "  - {trigger: WARNED, needs: {checks: ['*']}, ceiling: B3, says: Degraded.}\n"
    "paths:\n  - {path: HOST_A, needs: {checks: [data]}, says: Without a., back: Data are well.}\n"
    "stop_lines:\n  - {stop_line: FREEZE, after: 0, says: Freeze.}\n"
    "  - {stop_line: DATA, after: 10m, needs: {checks: [data]}, says: No data.}\n"
    "releases:\n  - {release: ONE, needs: {checks: [data]}, says: One.}\n"
    "  - {release: TWO, needs: {phases: [P0]}, says: Two.}\n  - {release: THREE, needs: {levels: [B5]}, says: Three.}\n"
    "closeouts:\n  - {closeout: BACK, needs: {levels: [B5]}, says: Back.}\n"
    "  - {closeout: DEGRADED_SERVICE, needs: {levels: [B3]}, says: Degraded.}\n"
    "  - {closeout: INCIDENT, says: Open one.}\n"
    "red_lines: [{red_line: NO_FALSE_GREEN, says: None.}]\n",
    "timeline.yml": "points:\n  - {at: 0, goal: Power., says: Begun.}\n"
    "  - {at: 5m, goal: Hosts., needs: {checks: [data]}, says: Booted.}\n"
    "  - {at: 15m, goal: Registry., needs: {checks: [registry]}, says: Ready.}\n"
    "  - {at: 1h, goal: All., needs: {checks: ['*']}, says: All.}\n",
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


def make_case(fleet: Fleet, scorecard: Scorecard, *, after: float = 60.0, digest: str = "") -> Case:
    """Return the case as it is decided so many seconds after T0."""
    return Case(scorecard=scorecard, digest=digest or fleet.digest, now=T0 + after)


def unready(host: str) -> dict[str, HostState]:
    """Return a host's state for `hosts`: it could not be reached."""
    return {host: HostState(host=host, condition=HostCondition.UNREACHABLE, reason="no answer")}
