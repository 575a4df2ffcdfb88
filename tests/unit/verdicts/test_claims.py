"""Level, word and claims of a run, and for what may not be said everything that is missing."""

from typing import Any

import msgspec
import pytest

from blackstart.model.claims import (
    ClaimTable,
    Missing,
    MissingKind,
    Requirements,
    SomeOf,
    Statement,
    StatementKind,
    Word,
)
from blackstart.model.exchange import Transcript
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.outcome import Outcome, Severity, WarningClass
from blackstart.model.scorecard import HostCondition, HostState, RunSpan, Scorecard, Verdict, ViewState
from blackstart.model.view import View
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict
from blackstart.verdicts.claims import answer_claim, declare
from blackstart.verdicts.levels import list_words
from blackstart.verdicts.scorecard import judge
from blackstart.verdicts.view import narrow

NOW = 1010.0
CHECKS = (
    make_check("ping", phase="P0"),
    make_check("disk", phase="P0", host="b"),
    make_check("app", phase="P1", next="Look at its log."),
    make_check("escrow", phase="P1", host="b"),
)
PHASES = (Phase(id="P0"), Phase(id="P1", needs=("P0",)))
ORIGINS = {"app": "phases/1.yml:3", "phase:P1": "phases/1.yml:1", "host:b": "fleet.yml:4"}
DOWN = {"b": HostState(host="b", condition=HostCondition.BOOTED, reason="disk: full")}


def make_statement(name: str, kind: StatementKind = StatementKind.CLAIM, **requires: object) -> Statement:
    """Make a statement; one that requires nothing takes a person's approval. Names alone bear no warning."""
    if not requires:
        return Statement(name=name, kind=kind, approval={"en": "Ask the owner."})
    borne = {
        form: dict.fromkeys(names, Severity.NOTE) if isinstance(names, list) and form != "statements" else names
        for form, names in requires.items()
    }
    return Statement(name=name, kind=kind, requires=msgspec.convert(borne, Requirements))


def make_table(*statements: Statement) -> ClaimTable:
    """Make a table of statements in the order of their requirements; words from the weakest up."""
    words = [one for one in statements if one.kind is StatementKind.WORD]
    kinds = {one.name: one.kind for one in statements if one not in words}
    ordered = {StatementKind.LEVEL}
    return ClaimTable(
        statements={one.name: one for one in statements if one not in words},
        levels=tuple(name for name, kind in kinds.items() if kind is StatementKind.LEVEL),
        words=tuple(Word(statement=one) for one in reversed(words)),
        listed=tuple(name for name, kind in kinds.items() if kind not in ordered),
    )


LEVELS = make_table(
    make_statement("B0", StatementKind.LEVEL),
    make_statement("B1", StatementKind.LEVEL, hosts={"b": "HOST_BOOTED"}),
    make_statement("B2", StatementKind.LEVEL, phases={"P1": Severity.SERVICE}, statements=["B1"]),
    make_statement("B3", StatementKind.LEVEL, checks=["app", "disk"], statements=["B2"]),
    make_statement("DEGRADED_WORD", StatementKind.WORD, statements=["B2"]),
    make_statement("GREEN_WORD", StatementKind.WORD, statements=["B3"]),
    make_statement("READY", StatementKind.STATE, phases=["P1"], hosts={"b": "HOST_READY"}),
    make_statement("DR", checks=["escrow"], statements=["B3", "READY"]),
    make_statement("ACT", StatementKind.NEVER),
)


def make_run(*verdicts: Verdict, hosts: dict[str, HostState] | None = None, **fields: Any) -> tuple[Fleet, Scorecard]:
    """Make a fleet with these levels, and a run of it in which all passed but what is named."""
    fleet = make_fleet(*CHECKS, phases=PHASES, claims=LEVELS, origins=ORIGINS)
    scorecard = make_scorecard(fleet, *verdicts, hosts=hosts or {}, **fields)
    return fleet, declare(fleet, LEVELS, scorecard)


def spoil(check: int, outcome: Outcome, reason: str = "bad", **fields: object) -> Verdict:
    """Make a verdict that is not PASS."""
    return make_verdict(CHECKS[check], outcome, reason, **fields)


