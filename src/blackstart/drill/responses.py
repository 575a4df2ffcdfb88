"""Which answer an HTTP server gives to a target. Pure."""

from collections.abc import Mapping

import msgspec

from blackstart.drill.fixtures import Endpoint, Response
from blackstart.drill.globs import matches

NOT_FOUND = Response(status=404, body="404 page not found\n")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A declared path and what it answers."""

    path: str
    response: Response


def choose(paths: Mapping[str, int | Response], target: str) -> Chosen:
    """Return the answer for a target: by the whole of it, by its path, or by the first pattern (`*`, `?`)."""
    bare = target.partition("?")[0]
    patterns = (path for path in paths if path in (target, bare) or matches(path, target))
    path = next((path for path in (target, bare) if path in paths), None) or next(patterns, None)
    if path is None:
        return Chosen(path=target, response=NOT_FOUND)
    found = paths[path]
    return Chosen(path=path, response=Response(status=found) if isinstance(found, int) else found)


def find_paths(endpoint: Endpoint, name: str) -> Mapping[str, int | Response]:
    """Return what is answered under a name: its own paths, and those that all names share."""
    own = endpoint.hosts.get(name)
    return endpoint.paths if own is None else {**endpoint.paths, **own.paths}


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
