"""Whether a Prometheus server has loaded the rules it should, and evaluates them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.prometheus_api import age_of, ask_api, say_age
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.request import Steps


class ApiRule(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A rule in an answer of /api/v1/rules."""

    name: str
    health: str
    last_evaluation: datetime
    last_error: str = ""


class ApiGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of rules."""

    name: str
    rules: tuple[ApiRule, ...]


class ApiRules(msgspec.Struct, frozen=True, kw_only=True):
    """All groups."""

    groups: tuple[ApiGroup, ...]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A required rule: `health` is ok, unknown or err; `age` the seconds since its last evaluation."""

    group: str
    name: str
    health: str
    error: str
    age: float


class RulesReading(Reading, frozen=True):
    """The required rules found, and how many rules are loaded in all."""

    rules: tuple[Rule, ...]
    loaded: int


class PrometheusRules(Spec, frozen=True):
    """Each rule named in `require` is loaded, healthy and evaluated within `max_age` seconds."""

    name = "prometheus_rules"
    reading = RulesReading
    shorthand = "require"
    example = "prometheus_rules: {require: [HostDown]}"

    require: Annotated[tuple[str, ...], Meta(min_length=1)]
    max_age: Annotated[float, Meta(gt=0)] = 300.0
    url: str = "http://127.0.0.1:9090"
    verify: bool = True

    def steps(self, target: Target) -> Steps[RulesReading]:
        """Get the rules as the server holds them."""
        data, at = yield from ask_api(self.url, "/api/v1/rules", ApiRules, verify=self.verify)
        loaded = [(group, rule) for group in data.groups for rule in group.rules]
        found = tuple(read_rule(group, rule, at) for group, rule in loaded if rule.name in self.require)
        return RulesReading(rules=found, loaded=len(loaded))

    def findings(self, reading: RulesReading) -> Iterator[Finding]:
        """Compare presence, health and age of each required rule."""
        names = {rule.name for rule in reading.rules}
        for name in self.require:
            if name not in names:
                yield Finding(holds=False, expected=f"rule {name} loaded", seen=f"not among {reading.loaded} rules")
        for rule in reading.rules:
            yield Finding(
                holds=rule.health == "ok",
                expected=f"rule {rule.name} healthy",
                seen=f"{rule.health}: {rule.error}" if rule.error else rule.health,
            )
            # an evaluation in the future means a clock that is off, and ages that say nothing
            yield Finding(
                holds=abs(rule.age) <= self.max_age,
                expected=f"rule {rule.name} evaluated within {self.max_age:g} s",
                seen=say_age(rule.age),
            )


def read_rule(group: ApiGroup, rule: ApiRule, at: float) -> Rule:
    """Read one rule at the time its answer came."""
    return Rule(
        group=group.name,
        name=rule.name,
        health=rule.health,
        error=rule.last_error,
        age=age_of(rule.last_evaluation, at),
    )
