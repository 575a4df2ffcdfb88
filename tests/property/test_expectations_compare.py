"""What is said of two expectations holds for every reading: a change called no weaker lets nothing new pass."""

from hypothesis import given
from hypothesis import strategies as st

from blackstart.verdicts.expectation import evaluate
from blackstart.verdicts.expectation_cases import can_hold, compare_cases

NAMES = ("a", "b")
ATOMS = st.builds(
    "{} {} {}".format, st.sampled_from(NAMES), st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), st.integers(-2, 3)
)
EXPECTATIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(("&&", "||")), inner) | inner.map("!({})".format)
    ),
    max_leaves=4,
)
READINGS = st.fixed_dictionaries({name: st.integers(-5, 6) for name in NAMES})


@given(EXPECTATIONS, EXPECTATIONS, READINGS)
def test_what_is_not_weaker_lets_nothing_new_pass(old: str, new: str, reading: dict[str, int]) -> None:
    """And what is not stricter keeps nothing out."""
    found = compare_cases(old, new)
    assert found is not None
    before, after = evaluate(old, reading), evaluate(new, reading)
    assert found[0] or not after or before
    assert found[1] or not before or after


@given(EXPECTATIONS, READINGS)
def test_what_can_never_hold_does_not(source: str, reading: dict[str, int]) -> None:
    """For any reading."""
    assert can_hold(source) is not None
    assert can_hold(source) or not evaluate(source, reading)
