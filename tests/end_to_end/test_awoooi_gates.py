"""The AWOOOI pack's gates and declarations, line by line of a summary: what each opens or forbids by itself."""

from pathlib import Path

import pytest
from end_to_end.readback_rows import NEVER

from blackstart.app.loading import load_pack
from blackstart.gates.declarations import guard_declarations
from blackstart.gates.open_gates import find_open_gates
from blackstart.model.fleet import Fleet
from blackstart.model.summary import Summary

PACK = str(Path(__file__).parents[2] / "packs/awoooi")


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Load the pack once."""
    return load_pack(PACK)


@pytest.fixture(scope="module")
def cleared(fleet: Fleet) -> Summary:
    """Return a summary in which all is said and no gate is open."""
    gates, declarations = (fleet.gates.gates, fleet.gates.declarations) if fleet.gates else ((), ())
    conditions = [*(one for gate in gates for one in gate.cleared_by)]
    conditions += [one for declaration in declarations for one in declaration.requires or ()]
    names = ",".join(declaration.name for declaration in declarations)
    values = {condition.key: condition.values[0] for condition in conditions}
    return Summary(values={**values, "INTERRUPTED": "0", "ALLOWED": names})


def test_only_what_takes_a_person_is_forbidden_where_all_is_well(fleet: Fleet, cleared: Summary) -> None:
    """So that each line below forbids by itself what it forbids."""
    assert find_open_gates(fleet.gates, cleared) == () if fleet.gates else False
    refused = {answer.declaration.name for answer in guard_declarations(fleet, cleared) if not answer.allowed}
    assert refused == {*NEVER} - {"DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE"}


@pytest.mark.parametrize(
    ("line", "gate", "forbidden"),
    [
        ({"WAZUH_DASHBOARD_API_CONNECTION": "pending_or_spinning"}, "wazuh_manager_registry_export", ""),
        ({"WAZUH_MANAGER_REGISTRY_ACCEPTED": "5"}, "wazuh_manager_registry_export", ""),
        ({"WAZUH_COVERAGE_SCOPE": "unknown"}, "wazuh_manager_registry_export", ""),
        ({"HOST_188_HYGIENE_BLOCKED": "1"}, "host_188_hygiene_maintenance_window", "FULL_STACK_GREEN"),
        ({"HOST_188_HYGIENE_BLOCKED": "unknown"}, "host_188_hygiene_maintenance_window", "DR_COMPLETE"),
        ({"ESCROW_MISSING_COUNT": "1"}, "credential_escrow_evidence", "DR_COMPLETE"),
        ({"POST_START_BLOCKED": "1"}, "", "FULL_STACK_GREEN"),
        ({"POST_START_HELD": "1"}, "", "FULL_STACK_GREEN"),
        ({"STOCK_BLOCKERS": "unknown"}, "", "PRODUCT_DATA_GREEN"),
        ({"ALL_PRODUCT_DATA_LATEST": "0"}, "", "ALL_PRODUCT_DATA_LATEST"),
        ({"HOST_188_RESULT": "HOST_188_HYGIENE_WARN"}, "", "HOST_188_HYGIENE_GREEN"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else None,
)
def test_one_line_opens_its_gate_or_forbids_by_itself(
    fleet: Fleet, cleared: Summary, line: dict[str, str], gate: str, forbidden: str
) -> None:
    """Whatever else is well: a dashboard that spins, a registry not whole, hygiene, a blocker, data."""
    assert fleet.gates is not None
    summary = Summary(values={**cleared.values, **line})
    assert [opened.gate.id for opened in find_open_gates(fleet.gates, summary)] == [gate] * bool(gate)
    refused = {answer.declaration.name for answer in guard_declarations(fleet, summary) if not answer.allowed}
    assert {forbidden} - {""} <= refused
