"""The contenders: how each is started, and how its answers are verified."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from answers import read_ansible, read_framed, read_json_lines, verify_answers, verify_bundles, verify_logins
from inputs import CURVE25519, DEFAULT_KEX
from workload import Check

BENCH = Path(__file__).resolve().parent
SCRIPTS = BENCH / "contenders"
BLACKSTART = BENCH.parent / ".venv" / "bin" / "blackstart"
FLOOR = "floor"
OURS = "blackstart"
BEFORE = "before"
ROUNDS = 10
SECONDS_BETWEEN_ROUNDS = 0.1
"""The least that `--interval` takes; it is taken off the time of a round."""

Verify = Callable[[Path, tuple[str, ...], tuple[Check, ...]], None]
Start = Callable[[Path, Path, str], tuple[str, ...]]
"""Inputs, the run's own folder and the name of the ssh_config, to an argv."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to do the workload. `ssh_config` is the one it is given unless rivals are given another.

    `success` is the exit code of a run that did all of it. `first_round` marks a contender that looks ROUNDS times
    more than that one over the same connections, and is measured by what each of these further rounds takes.
    `serial` marks a way too slow to wait for with many hosts, mostly because it takes them one by one.
    """

    name: str
    title: str
    start: Start
    verify: Verify
    ssh_config: str = DEFAULT_KEX
    serial: bool = False
    success: int = 0
    first_round: "Contender | None" = None


def _run_script(name: str, *more: str) -> Start:
    def start(inputs: Path, out: Path, ssh_config: str) -> tuple[str, ...]:
        interpreter = (sys.executable,) if name.endswith(".py") else ()
        return (*interpreter, str(SCRIPTS / name), str(inputs), str(out), str(inputs / ssh_config), *more)

    return start


def _check_once(inputs: Path, out: Path, ssh_config: str) -> tuple[str, ...]:
    config = ("--ssh-config", str(inputs / ssh_config))
    return (str(BLACKSTART), "check", str(inputs / "pack"), *config, "--format", "summary", "--runs", str(out / "runs"))


def _watch(rounds: int) -> Start:
    def start(inputs: Path, out: Path, ssh_config: str) -> tuple[str, ...]:
        program, verb, _pack, *more = _check_once(inputs, out, ssh_config)
        often = ("--watch", "--interval", str(SECONDS_BETWEEN_ROUNDS), "--max-attempts", str(rounds))
        return (program, verb, str(inputs / "pack-never-green"), *more, *often)

    return start


FRAMED = partial(verify_answers, read_framed)
JSON_LINES = partial(verify_answers, read_json_lines)
ANSIBLE = partial(verify_answers, read_ansible)

FIRST_ROUND = Contender(
    name="blackstart-first-round",
    title="a watch that ends after its first round",
    start=_watch(1),
    verify=partial(verify_bundles, 1),
    success=1,
)

LINEUP = (
    Contender(
        name=FLOOR,
        title="one `ssh` per host at once, all commands in one script (curve25519)",
        start=_run_script("floor.sh"),
        verify=FRAMED,
        ssh_config=CURVE25519,
    ),
    Contender(
        name=OURS,
        title="`blackstart check`, cold, judged and recorded",
        start=_check_once,
        verify=partial(verify_bundles, 1),
    ),
    Contender(
        name="blackstart-again",
        title="`blackstart check --watch`, a further round over open connections",
        start=_watch(1 + ROUNDS),
        verify=partial(verify_bundles, 1 + ROUNDS),
        success=1,
        first_round=FIRST_ROUND,
    ),
    Contender(
        name="ssh-true",
        title="`ssh HOST true` at once, no check made (curve25519)",
        start=_run_script("ssh_true.sh"),
        verify=verify_logins,
        ssh_config=CURVE25519,
    ),
    Contender(
        name="floor-same-kex",
        title="as the floor, with the rivals' key exchange",
        start=_run_script("floor.sh"),
        verify=FRAMED,
    ),
    Contender(name="pyinfra-facts", title="pyinfra, facts", start=_run_script("pyinfra_facts.py"), verify=JSON_LINES),
    Contender(
        name="pyinfra-operations",
        title="pyinfra, operations",
        start=_run_script("pyinfra_operations.py"),
        verify=JSON_LINES,
    ),
    Contender(
        name="ssh-multiplexed",
        title="sequential `ssh`, multiplexed",
        start=_run_script("ssh_multiplexed.sh"),
        verify=FRAMED,
        serial=True,
    ),
    Contender(
        name="testinfra-multiplexed",
        title="testinfra, ssh backend, multiplexed",
        start=_run_script("testinfra_checks.py", "multiplexed"),
        verify=JSON_LINES,
        serial=True,
    ),
    Contender(
        name="testinfra-xdist",
        title="testinfra, multiplexed, by pytest with a worker per core",
        start=_run_script("testinfra_pytest.py"),
        verify=JSON_LINES,
        serial=True,
    ),
    Contender(
        name="testinfra-paramiko",
        title="testinfra, paramiko backend",
        start=_run_script("testinfra_checks.py", "paramiko"),
        verify=JSON_LINES,
        serial=True,
    ),
    Contender(
        name="ansible-raw",
        title="Ansible `raw`, pipelining, 50 forks",
        start=_run_script("ansible.sh", "raw"),
        verify=ANSIBLE,
        serial=True,
    ),
    Contender(
        name="ansible-command",
        title="Ansible `command`, pipelining, 50 forks",
        start=_run_script("ansible.sh", "command"),
        verify=ANSIBLE,
        serial=True,
    ),
    Contender(
        name="ssh-per-check",
        title="sequential `ssh`, one process per check",
        start=_run_script("ssh_per_check.sh"),
        verify=FRAMED,
        serial=True,
    ),
    Contender(
        name="testinfra-default",
        title="testinfra, ssh backend as it comes",
        start=_run_script("testinfra_checks.py", "default"),
        verify=JSON_LINES,
        serial=True,
    ),
)


def list_contenders(before: Path | None) -> tuple[Contender, ...]:
    """Return the contenders, and after each of ours the same one as another checkout's program `before` does it."""
    if before is None:
        return LINEUP
    ours = [one for one in LINEUP if one.name.startswith(OURS)]
    return (*LINEUP, *(_of_another_checkout(one, before) for one in ours))


def _of_another_checkout(contender: Contender, program: Path) -> Contender:
    def start(inputs: Path, out: Path, ssh_config: str) -> tuple[str, ...]:
        return (str(program), *contender.start(inputs, out, ssh_config)[1:])

    first = contender.first_round and _of_another_checkout(contender.first_round, program)
    name = contender.name.replace(OURS, BEFORE)
    return replace(contender, name=name, title=f"{contender.title}, before", start=start, first_round=first)
