"""What is printed as JSON has a version, and a schema that says which keys are always there."""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from blackstart.render.document import DRAFT, FORMAT_VERSION, make_document_schema, write_document


class Colour(StrEnum):
    """A word among several."""

    RED = "red"


class Leaf(msgspec.Struct, frozen=True, tag="leaf", tag_field="is"):
    """A part that says what it is."""

    colour: Colour = Colour.RED


class Twig(msgspec.Struct, frozen=True, tag="twig", tag_field="is"):
    """A part that holds more of its sort."""

    leaves: tuple[Leaf, ...] = ()
    twigs: "list[Twig]" = []


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """A document."""

    name: str
    crown: Leaf | Twig
    span: tuple[float, float] = (0.0, 1.0)
    counts: dict[str, int] = {}
    note: str | UnsetType = UNSET


def test_an_answer_is_printed_with_its_version_and_in_one_order() -> None:
    """What is not set is left out."""
    printed = write_document(Tree(name="oak", crown=Leaf()))
    assert printed == write_document(Tree(name="oak", crown=Leaf()))
    assert msgspec.json.decode(printed) == {
        "format_version": FORMAT_VERSION,
        "name": "oak",
        "crown": {"is": "leaf", "colour": "red"},
        "span": [0.0, 1.0],
        "counts": {},
    }


def test_the_schema_requires_every_key_that_is_always_printed() -> None:
    """Those with defaults too; a struct within structs is described once."""
    schema = make_document_schema(Tree, "a tree")
    assert (schema["$schema"], schema["title"]) == (DRAFT, "a tree")
    assert schema["properties"]["format_version"] == {"const": FORMAT_VERSION}
    assert schema["required"] == ["format_version", "name", "crown", "span", "counts"]
    assert {name: part.get("required") for name, part in schema["$defs"].items() if name != "Colour"} == {
        "Leaf": ["is", "colour"],
        "Twig": ["is", "leaves", "twigs"],
        "Tree": ["name", "crown", "span", "counts"],
    }
