"""Measure the contenders side by side on loopback hosts, print the table and keep it in results/."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from shutil import rmtree

from answers import WrongAnswersError
from facts import read_facts, read_load
from hosts import Fleet, run_hosts
from inputs import CURVE25519, DEFAULT_KEX, write_inputs
from lineup import BENCH, FLOOR, OURS, ROUNDS, SECONDS_BETWEEN_ROUNDS, Contender, list_contenders
from metering import Command, ContenderFailedError, Cost, Memory, measure_cost, measure_memory
from orphans import adopt_orphans
from report import Alone, Conditions, Row, render_report
from workload import Check, load_workload

FEW_HOSTS = 4
RUNS_TO_KEEP = 5
RUNS_TO_KEEP_OF_MANY = 1
"""With many hosts a run takes minutes, and what is claimed is CPU and memory a host, which vary little."""
KEX = {"default": DEFAULT_KEX, "curve25519": CURVE25519}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where contenders run: their inputs, and the hosts and checks their answers must cover."""

    inputs: Path
    hosts: tuple[str, ...]
    checks: tuple[Check, ...]
    numbers: Iterator[int]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was measured of one contender so far, or why it was left out."""

    contender: Contender
    costs: list[Cost] = field(default_factory=list)
    floors: list[Cost] = field(default_factory=list)
    alone: list[Cost] = field(default_factory=list)
    memory: Memory | None = None
    memory_alone: Memory | None = None
    left_out: str = ""


def main() -> int:
    """Measure what the command line asks for; return 1 where a contender had to be left out."""
    asked = parse_arguments()
    # As Ctrl-C does: leave through every `with`, so that no host, contender or folder is left
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    adopt_orphans()
    lineup = choose_contenders(asked, KEX[asked.kex])
    load = read_load()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with run_hosts(asked.hosts, folder / "hosts") as fleet:
            tallies = measure(lineup, fleet, folder, asked.runs)
    conditions = describe_conditions(asked, load)
    left_out = {tally.contender.name: tally.left_out for tally in tallies if tally.left_out}
    report = render_report(conditions, [make_row(tally) for tally in tallies if not tally.left_out], left_out)
    print(report)
    keep_report(report, conditions, whole=asked.only is None or asked.hosts > FEW_HOSTS)
    return 1 if left_out else 0


def parse_arguments() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=FEW_HOSTS, help="4, 50, 200 or 500 (4)")
    parser.add_argument("--runs", type=int, default=RUNS_TO_KEEP, help="runs after the warm-up (5)")
    parser.add_argument("--only", nargs="+", help="contenders")
    parser.add_argument("--before", type=Path, help="the program of another checkout, measured in the same rounds")
    parser.add_argument("--kex", choices=KEX, default="default", help="key exchange of all that use OpenSSH's client")
    asked = parser.parse_args()
    if asked.hosts < 1 or asked.runs < 1:
        parser.error("--hosts and --runs take at least 1")
    names = [contender.name for contender in list_contenders(asked.before)]
    if unknown := set(asked.only or ()) - set(names):
        parser.error(f"no contender {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return asked


def choose_contenders(asked: argparse.Namespace, ssh_config: str) -> list[Contender]:
    """Return the floor and whoever else runs: those asked for, or all that many hosts leave worth waiting for."""
    chosen = [
        contender
        for contender in list_contenders(asked.before)
        if contender.name == FLOOR
        or (contender.name in asked.only if asked.only else asked.hosts <= FEW_HOSTS or not contender.serial)
    ]
    return [replace(one, ssh_config=ssh_config) if one.ssh_config == DEFAULT_KEX else one for one in chosen]


def measure(lineup: list[Contender], fleet: Fleet, folder: Path, runs: int) -> list[Tally]:
    """Run everyone once to warm up and once for memory, then in rounds, the floor just before each."""
    all_hosts, one_host = make_grounds(fleet, folder)
    tallies = [Tally(contender=contender) for contender in lineup]
    for tally in tallies:
        warm_up(tally, all_hosts, one_host)
    for number in range(1, runs + 1):
        note(f"round {number} of {runs}, load {read_load()}")
        measure_round(tallies, all_hosts, one_host)
    return tallies


def make_grounds(fleet: Fleet, folder: Path) -> tuple[Ground, Ground | None]:
    """Write the inputs for all hosts and, where there are many, for one of them alone."""
    checks = load_workload(fleet.http_port)
    numbers = count()

    def make_ground(name: str, part: Fleet) -> Ground:
        write_inputs(folder / name, part, checks)
        return Ground(inputs=folder / name, hosts=part.addresses, checks=checks, numbers=numbers)

    all_hosts = make_ground("all", fleet)
    if len(fleet.addresses) <= FEW_HOSTS:
        return all_hosts, None
    return all_hosts, make_ground("one", replace(fleet, addresses=fleet.addresses[:1]))


def warm_up(tally: Tally, all_hosts: Ground, one_host: Ground | None) -> None:
    """Run the contender once for nothing and once for its memory; leave it out where it cannot do the work."""
    note(f"warming up {tally.contender.name}")
    try:
        run_once(tally.contender, all_hosts)
        tally.memory = run_for_memory(tally.contender, all_hosts)
        if one_host is not None:
            tally.memory_alone = run_for_memory(tally.contender, one_host)
    except (ContenderFailedError, WrongAnswersError, FileNotFoundError) as error:
        leave_out(tally, error)


def measure_round(tallies: list[Tally], all_hosts: Ground, one_host: Ground | None) -> None:
    """Run each contender once, the floor just before it, so that both meet the same load."""
    floor = tallies[0]
    if floor.left_out:
        raise SystemExit(f"bench: the floor itself fails, so there is nothing to compare with: {floor.left_out}")
    for tally in tallies:
        if tally.left_out:
            continue
        try:
            before = run_once(floor.contender, all_hosts)
            tally.costs.append(before if tally is floor else run_once(tally.contender, all_hosts))
            tally.floors.append(before)
            if one_host is not None:
                tally.alone.append(run_once(tally.contender, one_host))
        except (ContenderFailedError, WrongAnswersError) as error:
            leave_out(tally, error)


def run_once(contender: Contender, ground: Ground) -> Cost:
    """Measure one run, or the further rounds of one."""
    cost = run_whole(contender, ground)
    if contender.first_round is None:
        return cost
    first = run_whole(replace(contender.first_round, ssh_config=contender.ssh_config), ground)
    wall = (cost.wall - first.wall) / ROUNDS - SECONDS_BETWEEN_ROUNDS
    return Cost(wall=wall, cpu=(cost.cpu - first.cpu) / ROUNDS)


def run_whole(contender: Contender, ground: Ground) -> Cost:
    """Measure one whole process and verify what it answered, after its time was taken."""
    command = make_command(contender, ground)
    cost = measure_cost(command)
    contender.verify(command.out, ground.hosts, ground.checks)
    rmtree(command.out)
    return cost


def run_for_memory(contender: Contender, ground: Ground) -> Memory:
    """Measure the memory of one run and verify what it answered."""
    command = make_command(contender, ground)
    memory = measure_memory(command)
    contender.verify(command.out, ground.hosts, ground.checks)
    rmtree(command.out)
    return memory


def make_command(contender: Contender, ground: Ground) -> Command:
    """Return the contender's command in a folder of its own, short enough to hold a socket's name."""
    out = ground.inputs.parent / str(next(ground.numbers))
    out.mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(out),
        "LANG": "C.UTF-8",
    }
    argv = contender.start(ground.inputs, out, contender.ssh_config)
    limit = 120 + 8 * len(ground.hosts)
    return Command(argv=argv, environment=environment, out=out, limit=limit, success=contender.success)


def leave_out(tally: Tally, error: Exception) -> None:
    """Remember and say why the contender is not in the table; what it printed may name paths, so it is only said."""
    is_missing = tally.contender.name == OURS and isinstance(error, FileNotFoundError)
    tally.left_out = "it is not installed in the project's .venv" if is_missing else str(error)
    note(f"{tally.contender.name} is left out: {tally.left_out}")
    if isinstance(error, ContenderFailedError):
        note(error.said)


def make_row(tally: Tally) -> Row:
    """Return the row of the table."""
    if tally.memory is None:
        raise ValueError(f"{tally.contender.name}: its memory was not measured")
    alone = Alone(costs=tuple(tally.alone), memory=tally.memory_alone) if tally.memory_alone else None
    return Row(
        name=tally.contender.name,
        title=tally.contender.title,
        costs=tuple(tally.costs),
        floors=tuple(tally.floors),
        memory=tally.memory,
        alone=alone,
    )


def describe_conditions(asked: argparse.Namespace, load_before: str) -> Conditions:
    """Return what stands beside the table."""
    kex = "OpenSSH's and each library's own default" if asked.kex == "default" else "curve25519-sha256"
    return Conditions(
        date=datetime.now(UTC).date().isoformat(),
        hosts=asked.hosts,
        checks=len(load_workload(0)),
        runs=asked.runs,
        kex=kex,
        facts={**read_facts(), "load average": f"{load_before} before, {read_load()} after"},
    )


def keep_report(report: str, conditions: Conditions, *, whole: bool) -> None:
    """Write the report to results/, unless it has too few runs or contenders to claim anything from."""
    least = RUNS_TO_KEEP if conditions.hosts <= FEW_HOSTS else RUNS_TO_KEEP_OF_MANY
    if conditions.runs < least or not whole:
        note(f"not kept in results/: that takes at least {least} runs, and of few hosts all contenders")
        return
    kex = "" if conditions.kex.startswith("OpenSSH") else "-curve25519"
    file = BENCH / "results" / f"{conditions.date}-{conditions.hosts}-hosts{kex}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(report, encoding="utf-8")
    note(f"kept in bench/results/{file.name}")


def note(text: str) -> None:
    """Tell how far it is, beside the data."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
