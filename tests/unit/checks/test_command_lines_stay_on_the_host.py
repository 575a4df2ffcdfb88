"""No kind asks a host for command lines, or for anything else that holds arguments."""

from pathlib import Path

import pytest
from golden_cases import read_case

from blackstart.checks.read_only.request import refuse
from blackstart.model.request import RunCommand
from blackstart.testing.carried import GoldenExchange

GOLDEN = Path(__file__).parents[2] / "golden"
KINDS = ("load_cause", "processes")
EXCHANGES = [item for kind in KINDS for path in (GOLDEN / kind).glob("*.yaml") for item in read_case(path).exchanges]
COLUMNS = {"pid", "ppid", "pgid", "stat", "etimes", "pcpu", "comm"}


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_among_the_golden_cases(kind: str) -> None:
    """Without cases the next test would hold of nothing."""
    assert list((GOLDEN / kind).glob("*.yaml"))


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_processes_are_asked_for_by_name_alone(exchange: GoldenExchange) -> None:
    """`ps` is asked for no column that shows an argument, `pgrep` for numbers alone."""
    request = exchange.request
    assert isinstance(request, RunCommand)
    match request.argv:
        case ("ps", "-ww", "-eo", columns):
            assert set(columns.split(",")) == COLUMNS
        case ("pgrep", *options):
            assert options[:2] == ["-f", "--"]
        case argv:
            assert argv[0] in {"cat", "nproc", "grep", "docker"}


@pytest.mark.parametrize("option", ["-a", "-l", "--list-full", "--list-name", "-fa", "-al"])
def test_pgrep_that_prints_what_it_finds_is_refused(option: str) -> None:
    """The table refuses it to packs' commands too."""
    assert refuse(("pgrep", option, "sshd"))
