"""The checks every contender puts to every host, as workload.yml lists them."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WORKLOAD = Path(__file__).with_name("workload.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question: `argv` is run on the host; `url` is set where that is a GET by curl."""

    id: str
    argv: tuple[str, ...]
    answers: str
    url: str | None = None

    @property
    def command(self) -> str:
        """The argv as one shell command."""
        return shlex.join(self.argv)


def load_workload(http_port: int) -> tuple[Check, ...]:
    """Return the checks in the file's order, the GETs put to the web server on `http_port`."""
    rows = yaml.safe_load(WORKLOAD.read_text(encoding="utf-8"))["checks"]
    return tuple(_parse_check(row, http_port) for row in rows)


def _parse_check(row: dict[str, Any], http_port: int) -> Check:
    if "run" in row:
        return Check(id=row["id"], argv=tuple(row["run"]), answers=row["answers"])
    url = f"http://127.0.0.1:{http_port}{row['get']}"
    argv = ("curl", "-sS", "-i", "--max-time", "5", url)
    return Check(id=row["id"], argv=argv, answers=row["answers"], url=url)
