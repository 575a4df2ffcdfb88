"""Answers changed word by word, figure by figure: faults for kinds of any sort. Pure."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import msgspec

from blackstart.drill.fault_context import Fault, FaultContext, replace_reply
from blackstart.model.exchange import Exchange
from blackstart.model.reply import CommandReply, HttpReply, Reply

MOST = 400
"""Changes tried of one answer."""
Edit = tuple[str, str, str]
"""What is changed in words; an expression that is found; what is put in its place."""
OPPOSITES = {
    "True": "False",
    "true": "false",
    "yes": "no",
    "up": "down",
    "ok": "error",
    "healthy": "unhealthy",
    "active": "failed",
    "running": "exited",
    "Running": "Failed",
    "Ready": "NotReady",
    "ready": "unavailable",
    "online": "down",
    "enabled": "disabled",
    "success": "failed",
    "Completed": "Failed",
    "Healthy": "Degraded",
    "Synced": "OutOfSync",
}
WORD = re.compile(r"\b(?:" + "|".join(sorted(OPPOSITES, key=len, reverse=True)) + r")\b")
TRUTH = re.compile(r"(?<![^,\s])[tf](?![^,\s])")
"""A boolean as psql prints it."""
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
FIGURES = ("0", "999999999999", "1")
LONG_AGO = "2001-01-01T00:00:00Z"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def change_answers(context: FaultContext) -> Iterator[Fault]:
    """Yield faults in which one answer that the check is given is changed in one place."""
    for exchange in context.exchanges:
        if isinstance(exchange.reply, CommandReply | HttpReply):
            for title, reply in islice(change_reply(exchange.reply), MOST):
                if context.is_spotted(msgspec.structs.replace(exchange, reply=reply)):
                    yield from make_fault(f"{name_question(exchange)}: {title}", exchange, reply, context)


def edit_answers(*edits: Edit) -> Callable[[FaultContext], Iterator[Fault]]:
    """Return a maker that replaces what an expression finds, first alone and then wherever it stands."""

    def make(context: FaultContext) -> Iterator[Fault]:
        for title, expression, text in edits:
            for exchange in context.exchanges:
                for count in (1, 0):
                    yield from edit(title, exchange, lambda said: re.sub(expression, text, said, count=count), context)  # noqa: B023  # used at once

    return make


def edit(title: str, exchange: Exchange, change: Callable[[str], str], context: FaultContext) -> Iterator[Fault]:
    """Yield the fault in which an answer's text is changed, if it is."""
    match exchange.reply:
        case CommandReply(stdout=text) if change(text) != text:
            yield from make_fault(
                title, exchange, msgspec.structs.replace(exchange.reply, stdout=change(text)), context
            )
        case HttpReply(body=text) if change(text) != text:
            yield from make_fault(title, exchange, msgspec.structs.replace(exchange.reply, body=change(text)), context)
        case _:
            pass


def make_fault(title: str, exchange: Exchange, reply: Reply, context: FaultContext) -> Iterator[Fault]:
    """Yield the fault in which a question gets another reply, if fixtures can say that."""
    changes = replace_reply(exchange, reply, context)
    if changes is not None:
        yield Fault(title=title, changes=changes)


def name_question(exchange: Exchange) -> str:
    """Name a question shortly."""
    words = getattr(exchange.request, "argv", None) or (getattr(exchange.request, "url", ""),)
    said = " ".join(words)
    return said if len(said) <= 50 else f"{said[:49]}…"  # noqa: PLR2004  # fits a line of the table


def change_reply(reply: CommandReply | HttpReply) -> Iterator[tuple[str, Reply]]:
    """Yield a reply with one thing changed, and what that is; last, with another exit code or status."""
    match reply:
        case CommandReply(stdout=text):
            for title, changed in change_text(text):
                yield title, msgspec.structs.replace(reply, stdout=changed)
            code = 0 if reply.exit_code else 1
            yield f"exit {code}", msgspec.structs.replace(reply, exit_code=code)
        case HttpReply(body=text):
            for title, changed in change_text(text):
                yield title, msgspec.structs.replace(reply, body=changed)
            yield "status 503", msgspec.structs.replace(reply, status=503)


def change_text(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text changed in one place: as JSON by value, else by word, figure and line."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if isinstance(value, dict | list):
        for title, changed in change_json(value):
            yield title, msgspec.json.encode(changed).decode()
        return
    yield from change_words(text)
    yield from change_lines(text)


def change_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text with one word turned into its opposite, or one figure changed."""
    for found in WORD.finditer(text):
        yield replace_at(text, found, OPPOSITES[found[0]])
    for found in TRUTH.finditer(text):
        yield replace_at(text, found, "f" if found[0] == "t" else "t")
    for figure in FIGURES:
        for found in FIGURE.finditer(text):
            yield replace_at(text, found, figure)


def replace_at(text: str, found: re.Match[str], by: str) -> tuple[str, str]:
    """Return what is changed, and the text with it changed."""
    return f"{by!r} in place of {found[0]!r}", f"{text[: found.start()]}{by}{text[found.end() :]}"


def change_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text without one of its lines, with one more, or empty."""
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        yield f"without {line.strip()[:40]!r}", "".join([*lines[:place], *lines[place + 1 :]])
    yield "one more line", f"{text}drill fault\n"
    yield "empty", ""


def change_json(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a JSON value with one part changed: figures and words, the nearest to the top first, then lists."""
    parts = sorted(walk(value, ()), key=lambda found: len(found[0]))
    for path, part in sorted(parts, key=lambda found: isinstance(found[1], list)):
        for changed in change_part(part):
            yield f"{'.'.join(map(str, path)) or 'it'} is {say(changed)}", put(value, path, changed)
    for path, part in parts:
        if path and part and isinstance(part, dict | list):
            yield f"{'.'.join(map(str, path))} is empty", put(value, path, type(part)())


def say(part: Any) -> str:
    """Say a value in a few letters."""
    return msgspec.json.encode(part).decode()[:40]


def walk(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield each part of a JSON value with the way to it."""
    yield path, value
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(part, (*path, key))


def change_part(part: Any) -> Iterator[Any]:
    """Yield other values for a part; a list also without each of its items."""
    match part:
        case bool():
            yield not part
        case int() | float():
            yield from (0, 10**9, -1, part + 1)
        case str() if MOMENT.match(part):
            yield LONG_AGO
        case str() if re.fullmatch(r"[-+]?[\d.]+", part):
            yield from ("0", "999999999", "-1")
        case str():
            yield OPPOSITES.get(part, "drill fault")
        case list():
            yield from ([*part[:place], *part[place + 1 :]] for place in range(min(len(part), 20)))
        case _:
            pass


def put(value: Any, path: tuple[str | int, ...], part: Any) -> Any:
    """Return a JSON value with one part replaced."""
    if not path:
        return part
    key, *rest = path
    copy = value.copy()
    copy[key] = put(value[key], tuple(rest), part)
    return copy
