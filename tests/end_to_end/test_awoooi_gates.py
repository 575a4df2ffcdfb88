"""The AWOOOI pack's gates and declarations, line by line of a summary: what each opens or forbids by itself."""

import shutil
from pathlib import Path

import pytest
from end_to_end.conftest import Run
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
    assert fleet.gates is not None
    assert fleet.claims is not None
    conditions = [one for gate in fleet.gates.gates for one in gate.cleared_by]
    said = ",".join(name for name in fleet.claims.listed if fleet.claims.statements[name].requires is not None)
    values = {condition.key: condition.values[0] for condition in conditions}
    return Summary(values={**values, "INTERRUPTED": "0", "ALLOWED": said, "NEXT_REQUIRED_GATES": "none"})


def list_refused(fleet: Fleet, summary: Summary) -> set[str]:
    """Return what may not be declared."""
    return {answer.name for answer in guard_declarations(fleet, summary) if not answer.allowed}


def test_only_what_takes_a_person_is_forbidden_where_all_is_well(fleet: Fleet, cleared: Summary) -> None:
    """So that each line below forbids by itself what it forbids."""
    assert find_open_gates(fleet.gates, cleared) == () if fleet.gates else False
    assert fleet.claims is not None
    never = {name for name in fleet.claims.listed if fleet.claims.statements[name].requires is None}
    assert list_refused(fleet, cleared) == never
    assert {*NEVER} - {"DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE"} <= never


@pytest.mark.parametrize(
    ("line", "gate", "forbidden"),
    [
        ({"WAZUH_DASHBOARD_API_CONNECTION": "pending_or_spinning"}, "wazuh_manager_registry_export", ""),
        ({"WAZUH_MANAGER_REGISTRY_ACCEPTED": "5"}, "wazuh_manager_registry_export", "WAZUH_REGISTRY_RECOVERED"),
        ({"WAZUH_COVERAGE_SCOPE": "unknown"}, "wazuh_manager_registry_export", ""),
        ({"HOST_188_HYGIENE_BLOCKED": "1"}, "host_188_hygiene_maintenance_window", "HOST_188_FULLY_GREEN"),
        ({"HOST_188_HYGIENE_BLOCKED": "unknown"}, "host_188_hygiene_maintenance_window", "HOST_188_HYGIENE_GREEN"),
        ({"ESCROW_MISSING_COUNT": "1"}, "credential_escrow_evidence", "DR_COMPLETE"),
        ({"DR_ESCROW_BLOCKED": "unknown"}, "credential_escrow_evidence", "CREDENTIAL_ESCROW_COMPLETE"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else None,
)
def test_one_line_opens_its_gate_and_forbids_by_itself(
    fleet: Fleet, cleared: Summary, line: dict[str, str], gate: str, forbidden: str
) -> None:
    """Whatever else is well: a dashboard that spins, a registry not whole, hygiene, escrow."""
    assert fleet.gates is not None
    summary = Summary(values={**cleared.values, **line})
    assert [opened.gate.id for opened in find_open_gates(fleet.gates, summary)] == [gate]
    assert {forbidden} - {""} <= list_refused(fleet, summary)


def test_packets_name_what_they_named_before_it_was_derived(fleet: Fleet) -> None:
    """What clears each gate and what it forbids, in the order in which owners have read it since v1.73."""
    assert fleet.gates is not None
    opened = find_open_gates(fleet.gates, Summary())
    assert [(one.gate.id, one.forbids) for one in opened] == [
        ("credential_escrow_evidence", ("DR_COMPLETE", "CREDENTIAL_ESCROW_COMPLETE")),
        (
            "host_188_hygiene_maintenance_window",
            ("HOST_188_HYGIENE_GREEN", "HOST_188_FULLY_GREEN", "FULL_STACK_GREEN", "DR_COMPLETE"),
        ),
        ("wazuh_manager_registry_export", ("WAZUH_REGISTRY_RECOVERED",)),
    ]
    assert [[(unmet.key, unmet.wanted) for unmet in one.unmet] for one in opened] == [
        [("INTERRUPTED", ("0",)), ("ESCROW_MISSING_COUNT", ("0",)), ("DR_ESCROW_BLOCKED", ("0",))],
        [("INTERRUPTED", ("0",)), ("HOST_188_HYGIENE_BLOCKED", ("0",))],
        [
            ("INTERRUPTED", ("0",)),
            ("WAZUH_COVERAGE_SCOPE", ("6",)),
            ("WAZUH_MANAGER_REGISTRY_ACCEPTED", ("6",)),
            ("WAZUH_DASHBOARD_API_CONNECTION", ("ok",)),
        ],
    ]


TIMER = """\
title: The timer of certbot on 188 is down
changes: {'188': {units: {snap.certbot.renew.timer: inactive}}}
"""


def test_one_answer_on_host_188_while_its_hygiene_is_blocked(blackstart: Run, tmp_path: Path) -> None:
    """Claim, summary and guard judge over the same verdicts, and each "no" leads to the check."""
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    (pack / "drill/scenarios/timer.yml").write_text(TIMER)
    summary = blackstart("summary", str(pack), "--drill", "timer", "--artifacts", "a")
    lines = dict(line.split("=", 1) for line in summary.stdout.splitlines())
    assert lines["HOST_188_HYGIENE_BLOCKED"] == "1"
    assert "host_188_hygiene_maintenance_window" in lines["NEXT_REQUIRED_GATES"]
    names = {"HOST_188_HYGIENE_GREEN", "HOST_188_FULLY_GREEN"}
    assert names <= {*lines["FORBIDDEN"].split(",")}
    source = (str(pack), "--summary-file", "a/summary.txt", "--rehearsal")
    guarded = blackstart("gates", "guard", *source, "--declare", "HOST_188_FULLY_GREEN")
    assert (guarded.returncode, "gate host_188_hygiene_maintenance_window is open" in guarded.stdout) == (3, True)
    listed = dict(line.split("=", 1) for line in blackstart("gates", "guard", *source).stdout.splitlines())
    assert (listed["ALLOWED_DECLARATIONS"], listed["FORBIDDEN_DECLARATIONS"]) == (lines["ALLOWED"], lines["FORBIDDEN"])


def test_what_the_summary_asked_may_be_said(blackstart: Run) -> None:
    """Of the healthy fleet: the summary looks at 188's own layer; `check` does not, and there it is forbidden."""
    summary = blackstart("summary", PACK, "--drill", "healthy").stdout
    allowed = next(line for line in summary.splitlines() if line.startswith("ALLOWED="))
    assert "HOST_188_FULLY_GREEN" in allowed
