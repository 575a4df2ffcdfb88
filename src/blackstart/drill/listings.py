"""What ps, journalctl, docker logs, grep and crontab print of a host's short forms. Pure."""

import re
from collections.abc import Iterable

from blackstart.checks.logs.journal_span import RECORDS, STARTED, STOPPED
from blackstart.drill.facts import Facts, write_time
from blackstart.drill.fixtures import Answer, Container, HostFile
from blackstart.drill.host_files import is_denied, list_files
from blackstart.drill.short_forms import LogLine, ProcessFixture
from blackstart.drill.units import full_name

HEADS = {
    "pid": "PID",
    "ppid": "PPID",
    "pgid": "PGID",
    "sid": "SID",
    "stat": "STAT",
    "state": "S",
    "etimes": "ELAPSED",
    "pcpu": "%CPU",
    "user": "USER",
    "comm": "COMMAND",
    "args": "COMMAND",
}
"""Columns of ps by their names in `-o` (ps(1)); the last one is as wide as it needs, all others right-aligned."""
HARMLESS = LogLine(text="systemd[1]: Finished Daily apt download activities.", age=20)
NO_ENTRIES = Answer(stdout="-- No entries --\n", exit_code=1)
PIDS = 400
"""The first process id given to a declared process."""


def answer_processes(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer `ps -eo COLUMNS` and `pgrep -f -- EXPRESSION`."""
    match argv:
        case ("ps", *_, "-eo" | "-o", columns) if set(columns.split(",")) <= set(HEADS):
            return answer_ps(argv, columns.split(","), facts)
        case ("pgrep", "-f", "--", expression):
            return answer_pgrep(expression, facts)
        case _:
            return None


def answer_ps(argv: tuple[str, ...], names: list[str], facts: Facts) -> Answer:
    """Return a table of process 1, the declared processes and ps itself."""
    processes = number_processes(facts)
    itself = ProcessFixture(command=" ".join(argv), parent=PIDS - 1, state="R", age=0, user=facts.user)
    rows = [name_columns(pid, process) for pid, process in {**processes, PIDS + len(processes): itself}.items()]
    return Answer(stdout="".join(f"{write_row(row, names)}\n" for row in [HEADS, *rows]))


def answer_pgrep(expression: str, facts: Facts) -> Answer:
    """Return the ids of processes with a command line that fits; zombies and kernel threads have none."""
    listed = number_processes(facts).items()
    found = [pid for pid, process in listed if process.command[:1] != "[" and re.search(expression, process.command)]
    return Answer(stdout="".join(f"{pid}\n" for pid in found), exit_code=0 if found else 1)


def number_processes(facts: Facts) -> dict[int, ProcessFixture]:
    """Return process 1 and each declared process by its id."""
    given = (ProcessFixture(command=one) if isinstance(one, str) else one for one in facts.fixtures.processes)
    each = [process for process in given for _ in range(process.count)]
    first = ProcessFixture(command="/sbin/init", parent=0, age=facts.fixtures.up_for)
    return {1: first, **{PIDS + place: process for place, process in enumerate(each)}}


def name_columns(pid: int, process: ProcessFixture) -> dict[str, str]:
    """Return a process's values by column."""
    group = str(pid if process.group is None else process.group)
    return {
        "pid": str(pid),
        "ppid": str(process.parent),
        "pgid": group,
        "sid": group,
        "stat": process.state,
        "state": process.state[:1],
        "etimes": f"{process.age:.0f}",
        "pcpu": f"{process.cpu:.1f}",
        "user": process.user,
        "comm": name_command(process),
        "args": process.command,
    }


def name_command(process: ProcessFixture) -> str:
    """Return the name the kernel has for a process, as ps shows it (proc_pid_comm(5), ps(1))."""
    if process.command[:1] == "[":
        return process.command.replace("[", "", 1).replace("]", "", 1)
    return (process.command.split() or [""])[0].rpartition("/")[2].rstrip(":")[:15]


def write_row(values: dict[str, str], names: list[str]) -> str:
    """Return a row of ps."""
    return " ".join([*(values[name].rjust(7) for name in names[:-1]), values[names[-1]]])


def answer_journalctl(words: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for the journal: its newest entries (`-n`), or those that bear an expression (`--grep`).

    A host whose fixtures say nothing of its journal has logged one harmless line.
    """
    if words[-len(RECORDS) :] == RECORDS:
        return write_records(facts)
    options = dict(word.split("=", 1) for word in words if word.startswith("--") and "=" in word)
    lines = facts.fixtures.journal or (HARMLESS,)
    if unit := options.get("--unit", ""):
        lines = tuple(line for line in lines if line.unit and full_name(line.unit) == full_name(unit))
    if since := re.fullmatch(r"-(\d+)s", options.get("--since", "")):
        lines = tuple(line for line in lines if line.age <= int(since[1]))
    if expression := options.get("--grep", ""):
        lines = tuple(line for line in lines if re.search(expression, line.text, re.IGNORECASE))
    elif "-n" not in words:
        return None
    else:
        lines = sort_by_time(lines)[-int(words[words.index("-n") + 1]) :]
    return write_journal(lines, facts) if lines else NO_ENTRIES


def write_records(facts: Facts) -> Answer:
    """Return journald's own records of the boot: its start, and its end where it is declared to have stopped."""
    journald = facts.fixtures.units.get("systemd-journald", "active")
    active = journald if isinstance(journald, str) else journald.active
    moments = [(STARTED, facts.fixtures.up_for)] + ([(STOPPED, 0.0)] if active == "inactive" else [])
    lines = (
        f'{{"__REALTIME_TIMESTAMP":"{(facts.now - age) * 1e6:.0f}",'
        f'"__MONOTONIC_TIMESTAMP":"{(facts.fixtures.up_for - age) * 1e6 + 1e6:.0f}","MESSAGE_ID":"{name}"}}\n'
        for name, age in moments
    )
    return Answer(stdout="".join(lines))


def write_journal(lines: Iterable[LogLine], facts: Facts) -> Answer:
    """Return entries in the form `short-iso`."""
    dated = ((write_time(facts.now - line.age, "%Y-%m-%dT%H:%M:%S+0000"), line.text) for line in sort_by_time(lines))
    return Answer(stdout="".join(f"{moment} {facts.host} {text}\n" for moment, text in dated))


def sort_by_time(lines: Iterable[LogLine]) -> tuple[LogLine, ...]:
    """Return the lines with the oldest first."""
    return tuple(sorted(lines, key=lambda line: -line.age))


def answer_logs(words: tuple[str, ...], name: str, facts: Facts) -> Answer | None:
    """Answer `docker logs` for a container that is declared with its fields."""
    container = facts.fixtures.containers.get(name)
    if not isinstance(container, Container):
        return None
    lines = sort_by_time(container.logs)
    match words:
        case ("--since", since) if re.fullmatch(r"\d+s", since):
            return Answer(stderr="".join(f"{line.text}\n" for line in lines if line.age <= int(since[:-1])))
        case ("--timestamps", "--tail", last) if last.isdecimal():
            return Answer(stderr=write_dated(lines[max(len(lines) - int(last), 0) :], facts))
        case _:
            return None


def write_dated(lines: Iterable[LogLine], facts: Facts) -> str:
    """Return lines as `docker logs --timestamps` dates them."""
    dated = ((write_time(facts.now - line.age, "%Y-%m-%dT%H:%M:%S.000000000Z"), line.text) for line in lines)
    return "".join(f"{moment} {text}\n" for moment, text in dated)


def answer_grep(expression: str, path: str, facts: Facts) -> Answer | None:
    """Answer `grep -a -i -E -e EXPRESSION -- PATH` for a declared file."""
    files = list_files(facts)
    match files.get(path):
        case None:
            return None
        case _ if is_denied("grep", path, files, facts):
            return Answer(stderr=f"grep: {path}: Permission denied\n", exit_code=2)
        case HostFile(error=error) if error:
            return Answer(stderr=f"grep: {path}: {error}\n", exit_code=2)
        case HostFile(content=text) | (str() as text):
            found = [line for line in text.splitlines() if re.search(expression, line, re.IGNORECASE)]
            return Answer(stdout="".join(f"{line}\n" for line in found), exit_code=0 if found else 1)


def answer_crontab(words: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer `crontab [-u USER] -l`; where any table is declared, for users who have none too."""
    match words:
        case ("-l",):
            user, lines = facts.user, facts.fixtures.crontab
        case ("-u", user, "-l"):
            lines = facts.fixtures.crontab if user == facts.user else facts.fixtures.crontabs.get(user)
        case _:
            return None
    if lines is None and not facts.fixtures.crontabs:
        return None
    if not lines:
        return Answer(stderr=f"no crontab for {user}\n", exit_code=1)
    return Answer(stdout="".join(f"{line}\n" for line in lines))
