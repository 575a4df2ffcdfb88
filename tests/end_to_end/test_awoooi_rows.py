"""Faults of the AWOOOI fleet come out as what they are, in the page, the hosts' states and what may be said."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from end_to_end.row_cases import ROW_LINE, Row, find_differences, read_rows, say

from blackstart.app.looking import Look, check_once
from blackstart.app.recording import render
from blackstart.app.rehearsing import rehearse
from blackstart.render.style import Style
from blackstart.verdicts.view import narrow

PACK = Path(__file__).parents[2] / "packs" / "awoooi"
ROWS = read_rows(Path(__file__).with_name("rows"))
SCENARIO = "row"
PAGE = Style(width=2000)


@pytest.mark.parametrize("name", ROWS)
async def test_row_comes_out_as_it_is(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The cause is named and nothing else, and nothing is said that is not so."""
    row = ROWS[name]
    pack = write_pack(row, tmp_path)
    looks: list[Look] = []
    async with rehearse(str(pack), SCENARIO) as rehearsal:
        fleet = rehearsal.fleet if row.view is None else narrow(rehearsal.fleet, row.view)
        await check_once(fleet, rehearsal.connections, lambda *_: None, looks.append)
    scorecard = looks[0].scorecard
    record_property(ROW_LINE, (name, row.about, say(scorecard)))
    assert list(find_differences(row.right, scorecard, render(fleet, scorecard, "terminal", PAGE))) == []


def write_pack(row: Row, folder: Path) -> Path:
    """Copy the pack, with the row as a scenario of it."""
    pack = folder / "pack"
    shutil.copytree(PACK, pack)
    scenario = {"title": row.about, "changes": row.changes}
    (pack / "drill" / "scenarios" / f"{SCENARIO}.yml").write_text(yaml.safe_dump(scenario, allow_unicode=True))
    return pack
