"""A check that is judged by another's record: that one must be there, and read what is looked at."""

from collections.abc import Callable

import pytest

from blackstart.model.fleet import Fleet

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]

PHASE = """\
phase: P0
checks:
  - id: a-load
    on: a
    load: {max_per_core: 5}
  - id: web
    on: controller
    http: http://192.0.2.1/
  - id: lag
    on: b
    sql: {query: SELECT count(*) AS lag FROM jobs}
    expect: lag >= 0
  - id: disk
    on: all
    disk: {max_used: 0.9}
  - id: "{host}-mem"
    on: all
    memory: {}
"""


def follow(trend: str, on: str = "a", more: str = "") -> str:
    """Return the phase with a trend from line 19 on."""
    return f"{PHASE}  - id: t\n    on: {on}\n{more}    trend: {{{trend}}}\n"


@pytest.mark.parametrize(
    ("on", "trend"),
    [
        ("a", "of: a-load, value: per_core, below: 1.0, for: 15m"),
        ("controller", "of: a-load, value: cpus, above: 1, for: 15m"),
        ("controller", "of: web, passed: true, for: 5m"),
        ("controller", "of: web, value: json.queue.0.length, falling: 2"),
        ("b", "of: lag, value: lag, falling: 2, max_gap: 1h"),
        ("b", "of: lag, value: row.lag, falling: 2"),
        ("b", "of: lag, value: rows.0.lag, falling: 2"),
        ("a", "of: disk@a, passed: true, for: 5m"),
        ("a", "of: a-mem, passed: true, for: 5m"),
    ],
)
def test_what_is_followed_is_needed_too(load: Load, on: str, trend: str) -> None:
    """So its failure explains the follower's; the record is asked from the controller."""
    check = load(follow(trend, on)).checks[-1]
    followed = check.spec.follows()
    assert followed is not None
    assert check.needs == (followed.check,)
    assert check.place == "controller"


def test_a_trend_on_many_hosts_follows_each_host_s_own(load: Load) -> None:
    """`{host}` stands for the host."""
    fleet = load(follow('of: "{host}-mem", passed: true, for: 5m', "all"))
    assert {check.id: check.needs for check in fleet.checks[-2:]} == {"t@a": ("a-mem",), "t@b": ("b-mem",)}


@pytest.mark.parametrize(
    ("on", "trend", "problem"),
    [
        ("a", "of: a-loads, passed: true, for: 5m", ":21: check 't': 'of': no check 'a-loads'; did you mean 'a-load'?"),
        ("a", "of: P0, passed: true, for: 5m", ":21: check 't': 'of': no check 'P0'"),
        ("a", "of: disk, passed: true, for: 5m", "'of': 'disk' stands once per host; as 'disk@b'"),
        (
            "a",
            "of: t, passed: true, for: 5m",
            "'of': 't' is judged by another check itself; name the check that one is of",
        ),
        ("a", "of: lag, passed: true, for: 5m", "'of': 'lag' is about 'b', and this check about 'a'; write `on: b`"),
        ("a", "of: a-load, value: per_cpu, below: 1, for: 5m", ":21: check 't': 'value': the reading has no 'per_cpu'"),
        ("a", "of: a-load, value: per_core.x, below: 1, for: 5m", "'value': the reading has no 'per_core.x'; it has"),
        ("controller", "of: web, value: body, below: 1, for: 5m", "'value': 'body' is no number"),
        ("b", "of: lag, value: lag.x, falling: 2", "'value': 'lag.x': a column holds one value"),
        ("b", "of: lag, value: lags, falling: 2", "'value': the reading has no 'lags'; it has lag, row, rows"),
        ("b", "of: lag, value: rows.x.lag, falling: 2", "'value': the reading has no 'rows.x.lag'"),
    ],
)
def test_what_could_never_be_told_is_refused(complain: Complain, on: str, trend: str, problem: str) -> None:
    """Each at its line."""
    assert any(problem in line for line in complain(follow(trend, on)))


