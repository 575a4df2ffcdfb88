"""The reader of structs: every type that files are made of, and every error at its line."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_schema import find_faults
from msgspec import Meta

from blackstart.baseline.documents import read_mapping
from blackstart.baseline.file_types import SINGLE, Age, Id, Names, Port, SomeNames, Texts, Word, Words, doc
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed import find_reader, read_file, read_list_file, read_struct, struct_reader
from blackstart.baseline.typed_parts import to_plain
from blackstart.baseline.typed_place import FILE, PARAMETERS
from blackstart.baseline.typed_schema import shape_files
from blackstart.baseline.typed_struct import KeyLines
from blackstart.baseline.typed_values import Name
from blackstart.checks.duration import Duration, Seconds


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    DARK_BLUE = "DARK_BLUE"


class Pipe(msgspec.Struct, frozen=True, kw_only=True):
    """Told by `flow`."""

    flow: int
    label: str = ""


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """Told by `volts`."""

    volts: float
    label: str = ""


class Bare(msgspec.Struct, frozen=True, kw_only=True):
    """Told by having no key of its own."""

    label: str = ""


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """What has a name by which it is spoken of."""

    subject: ClassVar = "shelf"
    example: ClassVar = "{height: 3}"

    height: Annotated[int, Meta(ge=1, le=9)]
    colour: Colour = Colour.RED

    def __post_init__(self) -> None:
        """Refuse what only the whole tells."""
        if self.height == 7 and self.colour is Colour.RED:
            raise ValueError("no red shelf is 7 high")


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """What holds its like."""

    below: "tuple[Tree, ...]" = ()


class Box(msgspec.Struct, frozen=True, kw_only=True, rename={"for_whom": "for"}):
    """A file with a key of every type."""

    lines: KeyLines = KeyLines()
    text: str = ""
    word: Word = ""
    name: Name | None = None
    id: Id | None = None
    names: Names = ()
    some: SomeNames = ()
    words: Words = ()
    texts: Texts = {}
    whole: int = 0
    number: Annotated[float, Meta(gt=0, lt=9)] = 1.0
    port: Port | None = None
    flag: bool = False
    colour: Colour | None = None
    window: Literal[1, 5, 15] = 5
    way: Literal["up", "down"] = "up"
    day: date | None = None
    age: Age = 1.0
    span: Duration = "1m"
    path: Annotated[str, Meta(pattern="^/")] = "/"
    either: str | int | float | bool | tuple[str, ...] = ""
    part: Pipe | Wire | None = None
    plain: Pipe | Bare | None = None
    pair: tuple[int, str] | None = None
    few: Annotated[tuple[int, ...], SINGLE, Meta(min_length=2, max_length=3)] = ()
    shelves: dict[str, Shelf] = {}
    marks: Annotated[dict[Name, int], Meta(min_length=1)] = {}
    colours: dict[Colour, int] = {}
    by_port: dict[Annotated[str, Meta(pattern="^p")], int] = {}
    anything: Any = None
    tree: Tree | None = None
    for_whom: Annotated[str, doc("Whom it is for.")] = ""


def read(text: str, kind: type[msgspec.Struct] = Box) -> Any:
    """Return what a file without a fault says."""
    report = ProblemReport(file="f", problems=[])
    value = read_file(text, kind, report)
    assert report.problems == []
    return value


def complain(text: str, kind: type[msgspec.Struct] = Box) -> list[str]:
    """Return what is wrong with a file."""
    report = ProblemReport(file="f", problems=[])
    read_file(text, kind, report)
    return list(map(str, report.problems))


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("text: '5'", "text", "5"),
        ("word: 5", "word", "5"),
        ("\nname: 110", "name", Name(text="110", line=2)),
        ("name:\n  web", "name", Name(text="web", line=1)),
        ("id: a.b:c", "id", Name(text="a.b:c", line=1)),
        ("names: a", "names", (Name(text="a", line=1),)),
        ("names:\n- a\n- 5", "names", (Name(text="a", line=2), Name(text="5", line=3))),
        ("names: []", "names", ()),
        ("words: [a, 5]", "words", ("a", "5")),
        ("words: a", "words", ("a",)),
        ("texts: hm", "texts", {"en": "hm"}),
        ("texts: {en: a, zh-TW: b}", "texts", {"en": "a", "zh-TW": "b"}),
        ("whole: 5", "whole", 5),
        ("number: 5", "number", 5.0),
        ("port: 22", "port", 22),
        ("flag: true", "flag", True),
        ("colour: Red", "colour", Colour.RED),
        ("colour: dark_blue", "colour", Colour.DARK_BLUE),
        ("window: 15", "window", 15),
        ("way: DOWN", "way", "down"),
        ("day: 2026-12-31", "day", date(2026, 12, 31)),
        ("age: 15m", "age", 900.0),
        ("age: 90", "age", 90.0),
        ("span: 15m", "span", "15m"),
        ("span: 90", "span", "90s"),
        ("path: /x", "path", "/x"),
        ("either: 5", "either", 5),
        ("either: 5.5", "either", 5.5),
        ("either: true", "either", True),
        ("either: x", "either", "x"),
        ("either: [x]", "either", ("x",)),
        ("part: {volts: 5}", "part", Wire(volts=5.0)),
        ("part: {flow: 5, label: x}", "part", Pipe(flow=5, label="x")),
        ("plain: {label: x}", "plain", Bare(label="x")),
        ("plain: {flow: 1}", "plain", Pipe(flow=1)),
        ("pair: [1, a]", "pair", (1, "a")),
        ("few: [1, 2]", "few", (1, 2)),
        ("few: 1", "few", (1,)),
        ("shelves: {a: {height: 3}}", "shelves", {"a": Shelf(height=3)}),
        ("marks:\n  a: 1", "marks", {Name(text="a", line=2): 1}),
        ("colours: {Dark_blue: 1}", "colours", {Colour.DARK_BLUE: 1}),
        ("by_port: {p1: 1}", "by_port", {"p1": 1}),
        ("anything: {a: [1, x]}", "anything", {"a": [1, "x"]}),
        ("tree: {below: [{below: []}]}", "tree", Tree(below=(Tree(),))),
        ("for: x", "for_whom", "x"),
        ("\ntext: x", "lines", KeyLines(line=2, keys={"text": 2})),
    ],
)
def test_a_value_is_read_as_its_type(text: str, key: str, value: Any) -> None:
    """And as no other: `5` is no text, `true` no number."""
    assert getattr(read(text), key) == value
    assert type(getattr(read(text), key)) is type(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text: 5", "f:1: key 'text': expected text, found 5; put it in quotes"),
        ("text: ' '", "f:1: key 'text': expected text, found text ' '"),
        ("text:", "f:1: key 'text': expected text, found nothing"),
        ("text:\n- x", "f:2: key 'text': expected text, found a list"),
        ("word: true", "f:1: key 'word': expected a name, found true"),
        ("name: ''", "f:1: key 'name': expected a name, found text ''"),
        ("id: a b", "f:1: key 'id': 'a b' is no id; use letters, digits and . _ - only"),
        (
            "id: \u0430b",
            "f:1: key 'id': '\u0430b' is not what it seems: '\\u0430' in it looks like 'a'; use plain letters",
        ),
        ("names:\n- a\n- {}", "f:3: key 'names': expected a name, found an empty mapping"),
        ("names: {a: b}", "f:1: key 'names': expected a name or a list of names, found a mapping"),
        ("some: []", "f:1: key 'some': an empty list demands nothing; name what is expected or leave it out"),
        ("texts: 5", "f:1: key 'texts': expected text, found 5; put it in quotes"),
        ("texts: {zh-TW: x}", "f:1: key 'texts' has no English; add `en:`"),
        ("texts:\n  en: x\n  Klingon: y", "f:3: key 'texts': 'Klingon' is no language tag; as `en`, `zh-TW`"),
        ("texts:\n  en: x\n  de:", "f:3: key 'de': expected text, found nothing"),
        ("whole: 5.0", "f:1: key 'whole': expected a whole number, found 5.0"),
        ("whole: true", "f:1: key 'whole': expected a whole number, found true"),
        ("number: 9", "f:1: key 'number': expected a number below 9, found 9"),
        ("number: 0", "f:1: key 'number': expected a number above 0, found 0"),
        ("port: 0", "f:1: key 'port': expected a port from 1 to 65535, found 0"),
        ("port: x", "f:1: key 'port': expected a port from 1 to 65535, found text 'x'"),
        ("flag: yes", "f:1: key 'flag': expected true or false, found text 'yes'"),
        ("colour: reed", "f:1: key 'colour': expected red or DARK_BLUE, found 'reed'; did you mean 'red'?"),
        ("colour:", "f:1: key 'colour': expected red or DARK_BLUE, found nothing"),
        ("window: 3", "f:1: key 'window': expected 1 or 5 or 15, found '3'; known: 1, 15, 5"),
        ("window: '5'", "f:1: key 'window': expected 1 or 5 or 15, found '5'; did you mean '5'?"),
        ("way: [up]", "f:1: key 'way': expected down or up, found a list"),
        ("day: 2026-02-31", "f:1: key 'day': '2026-02-31' is no day; as 2026-12-31"),
        ("day: 20260231", "f:1: key 'day': expected text as 2026-12-31, found 20260231"),
        (
            "age: soon",
            "f:1: key 'age': expected a duration such as 15m, or seconds, found 'soon'; write 90s, 15m, 24h or 7d",
        ),
        ("age: 0", "f:1: key 'age': expected a duration such as 15m, or seconds above 0.0, found '0'; write 90s"),
        ("span: 0m", "f:1: key 'span': expected a duration such as 15m, or seconds above 0.0, found '0m'; write"),
        ("age: true", "f:1: key 'age': expected a duration such as 15m, or seconds, found 'true'; write"),
        ("age: []", "f:1: key 'age': expected a duration such as 15m, or seconds, found an empty list"),
        ("path: x", "f:1: key 'path': expected text matching '^/', found text 'x'"),
        ("either: {a: b}", "f:1: key 'either': expected true or false or a list of texts or a whole number or"),
        ("either:", "f:1: key 'either': expected "),
        ("part: 5", "f:1: key 'part': expected a mapping, found 5"),
        ("part: {label: x}", "f:1: key 'part': expected one of `flow`, `volts`, found none of them"),
        ("part:\n  flow: 1\n  volts: 2", "f:2: key 'part': `flow` and `volts` stand together; keep one of them"),
        ("part: {vols: 5}", "f:1: unknown key 'vols'; did you mean 'volts'?"),
        ("pair: [1]", "f:1: key 'pair': expected a list of 2: a whole number, text, found a list"),
        ("pair:\n- 1\n- 2", "f:3: key 'pair': expected text, found 2; put it in quotes"),
        ("few: [1]", "f:1: key 'few': expected a list with at least 2 parts"),
        ("few: [1, 2, 3, 4]", "f:1: key 'few': expected a list with at most 3 parts"),
        ("few: x", "f:1: key 'few': expected a whole number, found text 'x'"),
        ("shelves: {a: {}}", "f:1: shelf 'a': key 'height' is missing; as `{height: 3}`"),
        ("shelves: {a: 5}", "f:1: shelf 'a': expected a mapping, found 5; as `{height: 3}`"),
        (
            "shelves:\n  a:\n    height: 10",
            "f:3: shelf 'a': key 'height': expected a whole number of at most 9, found 10",
        ),
        ("shelves:\n  a:\n    height: 7", "f:3: shelf 'a': no red shelf is 7 high; as `{height: 3}`"),
        ("shelves: [x]", "f:1: key 'shelves': expected a mapping, found a list; as `{height: 3}`"),
        ("marks: {}", "f:1: key 'marks': an empty mapping demands nothing; name what is expected or leave it out"),
        ("marks: {a: x}", "f:1: key 'a': expected a whole number, found text 'x'"),
        ("colours:\n  reed: 1", "f:2: unknown key 'reed'; did you mean 'red'?"),
        ("by_port:\n  x: 1", "f:2: key 'by_port': expected text matching '^p' for a key, found 'x'"),
        ("tree: {below: [5]}", "f:1: key 'below': expected a mapping, found 5"),
        ("tree: {below: 5}", "f:1: key 'below': expected a list of entries, found 5"),
        ("for_whom: x", "f:1: unknown key 'for_whom'"),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(text: str, said: str) -> None:
    """Once, with what was wanted, what was found, and the mend where one is known."""
    (problem,) = complain(text)
    assert problem.startswith(said)


def test_every_error_is_told_at_once() -> None:
    """The first does not hide the others."""
    lines = complain("text: 5\nwhole: x\nshelves: {a: {}, b: 5}\nfoo: 1")
    assert [line.split(": ")[0] for line in lines] == ["f:1", "f:2", "f:3", "f:3", "f:4"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What must say who; what it is of, it should."""

    example: ClassVar = "- {who: NAME, of: WHAT}"

    who: str
    of: Annotated[Names, doc("What it is of.", missing="name it")] = ()


