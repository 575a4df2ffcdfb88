"""Answers of tools that ask another host: what they say depends on the whole fleet. Pure."""

from collections.abc import Mapping

from blackstart.drill.addresses import AddressTable
from blackstart.drill.clients import answer_client
from blackstart.drill.fixtures import Answer, HostFixtures
from blackstart.drill.reachability import answer_reachability
from blackstart.model.request import CONTROLLER


def answer_remote(
    argv: tuple[str, ...], at: str, addresses: AddressTable, fixtures: Mapping[str, HostFixtures]
) -> Answer | None:
    """Answer a command that is run at `at`; only the controller is asked for the reachability of hosts."""
    reached = answer_reachability(argv, addresses, fixtures) if at == CONTROLLER else None
    return reached or answer_client(argv, at, addresses, fixtures)
