"""The scorecard as metrics in Prometheus text exposition format 0.0.4.

States are one series for each possible word, 1 for the one that holds and 0 for the others,
so that an alert sees a change rather than a series that went away.
"""

from collections.abc import Container, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

from blackstart.model.fleet import Fleet
from blackstart.model.metrics import ClaimMetric, Figure, FigureMetric, Metric, MetricTable, ResultMetric
from blackstart.model.origin import is_drill
from blackstart.model.outcome import Outcome, Result
from blackstart.model.scorecard import HostCondition, Scorecard, Verdict
from blackstart.render.style import Style
from blackstart.render.wording import plain, split_warnings

Sample = tuple[dict[str, str], float]
COUNTED = (Outcome.PASS, Outcome.WARN, Outcome.BLOCKED, Outcome.HELD)


def render(fleet: Fleet, scorecard: Scorecard, _style: Style) -> str:
    """Return all metrics of a run, each family once with its HELP and TYPE."""
    name = {"fleet": scorecard.fleet}
    if is_drill(scorecard.origin):
        name["origin"] = scorecard.origin
    if scorecard.view is not None:
        name["view"] = scorecard.view.name
    families = [*write_run(fleet, scorecard, name), *write_states(fleet, scorecard, name)]
    if fleet.metrics is not None and scorecard.view is None:  # a part of the checks is no run of the fleet
        families += write_own(fleet.metrics, scorecard, name)
    return "".join(families)


def write_own(table: MetricTable, scorecard: Scorecard, name: dict[str, str]) -> Iterator[str]:
    """Yield the metrics by the pack's own names."""
    for metric in table.metrics:
        yield write_head(metric.name, metric.help, list(take_samples(metric, scorecard, name)))


def take_samples(metric: Metric, scorecard: Scorecard, name: dict[str, str]) -> Iterator[Sample]:
    """Yield what the run gives for a metric."""
    match metric:
        case FigureMetric():
            yield name, take_figure(metric.figure, scorecard)
        case ClaimMetric():
            yield name, int(all(claim in scorecard.allowed for claim in metric.claims))
        case ResultMetric():
            came_to = "interrupted" if scorecard.span.interrupted else scorecard.result.lower()
            for result, word in metric.words.items():
                yield {**name, metric.label: word}, int(result == came_to)
        case _:
            assert_never(metric)


def take_figure(figure: Figure, scorecard: Scorecard) -> float:
    """Return a figure of the run."""
    figures: dict[Figure, float] = {
        Figure.PASSED: scorecard.passed,
        Figure.WARNED: scorecard.warned,
        Figure.BLOCKED: scorecard.blocked,
        Figure.HELD: scorecard.held,
        Figure.NOT_PASSED: scorecard.blocked + scorecard.held,
        Figure.STARTED: scorecard.span.started,
        Figure.ENDED: scorecard.span.ended,
        Figure.COMPLETE: int(not scorecard.span.interrupted),
    }
    return figures[figure]


def write_run(fleet: Fleet, scorecard: Scorecard, name: dict[str, str]) -> Iterator[str]:
    """Yield the metrics there is one of in a run."""
    span = scorecard.span
    warnings = split_warnings(scorecard).items()
    counts = zip(COUNTED, (scorecard.passed, scorecard.warned, scorecard.blocked, scorecard.held), strict=True)
    proven = [(name, int(word)) for word in prove_alerts(scorecard, find_alert_chain(fleet))]
    yield write_family("run_info", "The run's level and baseline.", [({**name, **describe(fleet, scorecard)}, 1)])
    yield write_family("run_result", "What the run came to.", write_set(name, "result", Result, scorecard.result))
    yield write_family("run_checks", "Checks by outcome.", [({**name, "outcome": word}, n) for word, n in counts])
    yield write_family("run_warnings", "Warnings by class.", [({**name, "class": kind}, n) for kind, n in warnings])
    yield write_family("alert_chain_proven", "Whether a test alert was sent and arrived.", proven)
    yield write_family("run_interrupted", "Whether the run was cut short.", [(name, int(span.interrupted))])
    yield write_family("run_start_timestamp_seconds", "When collecting began.", [(name, span.started)])
    yield write_family("run_end_timestamp_seconds", "When collecting ended.", [(name, span.ended)])
    yield write_family("run_judged_timestamp_seconds", "When the run was judged.", [(name, scorecard.judged)])