def test_a_missing_key_is_told_with_what_it_is_for() -> None:
    """By the mend of its own, else by the struct's example."""
    assert complain("{}", Entry) == [
        "f:1: key 'who' is missing; as `- {who: NAME, of: WHAT}`",
        "f:1: key 'of' is missing; name it",
    ]


def test_a_struct_is_made_where_only_keys_with_defaults_are_wrong() -> None:
    """So that what names it finds it; without a key that has no default there is none."""
    report = ProblemReport(file="f", problems=[])
    assert read_file("who: me\nof: {}", Entry, report) == Entry(who="me")
    assert read_file("of: x", Entry, report) is None
    assert read_file("[]", Entry, report) is None
    assert len(report.problems) == 3


def test_a_file_may_be_one_list() -> None:
    """As a register is."""
    report = ProblemReport(file="f", problems=[])
    assert read_list_file("- {who: a, of: b}\n- {of: c}\n- {who: d, of: e}", Entry, report) == (
        Entry(who="a", of=(Name(text="b", line=1),)),
        Entry(who="d", of=(Name(text="e", line=3),)),
    )
    assert read_list_file("who: a", Entry, report) == ()
    assert read_list_file("[", Entry, report) == ()
    assert [problem.message for problem in report.problems][:2] == [
        "key 'who' is missing",
        "expected a list of entries, found a mapping",
    ]


