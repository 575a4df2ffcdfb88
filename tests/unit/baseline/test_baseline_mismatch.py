"""What does not fit is told in words that people who write YAML know."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest

from blackstart.baseline.mismatch import say_mismatch
from blackstart.baseline.times import write_time
from blackstart.checks.duration import Duration, Seconds


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    """A part with parts."""

    colour: Colour | None = None
    wait: Seconds = 1.0
    words: tuple[str, ...] = ()
    by_name: dict[str, Annotated[int, msgspec.Meta(ge=1)]] = {}


class Outer(msgspec.Struct):
    """A whole."""

    part: Annotated[Inner, msgspec.Meta(description="x")] | None = None


CASES: list[tuple[Any, Any, str, str]] = [
    (int, "x", "expected a whole number, found text 'x'", ""),
    (int | None, [1], "expected a whole number, found a list", ""),
    (str, 5, "expected text, found a whole number", "put it in quotes"),
    (str, True, "expected text, found true or false", "put it in quotes"),
    (str, [5], "expected text, found a list", ""),
    (Annotated[int, msgspec.Meta(gt=1)], 1, "expected a whole number of at least 2", ""),
    (Annotated[float, msgspec.Meta(gt=0, lt=9)], 0.0, "expected a number above 0.0", ""),
    (Annotated[float, msgspec.Meta(lt=9)], 9.5, "expected a number below 9.0", ""),
    (Annotated[str, msgspec.Meta(pattern="^/")], "x", "expected text matching '^/'", ""),
    (Annotated[list[int], msgspec.Meta(min_length=1)], [], "expected a list with at least 1 parts", ""),
    (Annotated[list[int], msgspec.Meta(max_length=1)], [1, 2], "expected a list with at most 1 parts", ""),
    (Literal["a", "bb"], "b", "expected a or bb, found 'b'", "did you mean 'bb'?"),
    (Literal[1, 5], 3, "expected 1 or 5, found '3'", ""),
    (Seconds, "soon", "expected a duration such as 15m, or seconds, found 'soon'", "write 90s, 15m, 24h or 7d"),
    (Duration | None, [], "expected a duration such as 15m, or seconds, found []", "write 90s, 15m, 24h or 7d"),
    (Annotated[Seconds, msgspec.Meta(gt=0)], 0.0, "expected a duration such as 15m, or seconds above 0.0", ""),
    (Outer, {"part": {"colour": "reed"}}, "expected red or blue, found 'reed'", "did you mean 'red'?"),
    (Outer, {"part": {"wait": "x"}}, "expected a duration such as 15m, or seconds", "write 90s, 15m, 24h or 7d"),
    (Outer, {"part": {"words": [1]}}, "expected text, found a whole number", "put it in quotes"),
    (Outer, {"part": {"by_name": {"a": 0}}}, "expected a whole number of at least 1", ""),
    (Outer, {"part": {"color": "red"}}, "unknown key 'color'", ""),
    (Outer, {"part": 5}, "expected a mapping, found a whole number", ""),
]


@pytest.mark.parametrize(("wanted", "value", "said", "mend"), CASES)
def test_mismatch_has_words(wanted: Any, value: Any, said: str, mend: str) -> None:
    """No Python, no JSON, and no backticks."""
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, wanted)
    told, how = say_mismatch(caught.value, wanted, value)
    assert told.startswith(said)
    assert not set(told) & set("`|$")
    assert how.startswith(mend)


def test_what_msgspec_says_otherwise_is_kept() -> None:
    """A kind's own refusal is already in words."""
    assert say_mismatch(msgspec.ValidationError("no way - at `$.a`"), int, 1) == ("no way", "")


def test_a_pack_may_write_a_duration(complain_of_check: Callable[[str], list[str]], load: Callable[..., Any]) -> None:
    """`15m` where the kind keeps seconds; seconds where it keeps a duration."""
    check = "  - {id: c, on: a, http: {url: 'http://x/', max_elapsed: 2m, pause: 0.5}}\n"
    trend = "  - {id: t, on: a, trend: {of: c, passed: true, for: 900}}\n"
    specs = [check.spec for check in load(f"phase: P0\nchecks:\n{check}{trend}").checks]
    assert (specs[0].max_elapsed, specs[0].pause, specs[1].span) == (120.0, 0.5, "900s")
    (line,) = complain_of_check("id: c\non: a\nhttp: {url: 'http://x/', limit: 2m}")
    assert "'limit': expected a duration such as 15m, or seconds of at most 60" in line


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0s"), (2.5, "2.5s"), (300.0, "5m"), (90000.0, "25h"), (6e5, "10000m")]
)
def test_a_time_is_written_in_whole_units(seconds: float, said: str) -> None:
    """As in a pack."""
    assert write_time(seconds) == said


def test_a_choice_that_is_not_known_is_told_all_the_same() -> None:
    """Where the place does not lead to one."""
    error = msgspec.ValidationError("Invalid enum value 'x' - at `$.q`")
    assert say_mismatch(error, int, 1) == ("'x' may not stand here", "")
