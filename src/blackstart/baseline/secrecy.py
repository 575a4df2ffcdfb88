"""Refuse parameters that hold a secret: a pack, and each request made of it, is recorded with every run."""

import re
from collections.abc import Iterator
from typing import assert_never

from blackstart.baseline.fields import Fields
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence

HEADERS = "headers"
SECRET_HEADER = re.compile(
    r"cookie|authorization|proxy-authorization|.*(?:token|secret|password|api-?key|access-?key|session).*",
    re.IGNORECASE,
)
IN_URL = (
    (re.compile(r"https?://[^/\s?#@]+@|\b\w+://[^/\s?#@:]*:[^/\s?#@]+@"), "a user or password in a URL"),
    (
        re.compile(r"[?&](?:[\w-]*(?:token|password|secret|api_?key)|key|sig|signature)=[^&\s{]", re.IGNORECASE),
        "a secret in a URL's query",
    ),
)
ARGV = "argv"
HEADER_LINE = re.compile(r"([\w-]+)\s*:\s*\S")
"""A word of a command such as `curl -H "Authorization: …"`."""
MEND = "it would be recorded with every run: ask what needs no secret, as a health page or a local exporter"


def refuse_secrets(fields: Fields) -> None:
    """Report each parameter that holds a secret, without saying it."""
    for key, node in fields.mapping.entries.items():
        for line, what in find_secrets(key, node):
            fields.report.add(line, f"'{key}' holds {what}", MEND)


def find_secrets(key: str, node: Node) -> Iterator[tuple[int, str]]:
    """Yield line and sort of what is a secret in a parameter: in its URLs, and in headers by their names."""
    for text in list_texts(node):
        yield from ((text.line, what) for pattern, what in IN_URL if pattern.search(text.text))
        header = HEADER_LINE.match(text.text) if key == ARGV else None
        if header is not None and SECRET_HEADER.fullmatch(header[1]):
            yield text.line, f"the header {header[1]}"
    if key == HEADERS and isinstance(node, Mapping):
        yield from ((node.lines[name], f"the header {name}") for name in node.entries if SECRET_HEADER.fullmatch(name))


def list_texts(node: Node) -> Iterator[Scalar]:
    """Yield every scalar in the node."""
    match node:
        case Scalar():
            yield node
        case Sequence(items=parts):
            for part in parts:
                yield from list_texts(part)
        case Mapping(entries=entries):
            for part in entries.values():
                yield from list_texts(part)
        case _:
            assert_never(node)