def test_all_that_evidence_can_prove_is_said_of_a_healthy_run() -> None:
    """And what takes a person is not."""
    _, run = make_run()
    assert (run.level, run.word) == ("B3", "GREEN_WORD")
    assert (run.allowed, run.forbidden) == (("READY", "DR"), ("ACT",))


@pytest.mark.parametrize(
    ("verdicts", "hosts", "level", "word", "allowed"),
    [
        ((spoil(3, Outcome.WARN),), {}, "B3", "GREEN_WORD", ()),
        ((spoil(2, Outcome.WARN),), {}, "B2", "DEGRADED_WORD", ()),
        ((spoil(1, Outcome.WARN),), {}, "B2", "DEGRADED_WORD", ()),
        ((spoil(2, Outcome.BLOCKED),), {}, "B1", "BLOCKED", ()),
        ((spoil(0, Outcome.BLOCKED),), {}, "B1", "BLOCKED", ()),
        ((spoil(3, Outcome.HELD, held_by="ping"),), {}, "B1", "BLOCKED", ()),
        ((spoil(2, Outcome.WARN), spoil(3, Outcome.WARN)), {}, "B1", "BLOCKED", ()),
        ((), DOWN, "B3", "GREEN_WORD", ()),
        ((), {"b": HostState(host="b", condition=HostCondition.UNREACHABLE)}, "NOT_READY", "BLOCKED", ()),
    ],
    ids=["escrow", "warns", "needed", "blocked", "first", "held", "none passed", "booted", "unreachable"],
)
def test_worse_evidence_says_less(
    verdicts: tuple[Verdict, ...], hosts: dict[str, HostState], level: str, word: str, allowed: tuple[str, ...]
) -> None:
    """A phase is no better than those it needs; a level stands on all below it."""
    _, run = make_run(*verdicts, hosts=hosts)
    assert (run.level, run.word, run.allowed) == (level, word, allowed)
    assert {*run.allowed, *run.forbidden} == {"READY", "DR", "ACT"}


def test_a_table_without_levels_or_words_leaves_them_as_they_were() -> None:
    """A pack may have claims alone."""
    fleet = make_fleet(*CHECKS, phases=PHASES)
    run = declare(fleet, make_table(make_statement("DR", checks=["escrow"])), make_scorecard(fleet))
    assert (run.level, run.word, run.allowed) == ("FULL_STACK_GREEN", None, ("DR",))


def test_an_allowed_claim_lacks_nothing() -> None:
    """It tells how old the run is, and how old it may be."""
    answer = answer_claim(*make_run(), "DR", now=NOW)
    assert (answer.allowed, answer.missing, answer.age, answer.max_age) == (True, (), 10.0, 900.0)


def test_a_forbidden_claim_names_everything_it_lacks_with_its_place() -> None:
    """Its own first, then what lacks for the statements it requires; each thing once."""
    app, escrow = spoil(2, Outcome.BLOCKED, "down"), spoil(3, Outcome.HELD, "no answer", held_by="app")
    answer = answer_claim(*make_run(app, escrow, hosts=DOWN), "DR", now=NOW)
    assert [(one.kind, one.name, one.through, one.seen) for one in answer.missing] == [
        ("check", "escrow", "", "HELD"),
        ("check", "app", "B3", "BLOCKED"),
        ("host", "b", "READY", "HOST_BOOTED"),
        ("phase", "P1", "READY", "BLOCKED"),
        ("phase", "P1", "B2", "BLOCKED"),
        ("check", "app", "B2", "BLOCKED"),
        ("check", "escrow", "B2", "HELD"),
    ]
    held, blocked, host, phase = answer.missing[:4]
    assert (held.reason, held.host, held.wanted) == ("held by app: no answer", "b", "PASS")
    assert (blocked.reason, blocked.source, blocked.next) == ("down", "phases/1.yml:3", {"en": "Look at its log."})
    assert (host.wanted, host.reason, host.source) == ("HOST_READY", "disk: full", "fleet.yml:4")
    assert (phase.wanted, phase.source) == ("GREEN", "phases/1.yml:1")


