"""Which answer an HTTP server gives to a target. Pure."""

from collections.abc import Mapping
from fnmatch import translate
from functools import cache
from re import Pattern
from re import compile as compile_expression

import msgspec

from blackstart.drill.fixtures import Response

NOT_FOUND = Response(status=404, body="404 page not found\n")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A declared path and what it answers."""

    path: str
    response: Response


def choose(paths: Mapping[str, int | Response], target: str) -> Chosen:
    """Return the answer for a target: by the whole of it, by its path, or by the first pattern (`*`, `?`)."""
    bare = target.partition("?")[0]
    patterns = (path for path in paths if path in (target, bare) or compile_glob(path).fullmatch(target))
    path = next((path for path in (target, bare) if path in paths), None) or next(patterns, None)
    if path is None:
        return Chosen(path=target, response=NOT_FOUND)
    found = paths[path]
    return Chosen(path=path, response=Response(status=found) if isinstance(found, int) else found)


@cache
def compile_glob(path: str) -> Pattern[str]:
    """Return a path as an expression, in which `*` and `?` are wild and nothing else is."""
    return compile_expression(translate(path.replace("[", "[[]")))


def take_step(response: Response, number: int) -> Response:
    """Return what the call with that number (from 0) gets: the last step stays."""
    if not response.sequence:
        return response
    return response.sequence[min(number, len(response.sequence) - 1)]


def encode_body(response: Response) -> tuple[bytes, list[tuple[str, str]]]:
    """Return body and headers."""
    body = response.body.encode() if response.json is None else msgspec.json.encode(response.json)
    kind = "text/plain; charset=utf-8" if response.json is None else "application/json"
    own = {name.lower() for name in response.headers}
    headers = [("Content-Length", str(len(body)))] + [("Content-Type", kind)] * ("content-type" not in own)
    return body, headers + list(response.headers.items())
