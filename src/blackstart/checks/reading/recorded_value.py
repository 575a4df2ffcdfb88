"""A number in a reading, by its path: what the record of runs is asked for."""

import sys
from typing import Any

from blackstart.checks.reading.json_path import follow_path


def find_number(reading: dict[str, Any], path: str) -> float | None:
    """Return the number at a dotted path (`per_core`, `rows.0.lag`), None where there is none.

    The columns of a reading's only row can be named by themselves, as in expectations.
    True and false, text, and what is not finite are no numbers.
    """
    row = reading.get("row")
    scope = {**row, **reading} if isinstance(row, dict) else reading
    value = follow_path(scope, path)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        return None
    return float(value)
