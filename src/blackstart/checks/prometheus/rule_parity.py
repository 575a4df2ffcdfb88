"""Whether the alerts in rule files are the alerts a Prometheus server has loaded."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, split_lines
from blackstart.checks.prometheus.loaded_rules import LoadedRules, ask_rules
from blackstart.checks.spec import Spec
from blackstart.model.connection import PROMETHEUS, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

Names = Counter[str]
PATTERN = r"""^[[:space:]]*(-[[:space:]]+)?["']?alert["']?[[:space:]]*:"""
"""Lines that name an alert, first in its rule or not; a comment is none."""
LINE = re.compile(
    r"""\s*(?:-\s+)?["']?alert["']?\s*:\s*(?:"([^"\\]+)"|'([^']+)'|([^\s"'#][^#]*?))\s*(?:(?<!\w),)?\s*(?:\s#.*)?"""
)
FLOW = r"""[{,][[:space:]]*["']?alert["']?[[:space:]]*:[[:space:]]*("[^"]*"|'[^']*'|[^]"'{},[:space:]][^]{},]*)"""
"""An alert within braces, as in rules written by jsonnet or on one line."""
FLOW_NAME = re.compile(r"""[{,]\s*["']?alert["']?\s*:\s*(?:"([^"\\]+)"|'([^']+)'|([^\s"'][^\]{},]*?))\s*""")
SHOWN = 5


class FileDrift(msgspec.Struct, frozen=True, kw_only=True):
    """How one file differs from the server."""

    alerts: int
    only_here: tuple[str, ...]
    only_loaded: tuple[str, ...]


class RuleParityReading(Reading, frozen=True):
    """Names of alerts in the files and in the server, and what only one of them has: the drift.

    A name stands there as often as there are alerts of it in one file: one for each severity, as
    a rule. Of files that have the same alerts, as a copy has, the one with the most counts.
    `files` tells of each file by itself.
    """

    in_files: tuple[str, ...]
    loaded: tuple[str, ...]
    only_in_files: tuple[str, ...]
    only_loaded: tuple[str, ...]
    files: dict[str, FileDrift]


class RuleParity(Spec, frozen=True):
    """The server has loaded each alert that stands in each of `files`, and no other.

    A server that was not reloaded, or was reloaded with an older copy, keeps the rules it
    had. Each file is compared by itself: of several, one that the server names as its own with
    what was loaded from it, any other, such as a copy, with all. With `loaded_from`, only groups
    whose file (as the server names it) is that, or ends in it after a slash, are compared. No
    alerts on both sides never pass. Names are compared, not expressions.
    """

    name = "rule_parity"
    reading = RuleParityReading
    shorthand = "files"
    example = "rule_parity: {files: [/etc/prometheus/alerts.yml], loaded_from: alerts.yml}"
    blind_spots = (
        "Expressions, durations, labels and recording rules: an alert of the same name with another threshold passes.",
        "Whether Prometheus would still load the file: a reload after an error keeps the old rules.",
    )

    files: Annotated[tuple[Annotated[str, Meta(pattern="^/")], ...], Meta(min_length=1)]
    loaded_from: str | None = None
    url: str = "http://127.0.0.1:9090"
    verify: bool = True
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the server."""
        return System(connection=PROMETHEUS, url=self.url.rstrip("/"))

    def steps(self, target: Target) -> Steps[RuleParityReading]:
        """Look for alerts in each file, then for those the server has, then again in files that differ."""
        named: dict[str, Names] = {}
        for path in dict.fromkeys(self.files):
            named[path] = read_names(path, (yield from run("grep", "-E", "--", PATTERN, path, sudo=self.sudo)))
        data, _ = yield from ask_rules(self.url, verify=self.verify)
        wanted = {path: self.choose_loaded(data, path) for path in named}
        for path in [path for path, names in named.items() if names != wanted[path]]:
            reply = yield from run("grep", "-o", "-E", "--", FLOW, path, sudo=self.sudo)
            named[path] = named[path] + read_names(path, reply, FLOW_NAME)
        return compare(named, wanted, self.choose_loaded(data))

    def choose_loaded(self, data: LoadedRules, path: str = "") -> Names:
        """Return the names of the loaded alerts that are compared, of a `path` those that it is answerable for."""
        loaded: Names = Counter()
        files = {group.file for group in data.groups if self.is_wanted(group.file)}
        own = path in files and len(set(self.files)) > 1
        for file in {path} if own else files:
            rules = [rule for group in data.groups if group.file == file for rule in group.rules]
            loaded |= Counter(rule.name for rule in rules if rule.type == "alerting")
        return loaded

    def is_wanted(self, file: str) -> bool:
        """Tell whether a file of the server's is compared; old-alerts.yml is not alerts.yml."""
        wanted = self.loaded_from or ""
        return not wanted or f"/{file}".endswith(f"/{wanted.lstrip('/')}")

    def findings(self, reading: RuleParityReading) -> Iterator[Finding]:
        """Compare each file both ways, then what none of them has."""
        for path, drift in reading.files.items():
            yield Finding(
                holds=drift.alerts > 0 and not drift.only_here,
                expected=f"each alert of {path} loaded",
                seen=f"{drift.alerts} there, not loaded: {say_names(drift.only_here)}",
            )
            yield Finding(
                holds=bool(reading.loaded) and not drift.only_loaded,
                expected=f"no alert loaded that is not in {path}",
                seen=f"{len(reading.loaded)} loaded, not there: {say_names(drift.only_loaded)}",
            )
        told = {name for drift in reading.files.values() for name in drift.only_loaded}
        others = tuple(name for name in reading.only_loaded if name not in told)
        yield Finding(holds=not others, expected="no alert loaded that is in none of the files", seen=say_names(others))


def compare(named: dict[str, Names], wanted: dict[str, Names], loaded: Names) -> RuleParityReading:
    """Return how the files differ from what the server has loaded."""
    in_files: Names = Counter()
    for names in named.values():
        in_files |= names
    return RuleParityReading(
        in_files=list_names(in_files),
        loaded=list_names(loaded),
        only_in_files=list_names(in_files - loaded),
        only_loaded=list_names(loaded - in_files),
        files={
            path: FileDrift(
                alerts=names.total(),
                only_here=list_names(names - wanted[path]),
                only_loaded=list_names(wanted[path] - names),
            )
            for path, names in named.items()
        },
    )


def list_names(names: Names) -> tuple[str, ...]:
    """Return the names in order, each as often as it counts."""
    return tuple(sorted(names.elements()))


def say_names(names: tuple[str, ...]) -> str:
    """Say the names, the first few where there are many."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}" if names else "none"


def read_names(path: str, reply: CommandReply, line: re.Pattern[str] = LINE) -> Names:
    """Read the lines grep found. Exit 1 is a file without alerts, which is not a failure to look (grep(1))."""
    if reply.exit_code == 1 and not reply.stdout and not reply.stderr:
        return Counter()
    if reply.exit_code != 0:
        raise UnreadableReplyError(f"grep, exit {reply.exit_code}: {reply.stderr.strip() or path}")
    return Counter(read_name(text, line) for text in split_lines(reply.stdout))


def read_name(text: str, line: re.Pattern[str]) -> str:
    """Read the name of an alert, quoted as YAML allows or not."""
    found = line.fullmatch(text)
    if found is None:
        raise UnreadableReplyError(f"no alert's name can be read in {text.strip()[:80]!r}")
    return found[1] or found[2] or found[3]
