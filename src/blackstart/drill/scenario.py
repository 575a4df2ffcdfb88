"""What a drill scenario changes of the healthy fleet, and what a run over it must come to."""

from typing import Any

import msgspec

from blackstart.drill.fixtures import Fixtures


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run over the scenario must come to; what is left out is not compared.

    `word`, `level`, `allowed` and `forbidden` are of the pack's table of claims; of these
    two only the names given are looked for.
    """

    result: str | None = None
    passed: int | None = None
    warn: int | None = None
    blocked: int | None = None
    held: int | None = None
    first_blocked: str | None = None
    word: str | None = None
    level: str | None = None
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    checks: dict[str, str] = {}


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Small differences on the healthy fleet, where they are known from, and what must come out.

    `changes` are the differences as plain data; `fixtures` have them laid over the healthy fleet.
    """

    name: str
    title: str
    fixtures: Fixtures
    changes: dict[str, Any] = {}
    source: str = ""
    expect: Expectation = Expectation()
