"""The rules a Prometheus server has loaded, as /api/v1/rules tells them."""

from datetime import datetime
from typing import Literal

import msgspec

from blackstart.checks.prometheus.prometheus_api import ask_api
from blackstart.model.request import Steps


class LoadedRule(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A rule. `labels` are those it adds, beside what its expression brings."""

    name: str
    type: Literal["alerting", "recording"]
    health: str
    last_evaluation: datetime
    last_error: str = ""
    labels: dict[str, str] = {}


class LoadedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of rules, and the file it was loaded from as the server sees it."""

    name: str
    rules: tuple[LoadedRule, ...]
    file: str = ""


class LoadedRules(msgspec.Struct, frozen=True, kw_only=True):
    """All groups."""

    groups: tuple[LoadedGroup, ...]


def ask_rules(base: str, *, verify: bool = True) -> Steps[tuple[LoadedRules, float]]:
    """Get the rules, and when the answer came (Unix seconds)."""
    return ask_api(base, "/api/v1/rules", LoadedRules, verify=verify)