def prove_alerts(scorecard: Scorecard, chain: Container[str]) -> Iterator[bool]:
    """Yield whether every check of the alert chain passed, where the run has one."""
    seen = [verdict.outcome for verdict in scorecard.verdicts if verdict.check in chain]
    if seen:
        yield all(outcome is Outcome.PASS for outcome in seen)


def find_alert_chain(fleet: Fleet) -> frozenset[str]:
    """Return the checks that send a test alert: they alone may be left unasked."""
    return frozenset(check.id for check in (*fleet.checks, *fleet.checks_on_demand) if check.spec.proves_alerts)


def describe(fleet: Fleet, scorecard: Scorecard) -> dict[str, str]:
    """Return the labels of the run's information."""
    word = {} if scorecard.word is None else {"word": scorecard.word}
    return {
        "level": scorecard.level,
        **word,
        "baseline": fleet.digest,
        "first_blocked": scorecard.first_blocked or "",
    }


def write_states(fleet: Fleet, scorecard: Scorecard, name: dict[str, str]) -> Iterator[str]:
    """Yield the metrics of phases, hosts and checks."""
    chain = find_alert_chain(fleet)
    phases = [
        sample
        for state in scorecard.phases
        for sample in write_set({**name, "phase": state.phase}, "result", Result, state.result)
    ]
    hosts = [
        sample
        for state in scorecard.hosts
        for sample in write_set({**name, "host": state.host}, "condition", HostCondition, state.condition)
    ]
    checks = [sample for v in scorecard.verdicts for sample in write_check(v, chain, name)]
    claims = [
        ({**name, "claim": claim}, value)
        for names, value in ((scorecard.allowed, 1), (scorecard.forbidden, 0))
        for claim in names
    ]
    yield write_family("claim_allowed", "Whether it may be said.", claims)
    yield write_family("phase_result", "What the phase came to.", phases)
    yield write_family("host_condition", "How far the host has come.", hosts)
    yield write_family("check_outcome", "What the check came to.", checks)


def write_check(verdict: Verdict, chain: Container[str], name: dict[str, str]) -> Iterator[Sample]:
    """Yield a check's outcome; only what sends an alert can be left unasked."""
    labels = {**name, "check": verdict.check, "host": verdict.host, "phase": verdict.phase}
    return write_set(labels, "outcome", Outcome if verdict.check in chain else COUNTED, verdict.outcome)


def write_set(labels: dict[str, str], label: str, words: Iterable[StrEnum], holds: StrEnum) -> Iterator[Sample]:
    """Yield a sample for each word; only the one that holds is 1."""
    for word in words:
        yield {**labels, label: word}, int(word == holds)


def write_family(name: str, about: str, samples: Iterable[Sample]) -> str:
    """Return a family with its head, or nothing where it has no sample."""
    return write_head(f"blackstart_{name}", about, samples)


def write_head(name: str, about: str, samples: Iterable[Sample]) -> str:
    """Return a family by its full name."""
    lines = [f"{name}{{{write_labels(labels)}}} {format_value(value)}\n" for labels, value in samples]
    said = plain(about).replace("\\", "\\\\")
    head = f"# HELP {name} {said}\n# TYPE {name} gauge\n"
    return head + "".join(lines) if lines else ""


def write_labels(labels: dict[str, str]) -> str:
    """Return labels with backslash and quote escaped; `plain` leaves no line feed."""
    return ",".join(f'{name}="{escape(value)}"' for name, value in labels.items())


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """Return a label's value as the exposition format wants it."""
    return plain(text).replace("\\", "\\\\").replace('"', '\\"')


def format_value(value: float) -> str:
    """Return a number with all its digits; a time must not be rounded to hundreds of seconds."""
    return repr(value)
