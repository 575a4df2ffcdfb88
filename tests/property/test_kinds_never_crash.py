"""Whatever a host answers, a kind reads it, or says that it cannot: nothing else may come out."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
import yaml
from golden_cases import CASES, GOLDEN, read_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blackstart.checks.spec import Spec
from blackstart.checks.table import KINDS, find_kind
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply, TcpReply, TlsReply
from blackstart.model.request import Request
from blackstart.testing.builders import make_check
from blackstart.testing.golden import make_fleet as make_golden_fleet
from blackstart.verdicts.replay import Answer, observe

TARGET = Target(host="a", address="192.0.2.10")
NOT_ASKED = Gap(cause=Cause.NOT_ASKED)
DEEP = 100_000
ODD_TEXTS = (
    "",
    "\n",
    "\0",
    "[" * DEEP,
    '{"a":' * 500 + "1" + "}" * 500,
    '{"status":"success","data":{"result":[{"value":[1e400,"NaN"]}]}}',
    "null",
    "[]",
    "{}",
    '"x"',
    "-1",
    "1e999",
    "NaN",
    "9" * 5000,
    "²",
    "٣",
    "\\xff",
    "a=b=c",
    "=\n=\n",
    "-----BEGIN CERTIFICATE-----",
    "x" * 20_000,
)


@cache
def read_cases(kind: str) -> list[dict[str, Any]]:
    """Return the kind's golden cases as they are written."""
    paths = sorted((GOLDEN / kind).glob("*.yaml"))
    return [yaml.load(path.read_text(), yaml.CSafeLoader) for path in paths]


@cache
def make_specs(kind: str) -> list[Spec]:
    """Return the kind with its example's parameters, and with those of each golden case."""
    found = find_kind(kind)
    given = [yaml.safe_load(found.example)[kind], *(case["params"] for case in read_cases(kind))]
    named = [params if isinstance(params, dict) else {found.shorthand: params} for params in given]
    return [msgspec.convert(params, found, strict=False) for params in named]


def read_recorded(kind: str) -> list[str]:
    """Return what real tools printed in the kind's golden cases."""
    replies = [exchange["reply"] for case in read_cases(kind) for exchange in case["exchanges"]]
    return [text for reply in replies for text in (reply.get("stdout"), reply.get("body")) if text]


def texts_for(kind: str) -> st.SearchStrategy[str]:
    """Return odd texts, any texts, and what real tools print: whole, cut, and with a part replaced."""
    recorded = read_recorded(kind) or ["1 2 3\n"]
    whole = st.sampled_from(recorded)
    cut = st.builds(lambda text, at: text[: at % (len(text) + 1)], whole, st.integers(0, 5000))
    marred = st.builds(
        lambda text, at, odd: text[: at % (len(text) + 1)] + odd + text[at % (len(text) + 1) + 1 :],
        whole,
        st.integers(0, 5000),
        st.text(max_size=3) | st.sampled_from(["-", "\n", "9" * 30, "nan", "null", "\t", " "]),
    )
    return whole | cut | marred | st.sampled_from(ODD_TEXTS) | st.text(max_size=60)


@cache
def replies_for(kind: str) -> st.SearchStrategy[Reply | Gap]:
    """Return replies of every type."""
    text = texts_for(kind)
    number = st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=4e9)
    codes = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 124, 126, 127, 255])
    commands = st.builds(CommandReply, stdout=text, stderr=text, exit_code=codes, at=number, elapsed=number)
    headers = st.lists(st.tuples(st.sampled_from(["content-type", "location"]), text), max_size=2).map(tuple)
    pages = st.builds(HttpReply, status=st.integers(100, 599), headers=headers, body=text, at=number, elapsed=number)
    return st.one_of(
        commands,
        commands,
        pages,
        st.builds(TcpReply, banner=text, at=number),
        st.builds(TlsReply, verified=st.booleans(), problem=text, not_after=number, names=st.tuples(text)),
        st.builds(Gap, cause=st.sampled_from(Cause), detail=text),
    )


