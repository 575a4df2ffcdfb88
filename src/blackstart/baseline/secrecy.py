"""Refuse parameters that hold a secret: a pack, and each request made of it, is recorded with every run."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import assert_never

from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence
from blackstart.baseline.problems import ProblemReport
from blackstart.secrecy.marks import fold
from blackstart.secrecy.names import HEADER
from blackstart.secrecy.values import compile_once

HEADERS = "headers"
USER_IN_URL = re.compile(r"https?://[^/\s?#@]+@|\b\w+://[^/\s?#@:]*:[^/\s?#@]+@")
URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
ARGV = "argv"
Texts = Map[str, list[Scalar]]
HEADER_LINE = re.compile(r"([\w-]+)\s*:\s*\S")
"""A word of a command such as `curl -H "Authorization: …"`."""
MEND = "it would be recorded with every run: ask what needs no secret, as a health page or a local exporter"


def refuse_secrets(mapping: Mapping, texts: Texts, report: ProblemReport) -> None:
    """Report each parameter that holds a secret, without saying it; `texts` are those in each parameter."""
    for key, node in mapping.entries.items():
        for line, what in find_secrets(key, node, texts[key]):
            report.add(line, f"'{key}' holds {what}", MEND)


def find_secrets(key: str, node: Node, texts: list[Scalar]) -> Iterator[tuple[int, str]]:
    """Yield line and sort of what is a secret in a parameter: in URLs, headers by name, and command lines."""
    for text in texts:
        if "://" in text.text:
            yield from ((text.line, what) for what in list_in_urls(text.text))
        header = HEADER_LINE.match(text.text) if key == ARGV else None
        if header is not None and names_header(header[1]):
            yield text.line, f"the header {header[1]}"
    if key == HEADERS and isinstance(node, Mapping):
        yield from ((node.lines[name], f"the header {name}") for name in node.entries if names_header(name))
    if key == ARGV:
        line = " ".join([text.text for text in texts])
        if holds_secret(line):
            yield node.line, "a command line with a secret"


def list_in_urls(text: str) -> Iterator[str]:
    """Yield the sorts of secrets in the URLs of a text: users and passwords, and what redaction would take out."""
    if USER_IN_URL.search(text):
        yield "a user or password in a URL"
    elif any(holds_secret(url[0]) for url in URL.finditer(text)):
        yield "a secret in a URL's query or path"


def holds_secret(text: str) -> bool:
    """Tell whether redaction would take something out."""
    from blackstart.secrecy.text import redact_text  # noqa: PLC0415  # 5 ms, for packs with URLs or commands

    return redact_text(text) != text


def names_header(name: str) -> bool:
    """Tell whether a header of that name holds a secret."""
    return compile_once(HEADER).fullmatch(fold(name)) is not None


def list_texts(node: Node) -> list[Scalar]:
    """Return every scalar in the node, in the order of the file."""
    found: list[Scalar] = []
    waiting = [node]
    while waiting:
        match current := waiting.pop():
            case Scalar():
                found.append(current)
            case Sequence(items=parts):
                waiting.extend(reversed(parts))
            case Mapping(entries=entries):
                waiting.extend(reversed(entries.values()))
            case _:
                assert_never(current)
    return found
