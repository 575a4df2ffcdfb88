"""Every golden case must come to the verdict it states; every kind must have some."""

from pathlib import Path

import pytest
from golden_cases import CASES, GOLDEN, read_case

from blackstart.checks.table import KINDS
from blackstart.testing.golden import compare, judge_case

PATHS = [path for _, path in CASES]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_golden_case_comes_to_its_verdict(path: Path) -> None:
    """The recorded transcript is judged as the file says."""
    case = read_case(path)
    assert compare(judge_case(path.parent.name, case), case.verdict) == []


@pytest.mark.parametrize("kind", KINDS)
def test_kind_has_a_good_and_a_bad_golden_case(kind: str) -> None:
    """A kind never seen to pass, or never seen to fail, is not tested."""
    outcomes = {read_case(path).verdict.outcome for path in (GOLDEN / kind).glob("*.yaml")}
    assert "PASS" in outcomes
    assert outcomes - {"PASS"}
