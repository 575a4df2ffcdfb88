"""CPU time of redaction: over the answers of all golden cases, and over four hostile megabytes."""

import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from blackstart.secrecy.text import TooManyMarksError, redact_text

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
ROUNDS = 7
HOSTILE = ("token=", "password=a ", "Aa:", "=", '"', "x")
SIZE = 4_000_000


def list_answers() -> Iterator[str]:
    """Yield the texts of all recorded answers."""
    for path in sorted(GOLDEN.glob("*/*.yaml")):
        for exchange in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["exchanges"]:
            reply = exchange["reply"]
            yield from (reply[part] for part in ("stdout", "stderr", "body", "detail") if reply.get(part))


def measure(texts: list[str]) -> float:
    """Return the CPU seconds that redacting all of them takes."""
    started = time.process_time()
    for text in texts:
        try:
            redact_text(text)
        except TooManyMarksError:
            continue
    return time.process_time() - started


answers = list(list_answers())
measure(answers)
median = sorted(measure(answers) for _ in range(ROUNDS))[ROUNDS // 2]
print(f"{len(answers)} answers, {sum(map(len, answers))} signs: {median * 1000:.1f} ms")
for unit in HOSTILE:
    print(f"4 MB of {unit!r}: {measure([unit * (SIZE // len(unit))]):.2f} s")
