"""With less of what was answered, a check that did not pass does not pass; where it may, a reason stands here."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from golden_cases import CASES, read_case

from blackstart.checks.table import KINDS
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, Reply, TcpReply
from blackstart.testing.golden import GoldenCase, judge_alone, judge_case

TEXTS = {CommandReply: ("stdout", "stderr"), HttpReply: ("body",), TcpReply: ("banner",)}
CUTS = 12
"""Places in the middle of lines at which each text is cut."""
MEMBERS = 60
"""Members of JSON that are taken out, one at a time."""


class Loss(StrEnum):
    """What is taken away: all of an answer, whole lines, what follows the middle of a line, or a member of JSON."""

    REPLY = "reply"
    LINES = "lines"
    HALF_A_LINE = "half a line"
    MEMBER = "member"


TROUBLE_BY_LINE = "a line can be the trouble itself: without it, none is told of; the transport proves that all came"
TROUBLE_BY_MEMBER = "a member can be the trouble itself: without it, none is told of"
NO_END_NEEDED = "what a program wrote by itself, as a log or a table, may end without an end of line"
COMPLAINT = "what the tool complains of on standard error is the only trouble: without it, its answer is a good one"
NO_WORD = "a body may be empty, or a text whose first word says no; HTTP tells how long it is: a cut one is a gap"

MAY_PASS: dict[str, dict[Loss, str]] = {
    "address_holder": {Loss.LINES: "an address that should not be held is a line of its own"},
    "alert_post": {Loss.LINES: NO_WORD, Loss.HALF_A_LINE: NO_WORD, Loss.MEMBER: TROUBLE_BY_MEMBER},
    "alertmanager": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "boot_enabled": {Loss.LINES: "properties such as a service's bus are left out for units that have none"},
    "cron_entries": {Loss.LINES: "an entry that is forbidden is a line of its own"},
    "disk": {Loss.LINES: TROUBLE_BY_LINE},
    "file_digest": {Loss.LINES: TROUBLE_BY_LINE},
    "fstab_devices": {Loss.LINES: COMPLAINT},
    "git_workspace": {Loss.LINES: "a file that differs is a line of its own"},
    "http": {Loss.LINES: NO_WORD, Loss.HALF_A_LINE: NO_WORD, Loss.MEMBER: TROUBLE_BY_MEMBER},
    "journal": {Loss.LINES: TROUBLE_BY_LINE, Loss.HALF_A_LINE: NO_END_NEEDED},
    "known_hosts": {Loss.LINES: "a key too many, or revoked, is two lines of their own"},
    "kubernetes_cronjobs": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_events": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_jobs": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_nodes": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_placement": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_pods": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_object": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "kubernetes_workloads": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "load_cause": {Loss.LINES: "a banner is a line of its own"},
    "marker_files": {Loss.LINES: COMPLAINT},
    "mounts": {Loss.LINES: TROUBLE_BY_LINE},
    "pending_kernel": {Loss.LINES: "a kernel, a choice and a wish for a reboot are lines of their own"},
    "port_listener": {Loss.LINES: "a second owner is a line of its own"},
    "processes": {Loss.LINES: "one process too many, or a dead one, is a line of its own"},
    "prometheus_query": {Loss.MEMBER: "a warning, and a series that should not be there, are members"},
    "prometheus_rules": {Loss.MEMBER: TROUBLE_BY_MEMBER},
    "redis_ping": {Loss.LINES: "a failover, and a count of demanded replicas, are lines that others leave out"},
    "release_parity": {Loss.LINES: TROUBLE_BY_LINE},
    "report": {Loss.LINES: TROUBLE_BY_LINE, Loss.HALF_A_LINE: NO_END_NEEDED, Loss.MEMBER: TROUBLE_BY_MEMBER},
    "restart_policies": {Loss.LINES: "podman tells by one line on standard error that it goes by docker's name"},
    "rule_parity": {
        Loss.LINES: "an alert that is not loaded is a line of its own",
        Loss.MEMBER: "an alert that is in no file, or in one copy of two, is a member",
    },
    "ssh_login": {Loss.LINES: "a banner is a line of its own"},
    "systemd_state": {Loss.LINES: TROUBLE_BY_LINE},
    "systemd_unit": {Loss.LINES: "a count of restarts is left out for units that have none"},
    "unlock_prompts": {
        Loss.LINES: "a volume is a line of its own",
        Loss.HALF_A_LINE: NO_END_NEEDED,
        Loss.MEMBER: "an open volume is a member",
    },
    "velero": {Loss.MEMBER: TROUBLE_BY_MEMBER},
}


ONLY_DATED: dict[str, str] = {"alert_post": "the look before the alert gives this run's mark its time, found or not"}
"""Kinds of which one question may fail: nothing but when that was is taken of its answer."""


@pytest.mark.parametrize(("kind", "path"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_less_evidence_never_makes_a_pass(kind: str, path: Path) -> None:
    """Whatever is taken out of a transcript that did not pass, it does not pass, but for the losses stated above."""
    assert find_passing(kind, path) <= MAY_PASS.get(kind, {}).keys()


def test_every_exception_is_needed() -> None:
    """An exception whose loss makes no case pass any more is taken out."""
    assert MAY_PASS.keys() | ONLY_DATED.keys() <= set(KINDS)
    used = {(kind, loss) for kind, path in CASES if kind in MAY_PASS for loss in find_passing(kind, path)}
    assert {(kind, loss) for kind, losses in MAY_PASS.items() for loss in losses} == used


@pytest.mark.parametrize(("kind", "path"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_every_answer_is_needed_for_a_pass(kind: str, path: Path) -> None:
    """A check that passed does not pass without the answer to one of its questions, whichever that is."""
    case = read_case(path)
    if case.verdict.outcome is not Outcome.PASS or kind in ONLY_DATED:
        return
    for request in {exchange.request for exchange in case.exchanges}:
        kept = tuple(exchange for exchange in case.exchanges if exchange.request != request)
        lesser = msgspec.structs.replace(case, exchanges=kept)
        assert judge_case(kind, lesser).outcome is not Outcome.PASS, request


@cache
def find_passing(kind: str, path: Path) -> frozenset[Loss]:
    """Return the losses that make a case pass which did not."""
    case = read_case(path)
    if case.verdict.outcome is Outcome.PASS:
        return frozenset()
    lesser = take_from(case)
    return frozenset(loss for loss, less in lesser if judge_alone(kind, less).outcome is Outcome.PASS)


def take_from(case: GoldenCase) -> Iterator[tuple[Loss, GoldenCase]]:
    """Yield the case with something taken out of each of its replies."""
    for place, exchange in enumerate(case.exchanges):
        yield Loss.REPLY, give(case, place, Gap(cause=Cause.TIME_LIMIT, at=exchange.reply.at))
        for name in TEXTS.get(type(exchange.reply), ()):
            for loss, text in take_from_text(getattr(exchange.reply, name)):
                yield loss, give(case, place, msgspec.structs.replace(exchange.reply, **{name: text}))


def give(case: GoldenCase, place: int, reply: Reply | Gap) -> GoldenCase:
    """Return the case with another reply at that place."""
    changed = msgspec.structs.replace(case.exchanges[place], reply=reply)
    return msgspec.structs.replace(case, exchanges=(*case.exchanges[:place], changed, *case.exchanges[place + 1 :]))


def take_from_text(text: str) -> Iterator[tuple[Loss, str]]:
    """Yield the text without one of its lines, or all after one, cut within a line, and with a member of JSON less."""
    lines = text.splitlines(keepends=True)
    ends = [sum(map(len, lines[:count])) for count in range(len(lines))]
    for end, line in zip(ends, lines, strict=True):
        yield Loss.LINES, text[:end] + text[end + len(line) :]
        yield Loss.LINES, text[:end]
    for at in range(1, len(text), len(text) // CUTS + 1):
        if at not in ends:
            yield Loss.HALF_A_LINE, text[:at]
    yield from ((Loss.MEMBER, lesser) for lesser in take_from_json(text))


def take_from_json(text: str) -> Iterator[str]:
    """Yield the JSON with one member of a list or an object less, each in its turn."""
    try:
        ways = list(find_members(msgspec.json.decode(text)))
    except msgspec.DecodeError:
        return
    for *way, last in ways[:: len(ways) // MEMBERS + 1]:
        data = holder = msgspec.json.decode(text)
        for step in way:
            holder = holder[step]
        del holder[last]
        yield msgspec.json.encode(data).decode()


def find_members(data: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every member."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inner:
        yield (*way, name)
        yield from find_members(value, (*way, name))
