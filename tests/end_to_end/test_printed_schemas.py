"""What commands print as JSON has a version and a published schema, and what is really printed fits it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from end_to_end.conftest import Run
from end_to_end.drill_runs import record
from schema_fit import find_misfits

from blackstart.cli.documents import DOCUMENTS
from blackstart.cli.main import blackstart as root

PACK = Path(__file__).parents[2] / "packs" / "awoooi"


def list_printing(group: click.Group, before: str = "") -> Iterator[str]:
    """Yield each command that takes `--format json`, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from list_printing(command, f"{name} ")
        elif command is not None:
            forms = [option.type.choices for option in command.params if isinstance(option.type, click.Choice)]
            if any("json" in choices for choices in forms):
                yield before + name


def test_every_command_that_prints_json_has_a_schema() -> None:
    """None is left out, and none is there that prints nothing."""
    assert sorted(list_printing(root)) == sorted(DOCUMENTS)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Record a look at the fleet of 2026-06-06, in which much is missing; return the pack and the run."""
    pack, run = asyncio.run(record(PACK, "2026-06-06-host-120-down", tmp_path_factory.mktemp("without")))
    return str(pack), str(run)


@pytest.mark.parametrize(
    "words",
    [
        "audit PACK",
        "claim --list RUN",
        "go PACK 110 121 --operation shutdown --run RUN",
        "judge RUN",
        "kinds",
        "plan-b PACK --since 30m --run RUN",
        "quick-check PACK --run RUN",
        "timeline PACK --since 30m --run RUN",
    ],
)
def test_what_is_printed_fits(blackstart: Run, recorded: tuple[str, str], words: str) -> None:
    """Every key that is printed is named, and every key that is required is printed."""
    pack, run = recorded
    argv = [{"PACK": pack, "RUN": run}.get(word, word) for word in words.split()]
    check_printed(blackstart, argv, argv[0])


def test_a_look_and_a_proof_fit(blackstart: Run, pack: Path) -> None:
    """Of a small pack of this machine, and of a simulated one."""
    check_printed(blackstart, ["check", str(pack)], "check")
    check_printed(blackstart, ["drill", "run", "packs/localhost"], "drill run")
    check_printed(blackstart, ["drill", "prove", "packs/localhost"], "drill prove")


def check_printed(blackstart: Run, argv: list[str], command: str) -> None:
    """Compare what a command prints with the schema of what it says it prints."""
    schema = json.loads(blackstart("schema", "--printed-by", command).stdout)
    done = blackstart(*argv, "--format", "json")
    printed = json.loads(done.stdout)
    assert printed["format_version"] == schema["properties"]["format_version"]["const"] == 1
    assert find_misfits(printed, schema, schema) == []
