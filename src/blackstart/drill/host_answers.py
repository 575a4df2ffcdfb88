"""Answers of the tools that many kinds ask, from a host's few facts. Pure."""

from datetime import UTC, datetime
from uuid import NAMESPACE_DNS, uuid5

import msgspec

from blackstart.checks.docker import docker_container
from blackstart.drill.counters import answer_counters
from blackstart.drill.facts import Facts, write_time
from blackstart.drill.fixtures import Answer, Container
from blackstart.drill.host_files import answer_df, answer_file
from blackstart.drill.kubernetes import answer_kubectl
from blackstart.drill.listings import (
    answer_crontab,
    answer_grep,
    answer_journalctl,
    answer_logs,
    answer_processes,
)
from blackstart.drill.units import answer_systemctl


def answer_question(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Return what the host's facts say to a command; None where they say nothing."""
    match argv:
        case ("systemctl", *words):
            return answer_systemctl(tuple(words), facts)
        case ("docker", "inspect", *_, "--format", docker_container.FORMAT, name):
            return answer_container(name, facts)
        case ("kubectl" | "k3s", *words):
            return answer_kubectl(tuple(words), facts)
        case ("stat" | "sha256sum", *_):
            return answer_file(argv, facts)
        case ("df", "-P", "-T", "-k" | "-i" as what, *where):
            return answer_df(what, where[-1] if where[:1] == ["--"] else "", facts)
        case _:
            return answer_listing(argv, facts) or answer_counters(argv, facts) or answer_kernel(argv, facts)


def answer_listing(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer with lines: of processes, logs, files and tables."""
    match argv:
        case ("ps" | "pgrep", *_):
            return answer_processes(argv, facts)
        case ("journalctl", *words):
            return answer_journalctl(tuple(words), facts)
        case ("docker", "logs", *words, "--", name):
            return answer_logs(tuple(words), name, facts)
        case ("grep", "-a", "-i", "-E", "-e", expression, "--", path):
            return answer_grep(expression, path, facts)
        case ("crontab", *words):
            return answer_crontab(tuple(words), facts)
        case _:
            return None


def answer_kernel(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer who one is, how many cores there are, since when it runs, and whether the clock is in step."""
    booted = facts.now - facts.fixtures.up_for
    minute, second = (write_time(booted, form) for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S+00:00"))
    answers = {
        "id -un": Answer(stdout=f"{facts.user}\n"),
        "nproc": Answer(stdout=f"{facts.fixtures.cpus}\n"),
        "grep btime /proc/stat": Answer(stdout=f"btime {booted:.0f}\n"),
        "who -b": Answer(stdout=f"         system boot  {minute}\n"),
        "timedatectl show --property=NTPSynchronized": Answer(stdout="NTPSynchronized=yes\n"),
        "test -d /run/systemd/system": Answer(exit_code=0 if facts.fixtures.units else 1),
    }
    if argv[:2] == ("getent", "passwd") and len(argv) == 3:  # noqa: PLR2004  # the account is the third word
        return Answer(stdout=f"{argv[2]}:x:1000:1000::/:/bin/sh\n")
    if argv[:2] == ("last", "-x"):
        return Answer(stdout=f"reboot   system boot  6.1.0-drill      {second}   still running\n")
    return answers.get(" ".join(argv))


def list_boot_ids(facts: Facts) -> tuple[str, ...]:
    """Return the boot ids the host tells, one after the other."""
    declared = facts.fixtures.boot_id
    if isinstance(declared, tuple):
        return declared
    return (declared or str(uuid5(NAMESPACE_DNS, f"{facts.host}.drill.invalid")),)


def answer_container(name: str, facts: Facts) -> Answer | None:
    """Answer for a declared container; where any is, for one that is not there too."""
    containers = facts.fixtures.containers
    if not containers:
        return None
    found = containers.get(name, "missing")
    container = found if isinstance(found, Container) else Container(state=found)
    if container.state == "missing":
        return Answer(stderr=f"Error: No such container: {name}\n", exit_code=1)
    fields = msgspec.structs.asdict(container)
    del fields["logs"]
    started = datetime.fromtimestamp(facts.now - fields.pop("up_for"), tz=UTC)
    inspected = docker_container.Inspected(name=f"/{name}", started=started, **fields)
    return Answer(stdout=msgspec.json.encode(inspected).decode() + "\n")
