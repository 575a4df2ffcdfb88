"""views/NAME.yml: which checks, which words, which lines; what is wrong is told with its place."""

from collections.abc import Callable

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Result
from blackstart.model.view import Lookup, Question, Template

FLEET = """\
name: small
hosts:
  a: {address: 192.0.2.1, roles: [db]}
  b: {address: 192.0.2.2, roles: [db, web]}
"""
P0 = """\
phase: P0
checks:
  - {id: "{host}-unit", on: all, systemd_unit: nginx}
  - {id: vip, on: controller, ping: 192.0.2.9}
"""
P1 = """\
phase: P1
needs: [P0]
checks:
  - {id: rows, on: a, sql: {query: "SELECT 1 AS days"}, expect: row.days <= 2}
"""

Load = Callable[..., Fleet]
Complain = Callable[[str], list[str]]


@pytest.fixture
def load() -> Load:
    """Return a loader of a pack with these views, given by file name."""

    def load_with(**views: str) -> Fleet:
        own = {f"views/{name}.yml": text for name, text in views.items()}
        return load_baseline({"fleet.yml": FLEET, "phases/0.yml": P0, "phases/1.yml": P1, **own}, "packs/x")

    return load_with


@pytest.fixture
def complain(load: Load) -> Complain:
    """Return a loader of one view, `v`, that gives the lines of what it complains about."""

    def complain_of(text: str) -> list[str]:
        with pytest.raises(BaselineError) as caught:
            load(v=text)
        return str(caught.value).splitlines()

    return complain_of


def test_view_with_all_it_can_have(load: Load) -> None:
    """Title, checks, words and lines; the fleet knows where the file is."""
    fleet = load(
        pre="title: {en: Before, zh-TW: 之前}\nchecks: [rows, a-unit]\n"
        "headline: PRE_FLIGHT\nresult_words: {green: PRE_GREEN., blocked: PRE_BLOCKED}\n"
        'lines:\n  DAYS: "{rows: row.days}|{{x}}|{a-unit}"\n  ALL: {passed: [rows, "a-*"], yes: "1"}\n'
    )
    view = fleet.views["pre"]
    assert view.title == {"en": "Before", "zh-TW": "之前"}
    assert view.checks == ("rows", "a-unit")
    assert view.words == {Result.GREEN: "PRE_GREEN.", Result.BLOCKED: "PRE_BLOCKED"}
    days, whole = view.lines
    parts = (Lookup(check="rows", source="row.days"), "|", "{", "x", "}", "|", Lookup(check="a-unit"))
    assert (days.key, days.value) == ("DAYS", Template(parts=parts))
    assert whole.value == Question(checks=("rows", "a-unit"), yes="1", no="no")
    assert fleet.origins["view:pre"] == "views/pre.yml:1"


