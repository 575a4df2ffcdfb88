"""Which answer an HTTP server gives."""

import pytest

from blackstart.drill.fixtures import Response
from blackstart.drill.responses import NOT_FOUND, choose, encode_body, take_step

PATHS: dict[str, int | Response] = {
    "/": Response(body="root"),
    "/api/*": Response(body="any"),
    "/api/query": Response(body="path"),
    "/api/query?q=up": Response(body="whole"),
    "/v2/": 401,
    "/[a]": 204,
}


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/", "root"),
        ("/api/query?q=up", "whole"),
        ("/api/query?q=down", "path"),
        ("/api/x?y=z", "any"),
        ("/a", NOT_FOUND.body),
    ],
)
def test_the_most_exact_path_wins(target: str, body: str) -> None:
    """The whole target, else its path, else the first pattern, else 404."""
    assert choose(PATHS, target).response.body == body


def test_a_bare_status_is_an_answer() -> None:
    """As in `"/v2/": 401`; brackets are nothing special."""
    assert choose(PATHS, "/v2/").response == Response(status=401)
    assert choose(PATHS, "/[a]").response.status == 204


def test_steps_are_taken_in_turn_and_the_last_stays() -> None:
    """A route that answers 502 until it is warm."""
    response = Response(sequence=(Response(status=502), Response()))
    assert [take_step(response, number).status for number in range(4)] == [502, 200, 200, 200]
    assert take_step(NOT_FOUND, 5) is NOT_FOUND


def test_bodies_are_text_or_json() -> None:
    """Each with its type, unless the fixture gives one."""
    assert encode_body(Response(json={"a": 1}))[0] == b'{"a":1}'
    assert ("Content-Type", "application/json") in encode_body(Response(json=[]))[1]
    own = Response(body="<p>", headers={"content-type": "text/html"})
    assert encode_body(own) == (b"<p>", [("Content-Length", "3"), ("content-type", "text/html")])
