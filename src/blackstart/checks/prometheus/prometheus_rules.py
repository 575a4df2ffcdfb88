"""Whether a Prometheus server has loaded the rules it should, and evaluates them."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.prometheus.loaded_rules import LoadedGroup, LoadedRule, ask_rules
from blackstart.checks.prometheus.prometheus_api import age_of, is_recent, say_age
from blackstart.checks.spec import Spec
from blackstart.model.connection import PROMETHEUS, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps

SHOWN = 5
LabelName = Annotated[str, Meta(pattern=r"^[a-zA-Z_]\w*$")]


class RequiredRule(msgspec.Struct, frozen=True, kw_only=True):
    """A required rule: `health` is ok, unknown or err; `age` the seconds since its last evaluation."""

    group: str
    name: str
    health: str
    error: str
    age: float


class RulesReading(Reading, frozen=True):
    """The required rules found, how many rules are loaded in all, and how many of them are alerts.

    `unlabelled` are the alerts without a label of `labels`, as in `HostDown: severity`.
    """

    rules: tuple[RequiredRule, ...]
    loaded: int
    alerts: int
    unlabelled: tuple[str, ...]


class PrometheusRules(Spec, frozen=True):
    """Each rule named in `require` is loaded, healthy and evaluated within `max_age` seconds.

    With `labels`, every alert that is loaded adds each of them: routes and receivers go by them.
    """

    name = "prometheus_rules"
    reading = RulesReading
    shorthand = "require"
    example = "prometheus_rules: {require: [HostDown], labels: [severity]}"
    blind_spots = (
        "Whether an expression can still be true: a metric that was renamed leaves a rule healthy and silent.",
    )
    faults = ("break_rule",)

    require: Annotated[tuple[str, ...], Meta(min_length=1)]
    labels: tuple[LabelName, ...] = ()
    max_age: Annotated[Seconds, Meta(gt=0)] = 300.0
    url: str = "http://127.0.0.1:9090"
    verify: bool = True

    def comes_through(self) -> System:
        """Return the server."""
        return System(connection=PROMETHEUS, url=self.url.rstrip("/"))

    def wants_rules(self) -> tuple[str, ...]:
        """Return the alerts that must be loaded."""
        return self.require

    def steps(self, target: Target) -> Steps[RulesReading]:
        """Get the rules as the server holds them."""
        data, at = yield from ask_rules(self.url, verify=self.verify)
        loaded = [(group, rule) for group in data.groups for rule in group.rules]
        alerts = [rule for _, rule in loaded if rule.type == "alerting"]
        return RulesReading(
            rules=tuple(read_rule(group, rule, at) for group, rule in loaded if rule.name in self.require),
            loaded=len(loaded),
            alerts=len(alerts),
            unlabelled=tuple(
                f"{rule.name}: {label}" for rule in alerts for label in self.labels if not rule.labels.get(label)
            ),
        )

    def findings(self, reading: RulesReading) -> Iterator[Finding]:
        """Compare presence, health and age of each required rule, then the labels of all alerts."""
        names = {rule.name for rule in reading.rules}
        for name in self.require:
            if name not in names:
                yield Finding(holds=False, expected=f"rule {name} loaded", seen=f"not among {reading.loaded} rules")
        for rule in reading.rules:
            yield from self.judge_rule(rule)
        if self.labels:
            shown = ", ".join(reading.unlabelled[:SHOWN])
            yield Finding(
                holds=reading.alerts > 0 and not reading.unlabelled,
                expected=f"labels {', '.join(self.labels)} on every alert",
                seen=f"{reading.alerts} alerts, {len(reading.unlabelled)} labels missing ({shown})",
            )

    def judge_rule(self, rule: RequiredRule) -> Iterator[Finding]:
        """Compare one rule's health and age."""
        yield Finding(
            holds=rule.health == "ok",
            expected=f"rule {rule.name} healthy",
            seen=f"{rule.health}: {rule.error}" if rule.error else rule.health,
        )
        yield Finding(
            holds=is_recent(rule.age, self.max_age),
            expected=f"rule {rule.name} evaluated within {self.max_age:g} s",
            seen=say_age(rule.age),
        )


def read_rule(group: LoadedGroup, rule: LoadedRule, at: float) -> RequiredRule:
    """Read one rule at the time its answer came."""
    return RequiredRule(
        group=group.name,
        name=rule.name,
        health=rule.health,
        error=rule.last_error,
        age=age_of(rule.last_evaluation, at),
    )
