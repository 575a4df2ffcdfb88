"""Whether a pack's rules for Prometheus, its metrics and the alerts its checks want loaded agree."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint, PrometheusRule, Readiness
from blackstart.model.fleet import Check
from blackstart.model.metrics import MetricTable
from blackstart.model.outcome import Outcome

OWN = "blackstart_"
NEARLY = 0.9
"""How alike two names are of which one is meant for the other (difflib)."""
TEXT = re.compile(r"""\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
BRACES = re.compile(r"\{[^}]*\}|\[[^\]]*\]")
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
IDENTIFIER = re.compile(r"(?<![\w.:])[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\()(?![\w:])")
WORDS = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "inf", "nan", "atan2"})


def readiness_of(subject: Subject) -> Readiness:
    """Return what stands beside the baseline."""
    return subject.surroundings.readiness or Readiness()


def find_unrecorded(subject: Subject) -> Iterator[Complaint]:
    """Say of each metric that must be recorded whether one rule does, and only one."""
    recorded = [rule.record for rule in readiness_of(subject).rules]
    for name in (subject.fleet.metrics or MetricTable()).recorded:
        times = recorded.count(name)
        yield Complaint(
            outcome=Outcome.PASS if times == 1 else Outcome.BLOCKED,
            about=name,
            message="it is recorded by one rule" if times == 1 else f"it is recorded by {times} rules",
            mend="" if times == 1 else "record it once, in a file of rules/",
            place="metrics.yml",
        )


def find_odd_rules(subject: Subject) -> Iterator[Complaint]:
    """Say of each rule whether its metrics are there; an alert needs a severity and a summary too."""
    readiness, table = readiness_of(subject), subject.fleet.metrics or MetricTable()
    known = {metric.name for metric in table.metrics} | {rule.record for rule in readiness.rules}
    for rule in readiness.rules:
        unknown = [name for name in name_metrics(rule.expr) if name not in known and not name.startswith(OWN)]
        lacking = list(name_lacking(rule))
        faults = [f"'{name}' is no metric of the pack" for name in unknown] + lacking
        yield Complaint(
            outcome=Outcome.BLOCKED if faults else Outcome.PASS,
            about=rule.alert or rule.record,
            of="; ".join((*unknown, *lacking)),
            message="; ".join(faults) or "its metrics are there",
            mend="name metrics of metrics.yml, recorded ones, or Blackstart's own" if faults else "",
            place=f"{rule.file}:{rule.line}",
        )


def name_metrics(expr: str) -> Iterator[str]:
    """Yield the names in a PromQL expression that are no function, label, keyword or text."""
    bare = GROUPING.sub(" ", BRACES.sub(" ", TEXT.sub(" ", expr)))
    yield from (name for name in dict.fromkeys(IDENTIFIER.findall(bare)) if name.lower() not in WORDS)


def name_lacking(rule: PrometheusRule) -> Iterator[str]:
    """Yield what an alert lacks that routes and readers go by."""
    if rule.alert and "severity" not in rule.labels:
        yield "it has no label `severity`"
    if rule.alert and "summary" not in rule.annotations:
        yield "it has no annotation `summary`"


def find_missing_alerts(subject: Subject) -> Iterator[Complaint]:
    """Say of each alert that a check wants loaded whether it is in a rule here, or of another file.

    One that is named nearly as an alert of the pack is meant for it, and can never be loaded.
    """
    here = {rule.alert: f"{rule.file}:{rule.line}" for rule in readiness_of(subject).rules if rule.alert}
    for check in subject.checks.values():
        yield from (judge_wanted(name, check, here, subject) for name in check.spec.wants_rules())


def judge_wanted(name: str, check: Check, here: Mapping[str, str], subject: Subject) -> Complaint:
    """Say of one alert where its rule is."""
    nearest = get_close_matches(name, here, n=1, cutoff=NEARLY)
    missed = name not in here and bool(nearest)
    where = "" if name in here else ", from a rule file that is not of this pack"
    return Complaint(
        outcome=Outcome.BLOCKED if missed else Outcome.PASS,
        about=name,
        of=check.id,
        message=f"'{check.id}' wants it loaded" + (f"; did you mean '{nearest[0]}'?" if missed else where),
        mend="name the alert as its rule does" if missed else "",
        place=here.get(name) or subject.fleet.origins.get(check.id, ""),
    )
