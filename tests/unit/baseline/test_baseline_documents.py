"""YAML's hazards: each is a clear problem with its line, or means what it says."""

import pytest

from blackstart.baseline.documents import MAX_BYTES, read_mapping
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed_parts import to_plain


def read(text: str) -> tuple[Mapping | None, list[str]]:
    """Return what the text holds, and the problems."""
    problems: list[Problem] = []
    node = read_mapping(text, ProblemReport(file="x.yml", problems=problems))
    return node, [str(problem) for problem in problems]


def bomb(levels: int) -> str:
    """Return YAML whose aliases repeat nine to the power of `levels` nodes."""
    lines = ["a0: &a0 [1]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels + 1)]
    return "\n".join(lines)


def stairs(levels: int) -> str:
    """Return YAML in which each alias goes one level deeper than the one before."""
    return "\n".join(["a0: &a0 [1]", *(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, levels + 1))])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "x.yml: the file is empty; write it or remove it"),
        ("# nothing\n\n# here\n", "x.yml: the file is empty; write it or remove it"),
        ("---\n", "x.yml: the file is empty; write it or remove it"),
        ("- a\n", "x.yml:1: expected a mapping, found a list; write `key: value` lines"),
        ("a\n", "x.yml:1: expected a mapping, found text 'a'; write `key: value` lines"),
        ("a: 1\nb: 2\na: 3\n", "x.yml:3: key 'a' stands twice, first in line 1; keep one"),
        ("a: {b: 1, b: 1}\n", "x.yml:1: key 'b' stands twice, first in line 1; keep one"),
        ("a: 1\n\tb: 2\n", "indent with spaces, not tabs"),
        ("a:\n\t- b\n", "x.yml:2: not YAML: "),
        ("a: 'b\n", "found unexpected end of stream"),
        ("a: [1, 2\n", "x.yml:2: not YAML: "),
        ("a: b: c\n", "x.yml:1: not YAML: mapping values are not allowed in this context"),
        ("a: \x1b[31m\n", "x.yml:1: not YAML: control characters are not allowed; remove the character"),
        ("a: 1\nb: \ud800\n", "x.yml:2: not YAML: "),
        (
            "a: `x` y\n",
            "found character that cannot start any token; put the value in quotes",
        ),
        ("a: @x\n", "; put the value in quotes"),
        ("a: %x\n", "; put the value in quotes"),
        ("a: {b}-x\nc: 1\n", "did not find expected key; put the whole value in quotes"),
        ("a: 'b's'\n", "did not find expected key; put the whole value in quotes"),
        ("- {a: b}x\n", "did not find expected '-' indicator; put the whole value in quotes"),
        (
            "a:\n  - b\n - c\n",
            "x.yml:3: not YAML: while parsing a block mapping, did not find expected key; indent it as",
        ),
        ("- a: b\n c: d\n", "did not find expected '-' indicator; indent it as the lines that it belongs to"),
        ("a: 1\nb: 'c\n\nd: 1\n", "found unexpected end of stream; close the quote that begins in line 2"),
        ("a: b: c\n", "mapping values are not allowed in this context; put a text with `: ` in it in quotes"),
        ("a: - b\n", "; begin the list on a line of its own"),
        ('a: "x\\d"\n', "; put the text in single quotes, where a backslash is one"),
        ("a: [x, y\nb: 1\n", "; put a comma between two entries, and close each bracket"),
        ("a: {b: \n", "; close each bracket"),
        ("a: &\n", "did not find expected alphabetic or numeric character"),
        ("true: 1\n", "x.yml:1: expected text for a key, found true; put it in quotes"),
        ("a: 1\n~: 1\n", "x.yml:2: expected text for a key, found nothing; put it in quotes"),
        ("? [a]\n: 1\n", "x.yml:1: expected text for a key, found a list; put it in quotes"),
        ("? {a: b}\n: 1\n", "x.yml:1: expected text for a key, found a mapping; put it in quotes"),
        ("a: 1\n---\nb: 2\n", "x.yml:2: a second document begins; one file holds one document"),
        (
            "a: !!python/object/apply:os.system [id]\n",
            "tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read",
        ),
        ("a: !secret b\n", "x.yml:1: tag '!secret' is not read; write a plain value"),
        ("a: !!map {}\n", "tag 'tag:yaml.org,2002:map' is not read"),
        ("a: *b\n", "x.yml:1: no anchor '&b' stands before '*b'; anchor the value first"),
        ("a: &a [*a]\n", "x.yml:1: '&a' contains itself; write the value out"),
        (bomb(30), "aliases repeat more than 100000 nodes; write the values out"),
        (stairs(60), "nested deeper than 40; flatten it"),
        ("a: " + "[" * 50, "x.yml:1: nested deeper than 40; flatten it"),
        ("a: " + "[" * 100_000, "exceeded maximum nesting depth"),
        ("{a: " * 1000, "x.yml:1: nested deeper than 40; flatten it"),
        ("- " * 1000 + "a", "x.yml:1: nested deeper than 40; flatten it"),
        ("a: " + "b" * MAX_BYTES, f"x.yml: the file has {MAX_BYTES + 3} bytes, more than {MAX_BYTES}; split it"),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_hazard_is_refused(text: str, problem: str) -> None:
    """What is no plain mapping within the limits is one problem that says so."""
    _, problems = read(text)
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: yes", {"on": "yes"}),
        ("off: no", {"off": "no"}),
        ("y: n", {"y": "n"}),
        ("at: 12:30", {"at": "12:30"}),
        ("at: 12:30:45", {"at": "12:30:45"}),
        ("day: 2026-06-27", {"day": "2026-06-27"}),
        ("110: {188: 120}", {"110": {"188": 120}}),
        ("a: 010", {"a": 10}),
        ("a: 0o10", {"a": 8}),
        ("a: 0x1F", {"a": 31}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: -5", {"a": -5}),
        ("a: 1.5", {"a": 1.5}),
        ("a: .5", {"a": 0.5}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: 1e999", {"a": "1e999"}),
        ("a: .inf", {"a": ".inf"}),
        ("a: .nan", {"a": ".nan"}),
        ("a: +", {"a": "+"}),
        ("a: 192.0.2.1", {"a": "192.0.2.1"}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ("a: '1'", {"a": "1"}),
        ("a: 'true'", {"a": "true"}),
        ("a: True", {"a": True}),
        ("a: false", {"a": False}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: ''", {"a": ""}),
        ("a: =", {"a": "="}),
        ("<<: {a: 1}", {"<<": {"a": 1}}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: &x 1\nb: [*x, *x]", {"a": 1, "b": [1, 1]}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("\ufeffa: 1\n", {"a": 1}),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_value_means_what_core_schema_says(text: str, value: object) -> None:
    """YAML 1.1's readings of `on`, `no` and 12:30 do not apply."""
    node, problems = read(text)
    assert problems == []
    assert node is not None
    assert to_plain(node) == value


def test_forty_levels_are_read() -> None:
    """The limit itself is still within it."""
    node, problems = read("a: " + "[" * 39 + "]" * 39)
    assert node is not None
    assert problems == []


def test_every_duplicate_is_told_at_once() -> None:
    """A duplicate does not end the reading."""
    _, problems = read("a: 1\na: 2\nb: 1\nb: 2\n")
    assert len(problems) == 2


def test_long_text_is_cut_in_messages() -> None:
    """A message quotes no more than it takes to find the place."""
    _, problems = read("x" * 100)
    assert problems == [f"x.yml:1: expected a mapping, found text '{'x' * 40}…'; write `key: value` lines"]