class Params(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters of a check."""

    limit: Annotated[Seconds, Meta(le=60)] = 1.0
    status: tuple[Annotated[int, Meta(ge=100, le=599)], ...] = ()
    headers: dict[str, str] = {}
    inner: tuple[Pipe, ...] = ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limit: 2m", "'limit': expected a duration such as 15m, or seconds of at most 60, found '2m'; write 90s"),
        ("status: [200, 999]", "'status[1]': expected a whole number of at most 599, found 999"),
        ("headers: {a: 1}", "'headers.a': expected text, found a whole number; put it in quotes"),
        ("headers: {a: true}", "'headers.a': expected text, found true or false; put it in quotes"),
        ("headers: [{}]", "'headers': expected a mapping, found a list"),
        ("status: [{}]", "'status[0]': expected a whole number, found a mapping"),
        ("status: [1.5]", "'status[0]': expected a whole number, found a number"),
        ("inner: [{flow: x}]", "'inner[0].flow': expected a whole number, found text 'x'"),
        ("inner: [{flow: 1, x: 2}]", "unknown parameter 'x'; known: flow, label"),
        ("inner: [{}]", "parameter 'flow' is missing"),
    ],
)
def test_parameters_are_told_by_the_way_to_them(text: str, said: str) -> None:
    """With the sort of value that stands there."""
    report = ProblemReport(file="f", problems=[])
    read_struct(to_node(text), Params, report, PARAMETERS)
    (problem,) = report.problems
    assert str(problem).startswith(f"f:1: {said}")


def to_node(text: str) -> Mapping:
    """Return a file's mapping."""
    mapping = read_mapping(text, ProblemReport(file="f", problems=[]))
    assert mapping is not None
    return mapping


def test_parameters_may_be_empty_text_and_files_may_not() -> None:
    """A systemd property may have to be empty."""
    report = ProblemReport(file="f", problems=[])
    assert read_struct(to_node("headers: {a: ''}"), Params, report, PARAMETERS) == Params(headers={"a": ""})
    assert report.problems == []


class Nested(msgspec.Struct, frozen=True, kw_only=True):
    """Types within types."""

    pairs: tuple[tuple[int, int], ...] = ()
    mixed: tuple[str | dict[str, int], ...] = ()
    maps: tuple[dict[str, int], ...] = ()
    twice: dict[str, int] | tuple[tuple[int, int] | str, ...] = {}
    said: Texts | tuple[Bare, ...] = {}
    others: Annotated[tuple[str | tuple[int, ...], ...], SINGLE, "no Meta"] = ()
    free: Annotated[tuple[Any, ...], SINGLE] = ()
    raw: bytes = b""
    numbered: dict[int, str] = {}
    kept: list[int] = []


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("pairs: [[1, 2]]", "pairs", ((1, 2),)),
        ("mixed: [a, {b: 1}]", "mixed", ("a", {"b": 1})),
        ("maps: [{b: 1}]", "maps", ({"b": 1},)),
        ("twice: {b: 1}", "twice", {"b": 1}),
        ("twice: [[1, 2], a]", "twice", ((1, 2), "a")),
        ("said: hm", "said", {"en": "hm"}),
        ("said: {en: hm}", "said", {"en": "hm"}),
        ("said: [{label: a}]", "said", (Bare(label="a"),)),
        ("others: a", "others", ("a",)),
        ("others: [[1], a]", "others", ((1,), "a")),
        ("free: 1", "free", (1,)),
        ("raw: aGk=", "raw", b"hi"),
        ("numbered: {80: a}", "numbered", {80: "a"}),
        ("kept: [1]", "kept", [1]),
    ],
)
def test_types_stand_within_types(text: str, key: str, value: Any) -> None:
    """Each part is told by its form."""
    assert getattr(read(text, Nested), key) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raw: '*'", "f:1: key 'raw': expected text in base64, found text '*'"),
        ("raw: 5", "f:1: key 'raw': expected text in base64, found 5"),
        ("numbered:\n  a: b", "f:2: key 'numbered': expected a whole number for a key, found 'a'"),
        ("pairs: 5", "f:1: key 'pairs': expected a list of lists, found 5"),
        ("maps: 5", "f:1: key 'maps': expected a list of mappings, found 5"),
        ("mixed: 5", "f:1: key 'mixed': expected a list of mappings or texts, found 5"),
        ("others: {a: b}", "f:1: key 'others': expected a list of numbers or text or a list of"),
    ],
)
def test_types_within_types_have_words(text: str, said: str) -> None:
    """For what a list holds of them."""
    (problem,) = complain(text, Nested)
    assert problem.startswith(said.replace("list of numbers", "list of whole numbers"))


