"""What `blackstart kinds` tells comes from docstrings and types."""

from typing import Annotated, Any, Literal

import msgspec
import pytest

from blackstart.baseline.describe import KindDescription, Parameter, ReadingField, describe_kinds
from blackstart.baseline.type_names import name_type
from blackstart.checks.table import KINDS


def find(name: str) -> KindDescription:
    """Return one kind's description."""
    return next(kind for kind in describe_kinds() if kind.name == name)


def test_every_kind_is_described() -> None:
    """By name, each with a summary, a promise, a reading and an example."""
    kinds = describe_kinds()
    assert [kind.name for kind in kinds] == sorted(KINDS)
    for kind in kinds:
        assert kind.summary.endswith(".")
        assert "\n" not in kind.summary
        assert kind.promise
        assert kind.about_reading
        assert kind.reading
        assert kind.example.startswith(f"{kind.name}:")


def test_kind_is_described_as_it_is() -> None:
    """Parameters with type and default, the reading with its types."""
    kind = find("systemd_unit")
    assert (
        kind.summary
        == "Whether a systemd unit is in its state, and has the properties, such as limits, that it should have."
    )
    assert kind.parameters == (
        Parameter(name="unit", type="text", required=True),
        Parameter(name="state", type="text", required=False, default='"active"'),
        Parameter(name="enabled", type="true or false", required=False, default="null"),
        Parameter(name="settled", type="a duration such as 15m", required=False, default="5m"),
        Parameter(name="ran", type="true or false", required=False, default="true"),
        Parameter(name="by_socket", type="true or false", required=False, default="false"),
        Parameter(
            name="properties", type="map of text to text or whole number or true or false", required=False, default="{}"
        ),
    )
    assert "Units of a user's own systemd (`systemctl --user`)." in kind.blind_spots
    assert ReadingField(name="restarts", type="whole number or null") in kind.reading
    assert (kind.shorthand, kind.asked_from, kind.needs_expect) == ("unit", "host", False)


def test_default_of_a_mapping_is_told() -> None:
    """Also one that is made anew for each check."""
    assert (
        Parameter(name="headers", type="map of text to text", required=False, default="{}") in find("http").parameters
    )


class Part(msgspec.Struct):
    """Something with parts."""

    size: int
    names: list[str] | None


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (str, "text"),
        (Any, "anything"),
        (int | None, "whole number or null"),
        (Literal["a", "b"], "a or b"),
        (tuple[float, ...], "list of number"),
        (dict[str, tuple[bool, ...]], "map of text to list of true or false"),
        (Part, "{size: whole number, names: list of text or null}"),
        (Annotated[int, msgspec.Meta(ge=1, le=9)], "whole number (at least 1, at most 9)"),
        (Annotated[float, msgspec.Meta(gt=0)], "number (above 0)"),
        (Annotated[str, msgspec.Meta(description="x")], "text"),
    ],
)
def test_type_has_words(annotation: Any, name: str) -> None:
    """Words that people who write YAML know."""
    assert name_type(annotation) == name


def test_type_without_words_is_refused() -> None:
    """Better no list of kinds than one that tells `<class ...>`."""
    with pytest.raises(TypeError, match="no words for"):
        name_type(bytes)
