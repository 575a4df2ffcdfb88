"""Faults in what services, schedules and records tell. Pure."""

import re
from collections.abc import Iterator

import msgspec

from blackstart.checks.data.psql import PROVEN
from blackstart.checks.read_only.psql_session import LOGIN
from blackstart.drill.fault_context import Fault, FaultContext
from blackstart.drill.faults_answers import change_answers, edit_answers, make_fault
from blackstart.model.reply import CommandReply
from blackstart.model.request import CONTROLLER, RunCommand

BAD_FIELDS = ("0", "999999999", "-1", "f", "2001-01-01")
"""Values tried in turn for each field of a query's rows."""


def answer_rows_wrong(context: FaultContext) -> Iterator[Fault]:
    """Yield rows in which one field is another, and no row at all."""
    for exchange in context.exchanges:
        reply = exchange.reply
        if not isinstance(reply, CommandReply) or reply.stdout.count("\n") <= PROVEN:
            continue
        *proof, header, rows = reply.stdout.split("\n", PROVEN + 1)
        asked = "".join(f"{line}\n" for line in proof)
        fields = list(re.finditer(r"[^,\n]+", rows))
        for value in BAD_FIELDS:
            for number, field in enumerate(fields):
                changed = f"{asked}{header}\n{rows[: field.start()]}{value}{rows[field.end() :]}"
                other = msgspec.structs.replace(reply, stdout=changed)
                if context.is_spotted(msgspec.structs.replace(exchange, reply=other)):
                    name = header.split(",")[number % len(header.split(","))]
                    yield from make_fault(f"{name} is {value}", exchange, other, context)
        none = msgspec.structs.replace(reply, stdout=f"{asked}{header}\n")
        yield from make_fault("no row", exchange, none, context)


def end_command_otherwise(context: FaultContext) -> Iterator[Fault]:
    """Yield a command that prints a line that should not be there, or ends otherwise."""
    for exchange in context.exchanges:
        if isinstance(exchange.reply, CommandReply):
            said = f"{exchange.reply.stdout}drill-fault\n"
            more = msgspec.structs.replace(exchange.reply, stdout=said)
            yield from make_fault(f"{context.spec.argv[0]} prints one more line", exchange, more, context)
            for code in (1, 0, 2):
                if code not in context.spec.exit:
                    other = msgspec.structs.replace(exchange.reply, exit_code=code)
                    yield from make_fault(f"{context.spec.argv[0]} exits with {code}", exchange, other, context)
    yield from change_answers(context)


def drop_cron_entry(context: FaultContext) -> Iterator[Fault]:
    """Yield a crontab without an entry that must be there, or with one that must not."""
    for exchange in context.exchanges:
        if not isinstance(exchange.reply, CommandReply):
            continue
        for text in context.spec.require:
            said = "".join(line for line in exchange.reply.stdout.splitlines(keepends=True) if text not in line)
            other = msgspec.structs.replace(exchange.reply, stdout=said or "# empty\n")
            yield from make_fault(f"no entry {text!r}", exchange, other, context)
        for text in context.spec.forbid:
            entry = text if text[:1] in "@*0123456789" else f"5 5 * * * {text}"
            other = msgspec.structs.replace(exchange.reply, stdout=f"{exchange.reply.stdout}{entry}\n")
            yield from make_fault(f"an entry {text!r}", exchange, other, context)


def change_processes(context: FaultContext) -> Iterator[Fault]:
    """Yield a host without the processes looked for, with very many of them, or with many that hang."""
    match = context.spec.match or "(?!)"
    listed = context.healthy.fixtures[context.check.place].processes
    plain = [{"command": one} if isinstance(one, str) else msgspec.to_builtins(one) for one in listed]
    found = [one for one in plain if re.search(match, one["command"])]
    rest = [one for one in plain if one not in found]
    listings = {
        "no such process": rest,
        "1000 of each such process": rest + [one | {"count": 1000} for one in found],
        "1000 processes hang": [*plain, {"command": "drill-fault", "state": "D", "count": 1000}],
        "1000 zombies": [*plain, {"command": "[drill-fault] <defunct>", "state": "Z", "count": 1000}],
    }
    for title, listing in listings.items():
        yield Fault(title=title, changes=context.at_place(processes=listing))