def test_lines_of_keys_are_kept() -> None:
    """Of one that is not there the mapping's is told."""
    lines = read("\ntext: x\nwhole: 1").lines
    assert (lines.of("whole"), lines.of("flag")) == (3, 2)


def test_schemas_of_structs_with_one_name_are_two() -> None:
    """The second has its module before it."""
    other = msgspec.defstruct("Pipe", [("wide", int)], module="elsewhere.pipes")
    outer = msgspec.defstruct("Outer", [("one", Pipe), ("two", other), ("three", Pipe | None, None)])
    assert shape_files({"outer": outer}).keys() == {"outer", "Pipe", "pipes.Pipe"}


def test_a_type_without_a_reader_is_refused_before_any_file_is_read() -> None:
    """It is an error of the program."""
    with pytest.raises(TypeError, match="no file has values of the type"):
        find_reader(FILE, set[str])


def test_a_reader_is_made_once() -> None:
    """Of each struct, however often it is met."""
    assert struct_reader(Box, FILE) is struct_reader(Box, FILE)
    assert struct_reader(Box, FILE).reader("tree") is struct_reader(Tree, FILE)


VALUES = st.recursive(
    st.sampled_from(
        [None, True, 0, 1, 5, 7, 9, 0.5, 70000, "", " ", "x", "up", "red", "/x", "15m", "0m", "2026-12-31", "p"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["en", "a", "flow", "volts", "label", "height", "colour", "red", "p1"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
FILES = st.dictionaries(st.sampled_from([*struct_reader(Box, FILE).parts]), VALUES, max_size=3)


def to_nodes(value: Any) -> Node:
    """Return plain data as nodes."""
    if isinstance(value, dict):
        return Mapping(
            line=1, entries={key: to_nodes(part) for key, part in value.items()}, lines=dict.fromkeys(value, 1)
        )
    if isinstance(value, list):
        return Sequence(line=1, items=tuple(map(to_nodes, value)))
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return Scalar(line=1, text=text, value=value)


@given(FILES)
def test_the_schema_and_the_reader_agree(file: dict[str, Any]) -> None:
    """An editor marks a file that is refused, but for what a schema cannot say; a file it marks is refused."""
    node = to_nodes(file)
    assert isinstance(node, Mapping)
    assert to_plain(node) == file
    report = ProblemReport(file="f", problems=[])
    read_struct(node, Box, report)
    defs = shape_files({"box": Box})
    marked = list(find_faults(file, defs["box"], "$", defs))
    if marked:
        assert report.problems
    elif report.problems:
        assert all(is_beyond_schemas(problem.message) for problem in report.problems)


def is_beyond_schemas(message: str) -> bool:
    """Tell whether only reading tells that: what a struct itself refuses, no day, no id, too short a time."""
    return any(said in message for said in ("no red shelf", "no day", "no id", "no language", "stand together", "0m"))
