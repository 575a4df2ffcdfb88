"""One entry under `checks:`: where it looks, what it demands, what it is called."""

from collections.abc import Callable

import pytest

from blackstart.checks.network.http import Http
from blackstart.checks.network.tcp import Tcp
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.fleet import Check, Fleet
from blackstart.model.kind import Kind
from blackstart.model.outcome import Outcome, WarningClass

Load = Callable[..., Fleet]
Complain = Callable[[str], list[str]]


def kind(spec: Spec) -> Kind:
    """Return parameters as the model names them."""
    return spec


def load_one(load: Load, check: str) -> tuple[Check, ...]:
    """Return the checks of a phase with that one entry, in flow style."""
    return load(f"phase: P0\nchecks:\n  - {{{check}}}\n").checks


def test_entry_can_say_everything(load: Load) -> None:
    """Every key has its place in the check."""
    [check] = load_one(
        load,
        "id: c, on: a, from: b, systemd_unit: {unit: x, enabled: true}, expect: restarts < 3, prefer: restarts == 0, "
        "else: Warn, warns_as: Evidence, max_age: 15m, why: 'On {host}', next: {en: 'ssh {address}', zh-TW: 登入}",
    )
    assert check == Check(
        id="c",
        phase="P0",
        host="a",
        place="b",
        spec=kind(SystemdUnit(unit="x", enabled=True)),
        expect="restarts < 3",
        prefer="restarts == 0",
        otherwise=Outcome.WARN,
        warns_as=WarningClass.EVIDENCE,
        max_age=900.0,
        why={"en": "On a"},
        next={"en": "ssh 192.0.2.1", "zh-TW": "登入"},
    )


@pytest.mark.parametrize(
    ("entry", "places"),
    [
        ("on: a, systemd_unit: x", {"c": "a"}),
        ("on: a, tcp: 22", {"c": "controller"}),
        ("on: a, from: host, tcp: 22", {"c": "a"}),
        ("on: a, from: b, tcp: 22", {"c": "b"}),
        ("on: a, from: controller, systemd_unit: x", {"c": "controller"}),
        ("on: controller, systemd_unit: x", {"c": "controller"}),
        ("on: controller, from: a, tcp: 22", {"c": "a"}),
        ("on: [a], systemd_unit: x", {"c@a": "a"}),
        ("on: [b, a], systemd_unit: x", {"c@b": "b", "c@a": "a"}),
        ("on: all, systemd_unit: x", {"c@a": "a", "c@b": "b"}),
        ("on: all, tcp: 22", {"c@a": "controller", "c@b": "controller"}),
        ("on: 'role:db', systemd_unit: x", {"c@a": "a", "c@b": "b"}),
        ("on: role:web, systemd_unit: x", {"c@b": "b"}),
        ("on: [role:web, all], systemd_unit: x", {"c@b": "b", "c@a": "a"}),
    ],
)
def test_entry_is_placed_and_expanded(load: Load, entry: str, places: dict[str, str]) -> None:
    """Each host has its check; `from:` wins over the kind's own place."""
    assert {check.id: check.place for check in load_one(load, f"id: c, {entry}")} == places


def test_check_on_controller_is_about_no_host(load: Load) -> None:
    """Its host is the controller."""
    assert load_one(load, "id: c, on: controller, tcp: {address: x, port: 22}")[0].host == "controller"


def test_placeholders_stand_for_the_host(load: Load) -> None:
    """Host and address are put into the id and into every text below the parameters."""
    checks = load_one(
        load,
        "id: '{host}-web', on: all, http: {url: 'http://{address}/', headers: {X-Scope-OrgID: '{host}'}}",
    )
    assert [(check.id, check.spec) for check in checks] == [
        ("a-web", kind(Http(url="http://192.0.2.1/", headers={"X-Scope-OrgID": "a"}))),
        ("b-web", kind(Http(url="http://192.0.2.2/", headers={"X-Scope-OrgID": "b"}))),
    ]


def test_placeholder_also_stands_for_a_single_host(load: Load) -> None:
    """Whether one host or many: the same text means the same."""
    [check] = load_one(load, "id: '{host}-c', on: b, systemd_unit: 'getty@{host}'")
    assert (check.id, check.spec) == ("b-c", kind(SystemdUnit(unit="getty@b")))