def rewrite_history(context: FaultContext) -> Iterator[Fault]:
    """Yield a record of earlier runs in which the followed check was otherwise, or that is too short."""
    followed = context.spec.follows()
    pasts: dict[str, list[float | str]] = {
        "was blocked": ["BLOCKED"] * 30,
        "was far too high": [1e9] * 30,
        "was far too low": [-1e9] * 30,
        "is not on record": [],
    }
    for title, past in pasts.items():
        changes = {CONTROLLER: {"history": {followed.check: past}}}
        yield Fault(title=f"{followed.check} {title}", changes=changes)


disable_units = edit_answers(("a unit is not enabled", r"\benabled\b", "disabled"))
leave_uncommitted = edit_answers(("a file is not committed", r"\A(## [^\n]+\n)", r"\1 M drill-fault\n"))
change_digest = edit_answers(("the content has changed", r"\b[0-9a-f]{64}\b", "0" * 64))
stop_cluster = edit_answers(("the cluster is down", r"\bonline(?:,recovery)?\b", "down"))
lose_mains = edit_answers(("the UPS runs on its battery", "OL", "OB DISCHRG"))
load_redis = edit_answers(("Redis loads its data", "PONG", "LOADING Redis is loading the dataset in memory"))
lose_master = edit_answers(
    ("Redis is a replica without its master", r"role:master\r\n", "role:slave\r\nmaster_link_status:down\r\n")
)
become_standby = edit_answers(
    ("PostgreSQL is a standby", r"(\Aasked_as,recovery,read_only,reserved\n[^,\n]+),f,", r"\1,t,")
)
lose_target = edit_answers(("a target is down", '"health":"up"', '"health":"down"'))
break_rule = edit_answers(("a rule cannot be evaluated", '"health":"ok"', '"health":"err"'))
open_by_hand = edit_answers(("a disk was opened by hand", r'"type": ?"part"', '"type":"crypt"'))
end_certificate = edit_answers(("the certificate has expired", r"(notAfter=\w+ +\d+ [\d:]+) \d{4}", r"\1 2001"))
unsettle = edit_answers(("the cluster does not settle", '"status":"ready"', '"status":"settling"'))


def lose_file(context: FaultContext) -> Iterator[Fault]:
    """Yield each of the files sha256sum is asked for as one that is not there."""
    for exchange in context.exchanges:
        match exchange.reply:
            case CommandReply(stdout=text) as reply:
                for line in text.splitlines(keepends=True):
                    path = line.rstrip("\n").partition("  ")[2]
                    said = f"sha256sum: {path}: No such file or directory\n"
                    other = msgspec.structs.replace(reply, stdout=text.replace(line, ""), stderr=said, exit_code=1)
                    yield from make_fault(f"{path} is gone", exchange, other, context)
            case _:
                pass


def reject(context: FaultContext) -> Iterator[Fault]:
    """Yield a PostgreSQL that rejects connections, with the exit code that says so."""
    for exchange in context.exchanges:
        match exchange.reply:
            case CommandReply(stdout=text) as reply if "accepting connections" in text:
                said = text.replace("accepting connections", "rejecting connections")
                other = msgspec.structs.replace(reply, stdout=said, exit_code=1)
                yield from make_fault("PostgreSQL rejects connections", exchange, other, context)
            case _:
                pass


def take_slots(context: FaultContext) -> Iterator[Fault]:
    """Yield a PostgreSQL that accepts connections and lets nobody log in, for no slot is left."""
    said = "psql: error: connection to server failed: FATAL:  remaining connection slots are reserved\n"
    for exchange in context.exchanges:
        match exchange.request:
            case RunCommand(argv=(*_, "-c", question)) if question == LOGIN:
                full = CommandReply(stdout="", stderr=said, exit_code=2)
                yield from make_fault("PostgreSQL has no connection left", exchange, full, context)
            case _:
                pass
