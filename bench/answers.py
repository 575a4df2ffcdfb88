"""Reading what the contenders leave behind, and refusing a run that has a missing or wrong answer."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workload import Check

END_OF_ANSWER = re.compile(r"^@@ (\S+) (\d+)$")
ANSIBLE_TASK = re.compile(r"^TASK \[(.+?)\] \*")
ANSIBLE_RESULT = re.compile(r"^(?:changed|ok): \[(\S+)\] => (\{.*\})$")
SUMMARY_PASSES = re.compile(r"^PASS=(\d+)$", re.MULTILINE)
SHOWN = 5


class WrongAnswersError(Exception):
    """A contender did not do the whole workload, so its time means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one check gave on one host."""

    host: str
    check: str
    code: int
    output: str


Reader = Callable[[Path], Iterator[Answer]]


def read_framed(out: Path) -> Iterator[Answer]:
    """Read one file for each host, where `@@ CHECK CODE` stands after each answer."""
    for file in sorted(out.glob("*.answers")):
        output: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines():
            ends = END_OF_ANSWER.match(line)
            if ends is None:
                output.append(line)
                continue
            yield Answer(host=file.stem, check=ends[1], code=int(ends[2]), output="\n".join(output))
            output = []


def read_json_lines(out: Path) -> Iterator[Answer]:
    """Read one answer a line, from a file or from one for each worker."""
    for file in sorted(out.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield Answer(**json.loads(line))


def read_ansible(out: Path) -> Iterator[Answer]:
    """Read what Ansible prints with -v: the task's name, then a line of JSON for each host."""
    check = ""
    for line in (out / "stdout").read_text(encoding="utf-8").splitlines():
        if task := ANSIBLE_TASK.match(line):
            check = task[1]
        elif result := ANSIBLE_RESULT.match(line):
            said = json.loads(result[2])
            # `raw` asks for a terminal, which ends lines with CR LF
            output = said["stdout"].replace("\r\n", "\n")
            yield Answer(host=result[1], check=check, code=said["rc"], output=output)


def read_exchanges(hosts: tuple[str, ...], checks: tuple[Check, ...], bundle: Path) -> Iterator[Answer]:
    """Read the raw replies a blackstart run kept, whatever it concluded from them."""
    names = {f"host-{number}": host for number, host in enumerate(hosts, start=1)}
    asked = {check.url or check.argv: check.id for check in checks}
    for line in (bundle / "exchanges.jsonl").read_text(encoding="utf-8").splitlines():
        exchange = json.loads(line)
        request, reply = exchange.get("request", {}), exchange.get("reply") or {}
        check = asked.get(request.get("url") or tuple(request.get("argv", ())))
        if check is None or exchange.get("place") not in names:
            continue
        # an HTTP reply is kept as its parts; the workload's pattern is of what curl prints
        output = f"HTTP/1.1 {reply['status']} " if "status" in reply else reply.get("stdout", "")
        code = 0 if "status" in reply else reply.get("exit_code", 1)
        yield Answer(host=names[exchange["place"]], check=check, code=code, output=output)


def verify_answers(read: Reader, out: Path, hosts: tuple[str, ...], checks: tuple[Check, ...]) -> None:
    """Raise WrongAnswersError unless every host answered every check once, and rightly."""
    known = {check.id: check for check in checks}
    missing = {(host, check) for host in hosts for check in known}
    wrong: list[str] = []
    for answer in read(out):
        place = f"{answer.host} {answer.check}"
        if (answer.host, answer.check) not in missing:
            wrong.append(f"{place}: not asked, or answered twice")
            continue
        missing.remove((answer.host, answer.check))
        if answer.code != 0 or not re.search(known[answer.check].answers, answer.output, re.MULTILINE):
            wrong.append(f"{place}: exit code {answer.code}, {answer.output[:60]!r}")
    _refuse(wrong + [f"{host} {check}: no answer" for host, check in sorted(missing)], len(hosts) * len(known))


def verify_logins(out: Path, hosts: tuple[str, ...], _checks: tuple[Check, ...]) -> None:
    """Raise WrongAnswersError unless `true` was run on every host: one `HOST 0` a line."""
    said = (out / "logins").read_text(encoding="utf-8").split("\n")
    _refuse([f"{host}: no login" for host in hosts if f"{host} 0" not in said], len(hosts))


def verify_bundles(rounds: int, out: Path, hosts: tuple[str, ...], checks: tuple[Check, ...]) -> None:
    """Raise WrongAnswersError unless each round's bundle holds every answer and its summary counts them as PASS."""
    bundles = sorted(file.parent for file in (out / "runs").glob("*/exchanges.jsonl"))
    if len(bundles) != rounds:
        raise WrongAnswersError(f"{len(bundles)} run bundles after {rounds} rounds")
    for bundle in bundles:
        verify_answers(partial(read_exchanges, hosts, checks), bundle, hosts, checks)
        counted = SUMMARY_PASSES.search((bundle / "summary.txt").read_text(encoding="utf-8"))
        passes, asked = int(counted[1]) if counted else 0, len(hosts) * len(checks)
        if passes != asked:
            raise WrongAnswersError(f"{passes} of {asked} checks are PASS")


def _refuse(wrong: list[str], asked: int) -> None:
    if wrong:
        shown = "; ".join(wrong[:SHOWN])
        raise WrongAnswersError(f"{len(wrong)} of {asked} answers are missing or wrong, among them {shown}")
