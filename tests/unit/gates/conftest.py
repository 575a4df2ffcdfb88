"""A small pack with a summary and two gates, and what is made of a run of it."""

import msgspec
import pytest
from gates_pack import load_gated, make_summary

from blackstart.gates.packets import make_packets
from blackstart.gates.response_template import make_template
from blackstart.model.fleet import Fleet
from blackstart.model.packets import OwnerResponse, PacketSet
from blackstart.model.summary import Summary


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    """Return the small pack's fleet."""
    return load_gated()


@pytest.fixture
def summary(fleet: Fleet) -> Summary:
    """Return a summary by which both gates are open."""
    return make_summary(fleet, MISSING="2", ACCEPTED="0")


@pytest.fixture
def packets(fleet: Fleet, summary: Summary) -> PacketSet:
    """Return the packets of both."""
    return make_packets(fleet, summary)


@pytest.fixture
def filled(fleet: Fleet, packets: PacketSet) -> OwnerResponse:
    """Return a response that has what was asked for."""
    assert fleet.gates is not None
    template = make_template(fleet.gates, packets)
    return msgspec.structs.replace(
        template,
        responses=tuple(
            msgspec.structs.replace(
                one,
                owner="Operations lead, on call",
                evidence=tuple(
                    msgspec.structs.replace(
                        piece,
                        reference="https://wiki.example.net/records/2026/ESC-1041",
                        observed_at="2026-06-26",
                        summary="Kept in the sealed safe; the record names the two people who saw it.",
                    )
                    for piece in one.evidence
                ),
            )
            for one in template.responses
        ),
    )