EXAMPLES = settings().max_examples // 6
"""There are hundreds of kinds and parameters, each of which gets so many."""


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_only_readings_and_gaps_come_out(kind: str, data: st.DataObject) -> None:
    """Any answers to any of the kind's questions make a reading of its type or a gap."""
    spec = data.draw(st.sampled_from(make_specs(kind)), label="parameters")
    asked: dict[Request, Reply | Gap] = {}

    def answer(request: Request) -> Reply | Gap:
        if request not in asked:
            asked[request] = data.draw(replies_for(kind), label=repr(request))
        return asked[request]

    check_outcome(spec, answer)


@pytest.mark.parametrize("kind", KINDS)
def test_odd_texts_in_every_place(kind: str) -> None:
    """Each odd text, as the answer to everything, comes to a reading or a gap."""
    for spec in make_specs(kind):
        for text in ODD_TEXTS:
            see(spec, CommandReply(stdout=text, stderr=text))
            see(spec, CommandReply(stdout=text, exit_code=1))
            see(spec, HttpReply(status=200, headers=(("content-type", text),), body=text))
            see(spec, TcpReply(banner=text))
            see(spec, TlsReply(verified=False, problem=text, names=(text,)))


def see(spec: Spec, reply: Reply) -> None:
    """Answer everything with the reply, and check what it comes to."""
    check_outcome(spec, lambda _: reply)


def check_outcome(spec: Spec, answer: Answer) -> None:
    """Put the kind's questions and check that a reading or a gap comes of the answers."""
    outcome = observe(make_check("a", spec=spec), TARGET, answer).outcome
    if not isinstance(outcome, Gap):
        check_reading(spec, outcome)


@pytest.mark.parametrize(("kind", "path"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_odd_numbers_in_real_answers(kind: str, path: Path) -> None:
    """A number that no tool would print, in the place of each that it did, crashes nothing."""
    case = read_case(path)
    spec = cast("Spec", make_golden_fleet(kind, case).checks[0].spec)
    answers = {item.request: item.reply for item in case.exchanges}
    for request, reply in answers.items():
        for odd in spoil_numbers(reply):
            check_outcome(spec, answer_from({**answers, request: odd}))


@pytest.mark.parametrize(("kind", "path"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_odd_lines_in_real_answers(kind: str, path: Path) -> None:
    """A line that is missing, that stands there twice, or after the next one, crashes nothing; nor does a cut text."""
    case = read_case(path)
    spec = cast("Spec", make_golden_fleet(kind, case).checks[0].spec)
    answers = {item.request: item.reply for item in case.exchanges}
    for request, reply in answers.items():
        for odd in spoil_lines(reply):
            check_outcome(spec, answer_from({**answers, request: odd}))


def spoil_lines(reply: Reply | Gap) -> Iterator[Reply | Gap]:
    """Yield the reply with one line after another (the first 20) left out, doubled, swapped with the next, and cut."""
    field = {CommandReply: "stdout", HttpReply: "body", TcpReply: "banner"}.get(type(reply))
    lines = [] if field is None else getattr(reply, field).splitlines(keepends=True)
    for place, line in enumerate(lines[:20]):
        before, behind = lines[:place], lines[place + 1 :]
        half = line[: len(line) // 2]
        for odd in ((*behind,), (line, line, *behind), (*behind[:1], line, *behind[1:]), (half,)):
            yield msgspec.structs.replace(reply, **{str(field): "".join((*before, *odd))})


def answer_from(answers: dict[Request, Reply | Gap]) -> Answer:
    """Return what answers from a table."""
    return lambda request: answers.get(request) or NOT_ASKED


def spoil_numbers(reply: Reply | Gap) -> Iterator[Reply | Gap]:
    """Yield the reply with one number after another (the first 20) replaced by each odd one."""
    field = {CommandReply: "stdout", HttpReply: "body"}.get(type(reply))
    text = "" if field is None else getattr(reply, field)
    for found in list(re.finditer(r"\d+", text))[:20]:
        for odd in ("9" * 5000, "9" * 400, "0", "-1"):
            yield msgspec.structs.replace(reply, **{str(field): text[: found.start()] + odd + text[found.end() :]})


def check_reading(spec: Spec, reading: Reading) -> None:
    """Check that a reading is the kind's, can be compared, written down and read again."""
    assert type(reading) is spec.reading
    findings: list[Any] = list(spec.findings(reading))
    assert all(isinstance(finding, Finding) for finding in findings)
    msgspec.json.encode(reading)