@pytest.mark.parametrize("params", ["", "{}"])
def test_kind_without_parameters_has_its_defaults(load: Load, params: str) -> None:
    """A bare `tcp:` is the host's SSH port."""
    assert load(f"phase: P0\nchecks:\n  - id: c\n    on: a\n    tcp: {params}\n").checks[0].spec == kind(Tcp())


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("on: a\nsystemd_unit: x", ":3: check: key 'id' is missing; name the check"),
        ("id: [c]\non: a\nsystemd_unit: x", ":3: check: key 'id': expected a name, found a list"),
        ("id: a/b\non: a\nsystemd_unit: x", ":3: check 'a/b': key 'id': 'a/b' is no id; use letters"),
        ("id: '{hots}-x'\non: a\nsystemd_unit: x", "key 'id': '{hots}-x' is no id"),
        ("id: '{host}'\non: controller\ntcp: 1", ":3: check '{host}': a check on the controller has no host to put"),
        ("id: c\nsystemd_unit: x", ":3: check 'c': key 'on' is missing; a host id, `controller`, a list"),
        ("id: c\non: c\nsystemd_unit: x", ":4: check 'c': no host 'c'; known: a, all, b, controller"),
        ("id: c\non: contoller\nsystemd_unit: x", ":4: check 'c': no host 'contoller'; did you mean 'controller'?"),
        ("id: c\non: true\nsystemd_unit: x", ":4: check 'c': key 'on': expected a name, found true"),
        ("id: c\non:\nsystemd_unit: x", ":4: check 'c': key 'on': expected a name, found nothing"),
        ("id: c\non: []\nsystemd_unit: x", ":4: check 'c': key 'on': lists no host; name a host"),
        ("id: c\non:\n- a\n- z\nsystemd_unit: x", ":6: check 'c': no host 'z'; known: a, all, b, controller"),
        ("id: c\non: [controller]\nsystemd_unit: x", "key 'on': 'controller' stands for no host here; name a host"),
        ("id: c\non: role:wbe\nsystemd_unit: x", ":4: check 'c': no host has the role 'wbe'; did you mean 'web'?"),
        ("id: c\non: a\nfrom: z\nsystemd_unit: x", ":5: check 'c': no host 'z' to ask from; known: a, b, controller"),
        ("id: c\non: controller\nfrom: host\ntcp: 1", ":5: check 'c': 'from: host' needs a host, and the check is on"),
        ("id: c\non: a", ":3: check 'c': no kind is named; add one, as `systemd_unit: nginx`"),
        ("id: c\non: a\nsystemd_unti: x", ":5: check 'c': no kind 'systemd_unti'; did you mean 'systemd_unit'?"),
        ("id: c\non: a\nfrobnicate: x", ":5: check 'c': no kind 'frobnicate'"),
        ("id: c\non: a\nsystemd_unit: x\ntcp: 1", ":6: check 'c': 'systemd_unit' and 'tcp' are 2 kinds; make a check"),
        ("id: c\non: a\nsystemd_unit: x\nexpct: a", ":6: check 'c': unknown key 'expct'; did you mean 'expect'?"),
        (
            "id: c\non: a\nsystemd_unit: x\nelse: pass",
            ":6: check 'c': key 'else': expected blocked or warn, found 'pass'; known: blocked, warn",
        ),
        ("id: c\non: a\nsystemd_unit: x\nwarns_as: servce", "found 'servce'; did you mean 'service'?"),
        ("id: c\non: a\nsystemd_unit: x\nexpect: ''", ":6: check 'c': key 'expect': expected text, found text ''"),
        ("id: c\non: a\nsystemd_unit: x\nprefer: ' '", ":6: check 'c': key 'prefer': expected text, found text ' '"),
        ("id: c\non: a\nsystemd_unit: x\nexpect: true", "key 'expect': expected text, found true; put it in quotes"),
        ("id: c\non: a\nsystemd_unit: x\nexpect: qqq < 1", ":6: check 'c': key 'expect': the reading has no 'qqq'"),
        ("id: c\non: a\nsystemd_unit: x\nexpect: restart < 3", "key 'expect': the reading has no 'restart'; it has"),
        ("id: c\non: a\nsystemd_unit: x\nprefer: 1 < 2", "key 'prefer': names no field of the reading"),
        ("id: c\non: a\nsystemd_unit: x\nmax_age: 0s", "key 'max_age': expected a duration such as 15m, or seconds"),
        ("id: c\non: a\nsystemd_unit: x\nwhy: {de: Weil}", "key 'why' has no English; add `en:`"),
        (
            "id: c\non: a\nsystemd_unit: x\nneeds: {a: b}",
            "key 'needs': expected a name or a list of names, found a mapping",
        ),
        (
            "id: c\non: a\nsql: {query: SELECT 1}",
            ":5: check 'c': kind 'sql' demands nothing by itself; add `expect:` over rows",
        ),
        (
            "id: c\non: a\ncommand: [rm, -rf, /]",
            ":5: check 'c': command: 'rm' is not in the table of read-only commands",
        ),
    ],
)
def test_fault_is_told_with_its_line(complain_of_check: Complain, check: str, problem: str) -> None:
    """Each fault is one line with file, line, check, fault and mend."""
    lines = complain_of_check(check)
    assert len(lines) == 1
    assert problem in lines[0]
    assert lines[0].startswith("packs/x/phases/p0.yml:")