def test_the_record_is_asked_from_the_controller_only(complain: Complain) -> None:
    """A host has none."""
    said = complain(follow("of: a-load, passed: true, for: 5m", more="    from: host\n"))
    assert said == ["packs/x/phases/p0.yml:19: check 't': runs are on record on the controller only; leave `from` out"]


def test_a_followed_check_with_a_problem_of_its_own_is_one_problem(complain: Complain) -> None:
    """What it reads is not known, so nothing is said of that."""
    said = complain(follow("of: a-load, value: nothing, below: 1, for: 5m").replace("max_per_core: 5", "max: 5"))
    assert len(said) == 1
    assert "unknown parameter 'max'" in said[0]


def test_a_cycle_through_what_is_followed_is_noticed(complain: Complain) -> None:
    """The followed check cannot need its follower."""
    phase = follow("of: a-load, passed: true, for: 5m").replace("load: {max", "needs: t\n    load: {max")
    assert any("needs form a cycle" in line for line in complain(phase))


def test_phases_are_followed_in_their_order_only(complain: Complain) -> None:
    """As with needs: the phase must need the other's."""
    other = "phase: P1\nchecks:\n  - id: t\n    on: a\n    trend: {of: a-load, passed: true, for: 5m}\n"
    assert any("phase order: needs 'a-load' of phase 'P0'" in line for line in complain(PHASE, p1=other))


@pytest.mark.parametrize(
    ("trend", "problem"),
    [
        ("of: a-load, for: 5m", "states no condition: add `below`, `above`, `falling` or `passed: true`"),
        ("of: a-load, below: 1, for: 5m", "`value` names what `below`, `above` and `falling` compare"),
        ("of: a-load, value: per_core, passed: true, for: 5m", "`value` names what `below`"),
        ("of: a-load, value: per_core, below: 1", "`for` is missing: say for how long, as `for: 15m`"),
        (
            "of: a-load, passed: true, for: 5 minutes",
            "'for': expected a duration such as 15m, or seconds, found '5 minutes'",
        ),
        (
            "of: a-load, passed: true, for: 0m",
            "'for': expected a duration such as 15m, or seconds above 0.0, found '0m'",
        ),
        (
            "of: a-load, passed: true, for: 5m, max_gap: soon",
            "'max_gap': expected a duration such as 15m, or seconds, found 'soon'",
        ),
        ("of: a-load, value: per_core, falling: 0", "'falling': expected a whole number of at least 1"),
        ("passed: true, for: 5m", "parameter 'of' is missing"),
    ],
)
def test_conditions_that_state_nothing_are_refused(complain: Complain, trend: str, problem: str) -> None:
    """A trend without one would hold whatever is on record."""
    assert any(problem in line for line in complain(follow(trend)))


def test_a_file_name_that_is_no_unicode_is_refused(complain: Complain) -> None:
    """A run over such a baseline could not be recorded."""
    assert complain(**{"p\udcff": "phase: P9\nchecks: [{id: z, on: a, memory: {}}]\n"}) == [
        "packs/x/phases/p\\udcff.yml: the file's name is not UTF-8; rename it"
    ]


PARITY = """\
phase: P0
checks:
  - id: here
    on: a
    file_digest: {directory: /etc/caddy, names: [Caddyfile]}
  - id: load
    on: a
    load: {max_per_core: 5}
  - id: there
    on: b
    file_digest: {directory: /usr/local/etc, names: [Caddyfile], same_as: NAME}
"""


def test_what_is_compared_may_be_of_another_host(load: Load) -> None:
    """It is of the same run, so no record is asked, and each host is asked itself."""
    check = load(PARITY.replace("NAME", "here")).checks[-1]
    assert (check.place, check.needs) == ("b", ("here",))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("heer", ":11: check 'there': 'same_as': no check 'heer'; did you mean 'here'?"),
        ("load", ":11: check 'there': 'same_as': 'load' is a load, and this check a file_digest; name a file_digest"),
        ("there", ":11: check 'there': 'same_as': 'there' is judged by another check itself"),
    ],
)
def test_what_cannot_be_compared_is_told(complain: Complain, name: str, problem: str) -> None:
    """At the line of the parameter that names it."""
    said = complain(PARITY.replace("NAME", name))
    assert any(problem in line for line in said), said