def test_a_phase_that_another_holds_says_so() -> None:
    """Its own checks are well."""
    answer = answer_claim(*make_run(spoil(0, Outcome.BLOCKED)), "READY", now=NOW)
    assert [(one.name, one.reason) for one in answer.missing] == [("P1", "held by P0")]


def test_what_takes_a_person_lacks_the_approval_whatever_was_seen() -> None:
    """Nothing in a run stands for it."""
    answer = answer_claim(*make_run(), "ACT", now=NOW)
    assert not answer.allowed
    (missing,) = answer.missing
    assert (missing.kind, missing.next) == (MissingKind.APPROVAL, {"en": "Ask the owner."})


def test_what_a_run_has_not_looked_at_is_missing() -> None:
    """As where a scorecard is of fewer checks, phases and hosts than the table asks for."""
    fleet, run = make_run()
    less = msgspec.structs.replace(run, verdicts=(), phases=(), hosts=())
    answer = answer_claim(fleet, less, "DR", now=NOW)
    assert {one.seen for one in answer.missing} == {"not looked at"}
    assert {one.kind for one in answer.missing} == {"host", "phase", "check"}
    nobody = make_fleet(*CHECKS[:1], phases=PHASES[:1], claims=LEVELS)
    assert declare(nobody, LEVELS, make_scorecard(nobody)).allowed == ()
    assert answer_claim(nobody, make_scorecard(nobody), "DR", now=NOW).missing[0].next == {}


@pytest.mark.parametrize(
    ("fields", "now", "said"),
    [
        ({}, 1900.1, "begun 900 s ago: stale"),
        ({}, 999.5, "ends 0 s from now: a clock is wrong"),
        ({"view": ViewState(name="part")}, NOW, "a run of the view part"),
        (
            {"span": RunSpan(started=1000.0, ended=1001.0, interrupted=True), "judged": 1001.0},
            NOW,
            "a run that was cut short",
        ),
    ],
    ids=["old", "future", "view", "interrupted"],
)
def test_nothing_is_said_from_a_run_that_is_not_whole_or_not_of_now(
    fields: dict[str, Any], now: float, said: str
) -> None:
    """Whatever it saw."""
    fleet, run = make_run(**fields)
    missing = answer_claim(fleet, run, "DR", now=now).missing
    assert missing == (Missing(kind=MissingKind.RUN, name="small", wanted=missing[0].wanted, seen=said),)


def test_a_run_at_its_greatest_age_is_still_good() -> None:
    """The limit itself is within."""
    assert answer_claim(*make_run(), "DR", now=1900.0).allowed


def test_an_interrupted_run_reaches_no_level() -> None:
    """What it saw last is not known to be all."""
    _, run = make_run(span=RunSpan(started=1000.0, ended=1001.0, interrupted=True))
    assert (run.level, run.word, run.allowed) == ("NOT_READY", "BLOCKED", ())
    assert run.forbidden == ("READY", "DR", "ACT")


def test_a_name_that_is_not_there_is_a_key_error() -> None:
    """The command line says it in words."""
    fleet, run = make_run()
    with pytest.raises(KeyError):
        answer_claim(fleet, run, "DRR", now=NOW)
    with pytest.raises(KeyError):
        answer_claim(msgspec.structs.replace(fleet, claims=None), run, "DR", now=NOW)


def test_a_run_is_judged_by_the_table_and_a_view_is_not() -> None:
    """A view has words of its own, and says nothing of the whole."""
    views = {"part": View(name="part", checks=("app",))}
    fleet = make_fleet(*CHECKS, phases=PHASES, claims=LEVELS, views=views)
    whole = judge(fleet, Transcript(()), RunSpan(started=1000.0, ended=1001.0), now=1001.0)
    assert (whole.level, whole.word, whole.forbidden) == ("NOT_READY", "BLOCKED", ("READY", "DR", "ACT"))
    part = judge(narrow(fleet, "part"), Transcript(()), RunSpan(started=1000.0, ended=1001.0), now=1001.0)
    assert (part.word, part.allowed, part.forbidden) == (None, (), ())


