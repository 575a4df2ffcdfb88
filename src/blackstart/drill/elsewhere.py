"""Answers of tools that ask another host: what they say depends on the whole fleet. Pure."""

from collections.abc import Mapping

from blackstart.drill.clients import answer_client
from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.reachability import answer_reachability
from blackstart.drill.seats import Seating
from blackstart.model.request import CONTROLLER


def answer_elsewhere(
    argv: tuple[str, ...], at: str, seating: Seating, fixtures: Mapping[str, HostFixtures]
) -> Answer | None:
    """Answer a command that is run at `at`; only the controller is asked for the reachability of hosts."""
    reached = answer_reachability(argv, seating, fixtures) if at == CONTROLLER else None
    return reached or answer_client(argv, at, seating, fixtures)
