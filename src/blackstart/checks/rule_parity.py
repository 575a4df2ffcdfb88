"""Whether the alerts in rule files are the alerts a Prometheus server has loaded."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run, split_lines
from blackstart.checks.loaded_rules import LoadedRules, ask_rules
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

PATTERN = r"""^[[:space:]]*(-[[:space:]]+)?["']?alert["']?[[:space:]]*:"""
"""Lines that name an alert, first in its rule or not; a comment is none."""
LINE = re.compile(r"""\s*(?:-\s+)?["']?alert["']?\s*:\s*(?:"([^"]+)"|'([^']+)'|([^\s"'#][^#]*?))\s*(?:\s#.*)?""")
SHOWN = 5


class RuleParityReading(Reading, frozen=True):
    """Names of alerts in the files and in the server, and what only one of them has: the drift.

    A name stands there as often as there are alerts of it in one file: one for each severity, as
    a rule. Of files that have the same alerts, as a copy has, the one with the most counts.
    """

    in_files: tuple[str, ...]
    loaded: tuple[str, ...]
    only_in_files: tuple[str, ...]
    only_loaded: tuple[str, ...]


class RuleParity(Spec, frozen=True):
    """The server has loaded each alert that stands in `files`, and no other.

    A server that was not reloaded, or was reloaded with an older copy, keeps the rules it
    had. With `loaded_from`, only groups whose file (as the server names it) is that, or ends in
    it after a slash, are compared: for one file of several. No alerts on both sides never pass.
    Names are compared, not expressions.
    """

    name = "rule_parity"
    reading = RuleParityReading
    shorthand = "files"
    example = "rule_parity: {files: [/etc/prometheus/alerts.yml], loaded_from: alerts.yml}"

    files: Annotated[tuple[Annotated[str, Meta(pattern="^/")], ...], Meta(min_length=1)]
    loaded_from: str | None = None
    url: str = "http://127.0.0.1:9090"
    verify: bool = True
    sudo: bool = False

    def steps(self, target: Target) -> Steps[RuleParityReading]:
        """Look for alerts in each file, then for those the server has."""
        named: Counter[str] = Counter()
        for path in dict.fromkeys(self.files):
            named |= read_names(path, (yield from run("grep", "-E", "--", PATTERN, path, sudo=self.sudo)))
        data, _ = yield from ask_rules(self.url, verify=self.verify)
        loaded = self.choose_loaded(data)
        return RuleParityReading(
            in_files=tuple(sorted(named.elements())),
            loaded=tuple(sorted(loaded.elements())),
            only_in_files=tuple(sorted((named - loaded).elements())),
            only_loaded=tuple(sorted((loaded - named).elements())),
        )

    def choose_loaded(self, data: LoadedRules) -> Counter[str]:
        """Return the names of the loaded alerts that are compared."""
        loaded: Counter[str] = Counter()
        for file in {group.file for group in data.groups if self.is_wanted(group.file)}:
            rules = [rule for group in data.groups if group.file == file for rule in group.rules]
            loaded |= Counter(rule.name for rule in rules if rule.type == "alerting")
        return loaded

    def is_wanted(self, file: str) -> bool:
        """Tell whether a file of the server's is compared; old-alerts.yml is not alerts.yml."""
        wanted = self.loaded_from or ""
        return not wanted or f"/{file}".endswith(f"/{wanted.lstrip('/')}")

    def findings(self, reading: RuleParityReading) -> Iterator[Finding]:
        """Compare both ways."""
        where = ", ".join(self.files)
        yield Finding(
            holds=bool(reading.in_files) and not reading.only_in_files,
            expected=f"each alert of {where} loaded",
            seen=f"{len(reading.in_files)} there, not loaded: {say_names(reading.only_in_files)}",
        )
        yield Finding(
            holds=bool(reading.loaded) and not reading.only_loaded,
            expected=f"no alert loaded that is not in {where}",
            seen=f"{len(reading.loaded)} loaded, not there: {say_names(reading.only_loaded)}",
        )


def say_names(names: tuple[str, ...]) -> str:
    """Say the names, the first few where there are many."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}" if names else "none"


def read_names(path: str, reply: CommandReply) -> Counter[str]:
    """Read the lines grep found. Exit 1 is a file without alerts, which is not a failure to look (grep(1))."""
    if reply.exit_code == 1 and not reply.stdout and not reply.stderr:
        return Counter()
    if reply.exit_code != 0:
        raise UnreadableReplyError(f"grep, exit {reply.exit_code}: {reply.stderr.strip() or path}")
    return Counter(map(read_name, split_lines(reply.stdout)))


def read_name(line: str) -> str:
    """Read the name of an alert, quoted as YAML allows or not."""
    found = LINE.fullmatch(line)
    if found is None:
        raise UnreadableReplyError(f"no alert's name can be read in {line.strip()[:80]!r}")
    return found[1] or found[2] or found[3]
