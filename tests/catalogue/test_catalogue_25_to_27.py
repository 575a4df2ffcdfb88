"""False-green catalogue, rows 25 to 27: what absence, silence and nonsense are read as."""

import pytest
import yaml
from catalogue.world import NOW, REACHED, find, load, reds, spoil

from blackstart.baseline.load import load_baseline
from blackstart.checks.table import KINDS, find_kind
from blackstart.model.exchange import FIRST_BOOT_ID, LAST_BOOT_ID, Transcript
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import Request
from blackstart.model.scorecard import RunSpan
from blackstart.verdicts.scorecard import judge


class Gaps(Transcript):
    """Every question ends in the same gap, but for the host's boot, which is known."""

    def __init__(self, cause: Cause) -> None:
        """Answer with this cause."""
        super().__init__()
        self._cause = cause

    def answer(self, place: str, request: Request) -> Reply | Gap:  # noqa: ARG002  # whoever is asked
        """Answer with the gap."""
        if request in (FIRST_BOOT_ID, LAST_BOOT_ID):
            return CommandReply(stdout="0a1b2c3d-0000-4000-8000-0123456789ab\n", at=NOW)
        return Gap(cause=self._cause, at=NOW)


@pytest.mark.parametrize(
    ("check", "healthy", "tool"),
    [
        (
            "command: [docker, ps, -q, --filter, status=restarting], expect: size(lines) == 0",
            "{tools: {docker: [{}]}}",
            "docker",
        ),
        ("processes: {match: rogue, max: 0}", "{}", "pgrep"),
        ("processes: {match: rogue, max_orphans: 0}", "{}", "ps"),
        ("cron_entries: {forbid: [old.sh]}", "{crontabs: {x: []}, crontab: ['1 1 * * * new.sh']}", "crontab"),
        ("journal: {since: 1h}", "{}", "journalctl"),
        ("systemd_state: {}", "{units: {web: active}}", "systemctl"),
        (
            "file_stat: {path: /tmp/lock, exists: false}",
            "{files: {/tmp/lock: {error: No such file or directory}}}",
            "stat",
        ),
        ("disk: /", "{}", "df"),
        ("command: {argv: [grep, -q, rogue, /etc/x], exit: [1]}", "{tools: {grep: [{exit_code: 1}]}}", "grep"),
    ],
)
def test_25_a_missing_tool_is_not_an_absence(check: str, healthy: str, tool: str) -> None:
    """Where something must not be there, a host without the tool to look has not shown that it is not."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), f"{{a: {healthy}, b: {{}}}}", f"{{a: {{absent: [{tool}]}}}}")
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert find(seen, "it").cause is Cause.TOOL_MISSING


FOLLOWED = {
    "trend": [{"id": "web-load", "on": "a", "load": {}}],
    "file_digest": [
        {"id": "web1-caddy", "on": "a", "file_digest": {"directory": "/srv", "names": ["Caddyfile", "sites/app.caddy"]}}
    ],
}
"""What the example of a kind follows."""


@pytest.mark.parametrize("kind", KINDS)
def test_26_no_way_of_not_reaching_it_is_an_answer_as_expected(kind: str) -> None:
    """Whatever a kind expects, also that nothing is there: not one cause of a gap makes a PASS."""
    example, _, expect = find_kind(kind).example.partition("  # expect: ")
    params = yaml.safe_load(example)[kind]
    checks = [{"id": "it", "on": "a", kind: {} if params is None else params, **({"expect": expect} if expect else {})}]
    checks = [*FOLLOWED.get(kind, []), *checks]
    argv = params.get("argv") if isinstance(params, dict) else None
    fleet_file = {"name": "x", "hosts": {"a": {"address": "a"}}, **({"read_only_commands": [argv]} if argv else {})}
    sources = {
        "fleet.yml": yaml.safe_dump(fleet_file),
        "phases/p0.yml": yaml.safe_dump({"phase": "P0", "checks": checks}),
    }
    fleet = load_baseline(sources, "pack")
    for cause in Cause:
        seen = judge(fleet, Gaps(cause), RunSpan(started=NOW, ended=NOW), now=NOW)
        assert find(seen, "it").outcome is not Outcome.PASS
        assert find(seen, "it").reason


@pytest.mark.parametrize(
    ("check", "healthy", "nonsense"),
    [
        (
            "sql: 'SELECT count(*) AS late FROM jobs', expect: late == 0",
            "{queries: [{rows: [{late: 0}]}]}",
            "{queries: [{rows: [{late: none}]}]}",
        ),
        (
            "sql: 'SELECT max(day) AS behind FROM daily', expect: behind <= 2",
            "{queries: [{rows: [{behind: 0}]}]}",
            "{queries: [{rows: [{behind: null}]}]}",
        ),
        (
            "report: {path: /t.prom, require: {failed: '== 0'}}",
            '{files: {/t.prom: "failed 0\\n"}}',
            '{files: {/t.prom: "failed none\\n"}}',
        ),
        (
            "report: {path: /t.prom, require: {failed: '<= 0'}}",
            '{files: {/t.prom: "failed 0\\n"}}',
            '{files: {/t.prom: "failed NaN\\n"}}',
        ),
        (
            "http: {url: 'http://192.0.2.1:80/', require: {errors: '== 0'}}",
            "{http: {80: {paths: {/: {json: {errors: 0}}}}}}",
            "{http: {80: {paths: {/: {json: {errors: ''}}}}}}",
        ),
        (
            "http: 'http://192.0.2.1:80/', expect: json.errors == 0",
            "{http: {80: {paths: {/: {json: {errors: 0}}}}}}",
            "{http: {80: {paths: {/: {json: null, body: errors}}}}}",
        ),
        ("load: {}", "{}", '{files: {/proc/loadavg: "none none none 1/2 3\\n"}}'),
        ("memory: {}", "{}", '{files: {/proc/meminfo: "MemTotal: none\\n"}}'),
        (
            "report: {path: /b, rows: {members: [a], word: fresh, zero: [failed]}}",
            '{files: {/b: "a 1/1 fresh failed=0\\ncore_blockers=0\\n"}}',
            '{files: {/b: "a 1/1 fresh failed=-\\ncore_blockers=0\\n"}}',
        ),
        (
            "prometheus_query: x, expect: value < 1.0",
            "{http: {9090: {prometheus: {queries: {x: 0}}}}}",
            "{http: {9090: {prometheus: {queries: {x: .nan}}}}}",
        ),
    ],
)
def test_27_an_operand_that_cannot_be_read_is_not_0(check: str, healthy: str, nonsense: str) -> None:
    """Though 0 would be just what is expected."""
    seen = spoil(load(f"{{id: it, on: a, {check}}}"), f"{{a: {healthy}, b: {{}}}}", f"{{a: {nonsense}}}")
    assert find(seen, "it").outcome is Outcome.BLOCKED
    assert reds(seen)["it"]


def test_26_a_host_that_cannot_be_dialled_is_down_and_not_as_expected() -> None:
    """Also where all that is asked of it is that something is not there."""
    fleet = load(*REACHED, "{id: none, on: a, processes: {match: rogue, max: 0}}")
    seen = spoil(fleet, "{a: {}, b: {}}", "{a: {down: refused}}")
    assert find(seen, "none").outcome is Outcome.HELD
    assert "connection refused" in find(seen, "none").reason
