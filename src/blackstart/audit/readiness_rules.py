"""Whether a pack's rules for Prometheus, its metrics and the alerts its checks want loaded agree."""

import re
from collections.abc import Iterator

from blackstart.audit.readiness import ELSEWHERE
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint, PrometheusRule, Readiness
from blackstart.model.metrics import MetricTable
from blackstart.model.outcome import Outcome

OWN = "blackstart_"
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
    """Say of each alert that a check wants loaded whether it is in a rule here, or known to be elsewhere."""
    readiness = readiness_of(subject)
    here = {rule.alert: f"{rule.file}:{rule.line}" for rule in readiness.rules if rule.alert}
    elsewhere = {name.name for name in (readiness.expected or {}).get(ELSEWHERE, ())}
    for check in subject.checks.values():
        for name in getattr(check.spec, "require", ()) if check.spec.name == "prometheus_rules" else ():
            found = name in here or name in elsewhere
            yield Complaint(
                outcome=Outcome.PASS if found else Outcome.BLOCKED,
                about=name,
                of=check.id,
                message=f"'{check.id}' wants it loaded"
                + ("" if found else ", and no rule of the pack and no name under `alerts_elsewhere` is it"),
                mend="" if found else "write the rule, or say in readiness.yml that it is of another file",
                place=here.get(name) or subject.fleet.origins.get(check.id, ""),
            )
