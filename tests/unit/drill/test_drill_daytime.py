"""The time of day that a scenario is rehearsed at."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from blackstart.drill.daytime import find_moment
from blackstart.drill.reading import FixtureError, read_moment

NOW = datetime(2026, 6, 26, 12, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("12:30", datetime(2026, 6, 26, 12, 30, tzinfo=UTC)),
        ("12:31", datetime(2026, 6, 25, 12, 31, tzinfo=UTC)),
        ("18:46 Asia/Taipei", datetime(2026, 6, 26, 10, 46, tzinfo=UTC)),
        ("20:31 Asia/Taipei", datetime(2026, 6, 25, 12, 31, tzinfo=UTC)),
        ("00:10 Asia/Taipei", datetime(2026, 6, 25, 16, 10, tzinfo=UTC)),
    ],
)
def test_latest_time_that_clocks_showed_it(at: str, moment: datetime) -> None:
    """It is never ahead of now, so that nothing made for the drill is of the future."""
    assert find_moment(at, NOW) == moment.timestamp()


@pytest.mark.parametrize("at", ["", "24:00", "7:30", "18:46:10", "18:46 Asia/Nowhere", "2026-06-26 18:46", "noon"])
def test_what_is_no_time_of_day_is_refused(at: str) -> None:
    """A scenario at no time would play at any."""
    with pytest.raises(ValueError, match=r"18:46|timezone"):
        find_moment(at, NOW)


def write_scenario(folder: Path, text: str) -> Path:
    """Write a drill folder with one scenario."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "evening.yml").write_text(text)
    return folder


def test_scenario_plays_at_its_time_or_now(tmp_path: Path) -> None:
    """Without `at`, and for a scenario that is not there, which is another's to report, it is now."""
    folder = write_scenario(tmp_path, "title: In the evening\nat: 18:46 Asia/Taipei\n")
    assert read_moment(folder, "evening", NOW) == datetime(2026, 6, 26, 10, 46, tzinfo=UTC).timestamp()
    assert read_moment(folder, "morning", NOW) == NOW
    (folder / "scenarios" / "evening.yml").write_text("title: In the evening\n")
    assert read_moment(folder, "evening", NOW) == NOW


@pytest.mark.parametrize("at", ["half past six", "[18, 46]"])
def test_wrong_time_is_reported_where_it_stands(tmp_path: Path, at: str) -> None:
    """By file and line, with what to write."""
    folder = write_scenario(tmp_path, f"title: In the evening\nat: {at}\n")
    with pytest.raises(FixtureError, match=r"evening\.yml:2: .*write a time of day"):
        read_moment(folder, "evening", NOW)