@pytest.mark.parametrize(
    ("names", "checks"),
    [
        ("rows", ("rows",)),
        ('"*-unit"', ("a-unit", "b-unit")),
        ("phase:P0", ("a-unit", "b-unit", "vip")),
        ("host:a", ("a-unit", "rows")),
        ("host:controller", ("vip",)),
        ("role:web", ("b-unit",)),
        ('[vip, "v*", rows]', ("vip", "rows")),
    ],
)
def test_checks_are_chosen_by_id_pattern_phase_host_and_role(load: Load, names: str, checks: tuple[str, ...]) -> None:
    """Each once, in the order they are named."""
    assert load(v=f"checks: {names}\n").views["v"].checks == checks


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: x", "v.yml:1: view 'v': key 'checks' is missing; name checks: ids"),
        ("checks: []", "v.yml:1: view 'v': key 'checks': an empty list demands nothing"),
        ("checks: [row]", "v.yml:1: view 'v': no check 'row'; did you mean 'rows'?"),
        ('checks: [rows,\n "x*"]', "v.yml:2: view 'v': 'x*' matches no check"),
        ('checks: ["{host}-unit"]', "v.yml:1: view 'v': no check '{host}-unit'; it stands once per host, as"),
        ("checks: phase:P00", "v.yml:1: view 'v': no check 'phase:P00'; did you mean 'phase:P0'?"),
        ("checks: host:c", "v.yml:1: view 'v': no check 'host:c'; did you mean 'host:b'?"),
        ("checks: role:we", "v.yml:1: view 'v': no check 'role:we'; did you mean 'role:web'?"),
        ("check: rows", "v.yml:1: view 'v': unknown key 'check'; did you mean 'checks'?"),
        ("", "v.yml: the file is empty; write it or remove it"),
        ("checks: rows\nheadline: my head", "v.yml:2: view 'v': 'my head' is no headline; as `FSCK_PREFLIGHT`"),
        ("checks: rows\nresult_words: x", "v.yml:2: view 'v': key 'result_words': expected a mapping, found"),
        ("checks: rows\nresult_words: {gren: X}", "v.yml:2: view 'v': unknown key 'gren'; did you mean 'green'?"),
        ("checks: rows\nresult_words: {green: all fine}", "v.yml:2: view 'v': 'all fine' is no result word"),
        ("checks: rows\nresult_words: {green: FULL_STACK_GREEN.}", "is said of whole fleets and hosts; say in the"),
        ("checks: rows\nresult_words: {green: HOST_READY}", "is said of whole fleets and hosts"),
        ("checks: rows\nresult_words: {green: A, blocked: A}", "two results have the word 'A'; give each its own"),
        ("checks: rows\nlines: x", "v.yml:2: view 'v': key 'lines': expected a mapping from key to value, found text"),
        ("checks: rows\nlines: {days: '{rows}'}", "v.yml:2: view 'v': line 'days': no key for a shell"),
        ("checks: rows\nlines: {RESULT: '{rows}'}", "line 'RESULT': every run's summary has that key"),
        ("checks: rows\nlines: {D: 5}", "view 'v': key 'D': expected text, found 5"),
        ("checks: rows\nlines: {D: always}", "line 'D': names no check, so it would say the same whatever is seen"),
        ("checks: rows\nlines: {D: '{rows'}", "line 'D': a lone '{'; double it to have it as it is"),
        ("checks: rows\nlines: {D: '{rows: row.day}'}", None),
        ("checks: rows\nlines: {D: '{rows: day}'}", "line 'D': '{rows: day}': the reading has no 'day'; it has"),
        ("checks: rows\nlines: {D: '{rows: size(}'}", "line 'D': '{rows: size(}': not CEL"),
        ("checks: rows\nlines: {D: '{rows: 1 + 1}'}", "names no field of the reading"),
        ("checks: rows\nlines: {D: '{vip}'}", "line 'D': the view does not look at 'vip'; add it to `checks`"),
        ("checks: rows\nlines: {D: '{rowz}'}", "line 'D': no check 'rowz'; did you mean 'rows'?"),
        ("checks: rows\nlines: {D: {pass: rows}}", "line 'D': unknown key 'pass'; did you mean 'passed'?"),
        ("checks: rows\nlines: {D: {passed: vip}}", "line 'D': the view does not look at 'vip'"),
        ("checks: rows\nlines: {D: {passed: rows, no: unknown}}", "line 'D': two answers are the same word"),
        ("checks: rows\nlines: {D: {passed: rows, yes: x, no: x}}", "line 'D': two answers are the same word"),
    ],
)
def test_a_mistake_is_told_with_its_line(load: Load, complain: Complain, text: str, problem: str | None) -> None:
    """And how to mend it; what can only be known by looking is none."""
    if problem is None:
        assert load(v=text).views["v"].lines
    else:
        assert any(problem in line for line in complain(text)), complain(text)


def test_a_name_that_is_no_id_and_two_of_a_name_are_refused() -> None:
    """Names stand in file names and on command lines."""
    sources = {"fleet.yml": FLEET, "phases/0.yml": P0, "views/a b.yml": "checks: vip\n"}
    with pytest.raises(BaselineError, match=r"views/a b\.yml: 'a b' is no name for a view"):
        load_baseline(sources, "packs/x")
    twice = {"fleet.yml": FLEET, "phases/0.yml": P0, "views/v.yml": "checks: vip\n", "views/v.yaml": "checks: vip\n"}
    with pytest.raises(BaselineError, match="a second view 'v'; name one of the files otherwise"):
        load_baseline(twice, "packs/x")


def test_a_line_on_a_check_with_a_problem_of_its_own_is_not_judged(load: Load) -> None:
    """The check's problem is the one to mend."""
    broken = P1.replace("sql: {query", "sql: {quer")
    sources = {"fleet.yml": FLEET, "phases/0.yml": P0, "phases/1.yml": broken}
    sources["views/v.yml"] = "checks: rows\nlines: {D: '{rows: nonsense}'}\n"
    with pytest.raises(BaselineError) as caught:
        load_baseline(sources, "packs/x")
    assert "views/v.yml" not in str(caught.value)


def test_a_pattern_for_phase_files_takes_no_view(load: Load) -> None:
    """`include: '*'` means phases."""
    sources = {"fleet.yml": FLEET + 'include: "*s/*.yml"\n', "phases/0.yml": P0, "views/v.yml": "checks: vip\n"}
    assert list(load_baseline(sources, "packs/x").views) == ["v"]