def test_nothing_is_said_by_what_may_not_be_said_any_more() -> None:
    """A claim that counts for a day stands on a level that counts for a quarter of an hour."""
    level = make_statement("B1", StatementKind.LEVEL, checks=["app"])
    claim = msgspec.structs.replace(make_statement("DR", checks=["escrow"], statements=["B1"]), max_age=86400.0)
    table = make_table(level, claim)
    fleet = make_fleet(*CHECKS, phases=PHASES, claims=table)
    run = declare(fleet, table, make_scorecard(fleet))
    fresh = answer_claim(fleet, run, "DR", now=1900.0)
    assert (fresh.allowed, fresh.max_age) == (True, 900.0)
    (stale,) = answer_claim(fleet, run, "DR", now=1901.0).missing
    assert (stale.kind, stale.through, stale.seen) == (MissingKind.RUN, "B1", "begun 901 s ago: stale")


@pytest.mark.parametrize("now", [1001.0, 4700.0, 1e9])
def test_nothing_is_said_from_a_run_whose_clock_was_put_back(now: float) -> None:
    """Its age cannot be told, neither at once nor when the clock shows the time of its start again."""
    fleet, run = make_run(span=RunSpan(started=4600.0, ended=1001.0))
    answer = answer_claim(fleet, run, "DR", now=now)
    assert "ended 3599 s before it began: a clock was put back" in [one.seen for one in answer.missing]
    assert not answer.allowed


ABOUT = {"ping": "service", "disk": "host", "app": "service", "escrow": "dr"}
SORTED = tuple(msgspec.structs.replace(check, about=ABOUT[check.id]) for check in CHECKS)


def ask(requires: Requirements, *verdicts: Verdict, hosts: dict[str, HostState] | None = None) -> tuple[Missing, ...]:
    """Return what a claim of these requirements lacks in a run in which all passed but what is named."""
    table = make_table(Statement(name="C", kind=StatementKind.CLAIM, requires=requires))
    fleet = make_fleet(*SORTED, phases=PHASES, claims=table, subjects=("service", "host", "dr"), origins=ORIGINS)
    run = declare(fleet, table, make_scorecard(fleet, *verdicts, hosts=hosts or {}))
    answer = answer_claim(fleet, run, "C", now=NOW)
    assert answer.allowed == ("C" in run.allowed)
    return answer.missing


@pytest.mark.parametrize("borne", [Severity.NOTE, Severity.EVIDENCE, Severity.BOUNDARY, Severity.SERVICE])
@pytest.mark.parametrize("seen", [None, *WarningClass])
def test_a_subject_bears_a_warning_of_its_class_and_milder(borne: Severity, seen: WarningClass | None) -> None:
    """A warning of no class is of the worst, and a subject that is not named is not asked of."""
    missing = ask(
        Requirements(about={"service": borne}), spoil(2, Outcome.WARN, warns_as=seen), spoil(3, Outcome.BLOCKED)
    )
    assert [one.name for one in missing] == ([] if Severity[(seen or "service").upper()] <= borne else ["app"])


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.HELD])
def test_what_is_blocked_or_held_is_never_borne(outcome: Outcome) -> None:
    """Whatever the class."""
    requires = Requirements(about={"dr": Severity.SERVICE, "host": Severity.SERVICE})
    (missing,) = ask(requires, spoil(3, outcome))
    assert (missing.name, missing.wanted, missing.seen) == ("escrow", "PASS or WARN", str(outcome))


def test_what_is_missing_tells_the_class_that_was_borne_and_that_was_seen() -> None:
    """So that nobody wonders why one warning counts and another does not."""
    evidence = Requirements(about={"service": Severity.EVIDENCE})
    (missing,) = ask(evidence, spoil(2, Outcome.WARN, warns_as=WarningClass.BOUNDARY))
    assert (missing.wanted, missing.seen) == ("PASS or WARN on evidence", "WARN (boundary)")
    (plain,) = ask(Requirements(about={"service": Severity.NOTE}), spoil(2, Outcome.WARN))
    assert (plain.wanted, plain.seen) == ("PASS", "WARN")


