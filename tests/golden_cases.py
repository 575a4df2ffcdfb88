"""The golden cases, each read once by a process: many tests look at the same."""

from functools import cache
from pathlib import Path

from blackstart.testing.golden import GoldenCase, load_case

GOLDEN = Path(__file__).parent / "golden"
CASES = tuple((path.parent.name, path) for path in sorted(GOLDEN.glob("*/*.yaml")))


@cache
def read_case(path: Path) -> GoldenCase:
    """Read a case; nobody changes it."""
    return load_case(path)
