"""Whether the alerts in rule files are the alerts a Prometheus server has loaded."""

import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from blackstart.checks.asking import run
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
    """Names of alerts in the files and in the server, and what only one of them has: the drift."""

    in_files: tuple[str, ...]
    loaded: tuple[str, ...]
    only_in_files: tuple[str, ...]
    only_loaded: tuple[str, ...]


class RuleParity(Spec, frozen=True):
    """The server has loaded each alert that stands in `files`, and no other.

    A server that was not reloaded, or was reloaded with an older copy, keeps the rules it
    had. With `loaded_from`, only groups whose file (as the server names it) ends so are
    compared: for one file of several. No alerts on both sides never pass.
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
        named: set[str] = set()
        for path in self.files:
            named |= read_names(path, (yield from run("grep", "-E", "--", PATTERN, path, sudo=self.sudo)))
        data, _ = yield from ask_rules(self.url, verify=self.verify)
        loaded = self.choose_loaded(data)
        return RuleParityReading(
            in_files=tuple(sorted(named)),
            loaded=tuple(sorted(loaded)),
            only_in_files=tuple(sorted(named - loaded)),
            only_loaded=tuple(sorted(loaded - named)),
        )

    def choose_loaded(self, data: LoadedRules) -> set[str]:
        """Return the names of the loaded alerts that are compared."""
        groups = [group for group in data.groups if group.file.endswith(self.loaded_from or "")]
        return {rule.name for group in groups for rule in group.rules if rule.type == "alerting"}

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


def read_names(path: str, reply: CommandReply) -> set[str]:
    """Read the lines grep found. Exit 1 is a file without alerts, which is not a failure to look (grep(1))."""
    if reply.exit_code == 1 and not reply.stdout and not reply.stderr:
        return set()
    if reply.exit_code != 0:
        raise UnreadableReplyError(f"grep, exit {reply.exit_code}: {reply.stderr.strip() or path}")
    return {read_name(line) for line in reply.stdout.splitlines()}


def read_name(line: str) -> str:
    """Read the name of an alert, quoted as YAML allows or not."""
    found = LINE.fullmatch(line)
    if found is None:
        raise UnreadableReplyError(f"no alert's name can be read in {line.strip()[:80]!r}")
    return found[1] or found[2] or found[3]
