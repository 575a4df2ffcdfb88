"""The keys `explained_by` and `explained_if` of a check."""

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import ExplainedIf, Fleet

FLEET = "name: x\nhosts: {a: {address: 192.0.2.1}, b: {address: 192.0.2.2}}\n"
LATER = "phase: P1\nchecks:\n  - {id: route, on: controller, http: 'http://x/', needs: [api]}\n"
DEMAND = "phase: P9\non_demand: true\nchecks:\n  - {id: asked, on: controller, http: 'http://y/'%s}\n"


def load(api: str, asked: str = "", name: str = "api") -> Fleet:
    """Load a pack whose check `api` has these keys too."""
    phase = f"phase: P0\nchecks:\n  - {{id: '{name}', on: [a, b], http: 'http://z/'{api}}}\n"
    phase += "  - {id: api, on: controller, http: 'http://z/'}\n" if name != "api" else ""
    sources = {"fleet.yml": FLEET, "phases/0.yml": phase, "phases/1.yml": LATER, "phases/9.yml": DEMAND % asked}
    sources["views/v.yml"] = "checks: [asked]\n"
    return load_baseline({**sources, "phases/1.yml": "needs: [P0]\n" + LATER}, "p")


def test_a_check_of_a_later_phase_may_explain_it() -> None:
    """What looks from outside stands behind what it looks at; `{host}` stands for the host."""
    fleet = load(", explained_by: route, explained_if: unavailable", name="{host}-web")
    about = fleet.by_id
    assert (about["a-web"].explained_by, about["a-web"].explained_if) == ("route", ExplainedIf.UNAVAILABLE)
    assert (about["route"].explained_by, about["route"].explained_if) == (None, ExplainedIf.FAILED)
    asked = load("", ", explained_by: route", name="{host}-web").checks_on_demand
    assert [check.explained_by for check in asked] == ["route"]


@pytest.mark.parametrize(
    ("api", "problem"),
    [
        (", explained_by: rout", "'explained_by': no check 'rout'; did you mean 'route'?"),
        (
            ", explained_by: '{host}-web'",
            "'explained_by': a check cannot explain itself; name one",
        ),
        (", explained_by: asked", "'explained_by': 'asked' is looked at by views alone; name a check of every run"),
        (", explained_by: [route]", "key 'explained_by': expected a name, found a list"),
        (", explained_if: failed", "key 'explained_by' is missing; name the check that explains it, or leave"),
        (
            ", explained_by: route, explained_if: maybe",
            "key 'explained_if': expected failed or unavailable, found 'maybe'; known: failed, unavailable",
        ),
    ],
)
def test_a_mistake_is_told_at_its_line(api: str, problem: str) -> None:
    """With the mend."""
    with pytest.raises(BaselineError) as raised:
        load(api, name="{host}-web")
    assert any(line.startswith("p/phases/0.yml:3: ") and problem in line for line in map(str, raised.value.problems))
