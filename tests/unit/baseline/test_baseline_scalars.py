"""Any text is resolved without an error."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.scalars import resolve


@given(st.text(max_size=80))
def test_any_text_resolves(text: str) -> None:
    """What is no constant and no number stays the text it is."""
    value = resolve(text)
    assert value is None or isinstance(value, bool | int | float) or value == text


@given(st.text(alphabet="ab:-[]{}&*!?|>'\" \n\t#,0~", max_size=60))
def test_any_yaml_is_read_or_refused(text: str) -> None:
    """Reading never raises, and gives nothing only with a problem that says why."""
    problems: list[Problem] = []
    node = read_mapping(text, ProblemReport(file="x", problems=problems))
    assert node is not None or problems


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_number_is_read_as_written(number: float) -> None:
    """Numbers come back as they are, unless they are absurdly long."""
    text = repr(number)
    assert resolve(text) == (number if len(text) <= 64 else text)


def test_library_reads_events_with_its_c_parser() -> None:
    """Without libyaml a large pack would take ten times as long."""
    assert yaml.__with_libyaml__