def test_a_phase_bears_warnings_as_a_check_does() -> None:
    """And is as bad as the worst phase it needs."""
    requires = Requirements(phases={"P1": Severity.BOUNDARY})
    assert ask(requires, spoil(0, Outcome.WARN, warns_as=WarningClass.BOUNDARY)) == ()
    phase, check = ask(requires, spoil(2, Outcome.WARN, warns_as=WarningClass.SERVICE))
    assert (phase.kind, phase.wanted) == (MissingKind.PHASE, "GREEN or DEGRADED by evidence or a boundary")
    assert (check.name, check.wanted) == ("app", "PASS or WARN on evidence or a boundary")


def test_of_some_so_many_must_be_so() -> None:
    """Where they are not, each that is not so is named with how many there must be."""
    some = SomeOf(at_least=1, checks={"app": Severity.NOTE, "disk": Severity.NOTE})
    assert ask(Requirements(some=(some,)), spoil(2, Outcome.BLOCKED)) == ()
    missing = ask(Requirements(some=(some,)), spoil(2, Outcome.BLOCKED), spoil(1, Outcome.WARN))
    assert [(one.name, one.wanted) for one in missing] == [
        ("app", "PASS (at least 1 of 2)"),
        ("disk", "PASS (at least 1 of 2)"),
    ]
    hosts = SomeOf(at_least=2, hosts={"a": HostCondition.READY, "b": HostCondition.READY})
    assert ask(Requirements(some=(hosts,))) == ()
    (host,) = ask(Requirements(some=(hosts,)), hosts=DOWN)
    assert (host.kind, host.name, host.wanted) == (MissingKind.HOST, "b", "HOST_READY (at least 2 of 2)")


def test_a_subject_that_no_check_is_about_is_missing() -> None:
    """Nothing was looked at for it."""
    (missing,) = ask(Requirements(about={"moon": Severity.SERVICE}))
    assert (missing.kind, missing.name, missing.seen) == (MissingKind.SUBJECT, "moon", "none")


def test_what_no_pack_asks_for_is_about_the_first_subject() -> None:
    """A wrong clock, or this machine without a network, spoils it."""
    check = make_check("clock@a")
    table = make_table(
        Statement(name="C", kind=StatementKind.CLAIM, requires=Requirements(about={"host": Severity.NOTE}))
    )
    fleet = make_fleet(SORTED[1], phases=PHASES[:1], claims=table, subjects=("host",))
    run = make_scorecard(fleet)
    run = msgspec.structs.replace(run, verdicts=(*run.verdicts, make_verdict(check, Outcome.BLOCKED)))
    assert declare(fleet, table, run).forbidden == ("C",)


DEGREES = Word(
    statement=Statement(name="UP", kind=StatementKind.WORD, requires=Requirements(about={"service": Severity.NOTE})),
    but={"host": "HOST_BAD", "dr": "DR_BLOCKED"},
)


@pytest.mark.parametrize(
    ("verdicts", "word"),
    [
        ((), "UP"),
        ((spoil(1, Outcome.WARN, warns_as=WarningClass.EVIDENCE),), "UP_HOST_BAD"),
        ((spoil(3, Outcome.BLOCKED),), "UP_DR_BLOCKED"),
        ((spoil(3, Outcome.BLOCKED), spoil(1, Outcome.HELD)), "UP_HOST_BAD_DR_BLOCKED"),
        ((spoil(0, Outcome.WARN),), "BLOCKED"),
    ],
)
def test_a_word_has_the_suffix_of_each_subject_that_is_not_green(verdicts: tuple[Verdict, ...], word: str) -> None:
    """In the order in which they are declared."""
    table = ClaimTable(words=(DEGREES,))
    fleet = make_fleet(*SORTED, phases=PHASES, claims=table, subjects=("service", "host", "dr"))
    assert declare(fleet, table, make_scorecard(fleet, *verdicts)).word == word


def test_all_words_are_listed_with_all_their_suffixes() -> None:
    """The strongest first."""
    assert list(list_words((DEGREES,))) == ["UP", "UP_HOST_BAD", "UP_DR_BLOCKED", "UP_HOST_BAD_DR_BLOCKED"]
    assert ClaimTable(words=(DEGREES,)).find("UP") == DEGREES.statement