def test_no_host_stands_for_all_where_there_is_none(complain: Callable[..., list[str]]) -> None:
    """`all` of nothing would be a check that never looks."""
    lines = complain("phase: P0\nchecks: [{id: c, on: all, systemd_unit: x}]", fleet="name: x")
    assert lines == ["packs/x/phases/p0.yml:2: check 'c': key 'on': 'all' stands for no host here; name a host"]


def test_read_only_command_loads(load: Load) -> None:
    """A command of the table needs no leave."""
    assert load_one(load, "id: c, on: a, command: [df, -P]")


def test_pack_may_allow_a_command(load: Load, small: dict[str, str]) -> None:
    """A prefix in fleet.yml adds to the table."""
    fleet = small["fleet.yml"] + "read_only_commands: [[velero, backup, get]]\n"
    assert load("phase: P0\nchecks: [{id: c, on: a, command: [velero, backup, get]}]", fleet=fleet)


def test_fault_of_an_expanded_check_is_told_once(complain_of_check: Complain) -> None:
    """Not once for each host."""
    assert len(complain_of_check("id: c\non: all\nsystemd_unit: {unt: 'x{host}'}")) == 2
    assert len(complain_of_check("id: c\non: all\nsystemd_unit: {unt: x}")) == 2


def test_every_fault_of_a_check_is_told_at_once(complain_of_check: Complain) -> None:
    """Six faults, six lines."""
    lines = complain_of_check("id: c\non: z\nsystemd_unit: {stat: x}\nelse: x\nexpect: y > 1\nmax_age: x\n")
    assert len(lines) == 6


def test_misspelled_key_is_not_taken_for_a_kind(complain_of_check: Complain) -> None:
    """Where there is no kind either, both are told."""
    assert complain_of_check("id: c\non: a\nexpct: a") == [
        "packs/x/phases/p0.yml:3: check 'c': no kind is named; add one, as `systemd_unit: nginx`",
        "packs/x/phases/p0.yml:5: check 'c': unknown key 'expct'; did you mean 'expect'?",
    ]


def test_name_cannot_act_on_the_terminal(complain_of_check: Complain) -> None:
    """Control signs and line ends in names are written out."""
    [line] = complain_of_check('id: c\non: a\nsystemd_unit: x\n"\\e[2J\\nx": y')
    assert "unknown key '\\x1b[2J\\nx'" in line


def test_syntax_error_shows_its_place(complain_of_check: Complain) -> None:
    """Below the error stands the expectation, with a caret under what cannot be read."""
    lines = complain_of_check("id: c\non: a\nsystemd_unit: x\nexpect: restarts => 3")
    assert lines == [
        "packs/x/phases/p0.yml:6: check 'c': key 'expect': not CEL: '=>' is no sign of CEL; write >=",
        "    restarts => 3",
        "             ^",
    ]
