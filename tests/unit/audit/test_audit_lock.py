"""A pack's meaning is locked: every change since somebody accepted it is found, with both values."""

from typing import Any

import msgspec
import pytest

from blackstart.audit.acceptance import describe_change
from blackstart.audit.meaning import list_parts
from blackstart.audit.rules import audit
from blackstart.audit.shifts import compare_meanings
from blackstart.baseline.lock_file import read_lock, write_lock
from blackstart.baseline.problems import BaselineError
from blackstart.model.audit import AuditFinding, Surroundings
from blackstart.model.claims import ClaimTable, Requirements, Statement, StatementKind
from blackstart.model.fleet import Fleet, Phase
from blackstart.model.go import GoRule, GoTable, Operation, Permission, Window
from blackstart.model.lock import Acceptance, Change, Lock, PackPart, Shift
from blackstart.model.outcome import Outcome, Result, Severity, WarningClass
from blackstart.model.view import View
from blackstart.testing.builders import make_check, make_fleet

ACCEPTANCE = Acceptance(day="2026-06-12", by="Mei", note="As drilled.")
WINDOW = Window(opens=180, closes=450, timezone="Asia/Taipei", lead=1800.0)
RULE = GoRule(
    name="SYNC",
    permission=Permission.NO_GO,
    ceiling="NONE",
    operations=(Operation.REBOOT,),
    hosts=("a",),
    window=WINDOW,
)


PASSED = Severity.NOTE
BOTH = Requirements(checks={"sales": PASSED, "backup": PASSED})
ONE = {"at_least": 1, "checks": {"x": "note"}}
ONE_OF_TWO = {"at_least": 1, "checks": {"x": "note", "y": "note"}}


def make_pack(expect: str = "days_behind <= 2", **fields: Any) -> Fleet:
    """Make a pack of two checks, a level, a claim and a rule."""
    sales = make_check("sales", expect=expect, **fields)
    statements = {
        "B4": Statement(name="B4", kind=StatementKind.LEVEL, requires=BOTH),
        "DONE": Statement(name="DONE", kind=StatementKind.NEVER, approval={"en": "A person's."}),
    }
    return make_fleet(
        sales,
        make_check("backup", why="It holds the data."),
        claims=ClaimTable(statements=statements, levels=("B4",), listed=("DONE",)),
        go=GoTable(rules=(RULE,)),
        title={"en": "A fleet"},
        views={"v": View(name="v", checks=("sales",), words={Result.GREEN: "FINE"})},
    )


def accept(fleet: Fleet) -> Lock:
    """Return what is accepted of a fleet, as it is read from the file."""
    return read_lock(write_lock(list_parts(fleet), (ACCEPTANCE,)))


def look(fleet: Fleet, lock: Lock | None) -> tuple[AuditFinding, ...]:
    """Return what the rule finds."""
    return audit(fleet, Surroundings(lock=lock), "packs/x", ("lock",)).findings


def replace(fleet: Fleet, statement: str, **fields: Any) -> Fleet:
    """Return the fleet with one statement changed."""
    table = fleet.claims or ClaimTable()
    changed = msgspec.structs.replace(table.statements[statement], **fields)
    statements = {**table.statements, statement: changed}
    return msgspec.structs.replace(fleet, claims=msgspec.structs.replace(table, statements=statements))


def test_without_a_lock_no_change_can_be_found() -> None:
    """Which is a warning."""
    (found,) = look(make_pack(), None)
    assert (found.outcome, found.about) == ("WARN", "pack.lock")
    assert "--accept --by NAME --note TEXT" in found.mend


def test_what_was_accepted_is_fine() -> None:
    """Words for people may change, and the order of what is asked for."""
    lock = accept(make_pack())
    turned = dict(reversed(list(BOTH.checks.items())))
    other = replace(
        make_pack(),
        "B4",
        requires=Requirements(checks=turned),
        says={"en": "Other words."},
    )
    assert [found.outcome for found in look(msgspec.structs.replace(other, title={"en": "Mine"}), lock)] == ["PASS"]


@pytest.mark.parametrize(
    ("changed", "outcome", "about", "words"),
    [
        (
            make_pack("days_behind <= 200"),
            "BLOCKED",
            "check sales",
            "`expect` was days_behind <= 2, is days_behind <= 200: weaker",
        ),
        (make_pack("days_behind <= 1"), "WARN", "check sales", "is days_behind <= 1: stricter"),
        (make_pack("days_behind == 5"), "BLOCKED", "check sales", "is days_behind == 5: cannot be compared"),
        (make_pack(""), "BLOCKED", "check sales", "is not set: weaker"),
        (make_pack(otherwise=Outcome.WARN), "BLOCKED", "check sales", "`otherwise` was not set, is WARN: weaker"),
        (
            make_pack(warns_as=WarningClass.EVIDENCE),
            "BLOCKED",
            "check sales",
            "`warns_as` was not set, is evidence: weaker",
        ),
        (make_pack(max_age=90000.0), "BLOCKED", "check sales", "`max_age` was not set, is 90000.0: weaker"),
        (make_pack(max_age=60.0), "WARN", "check sales", "`max_age` was not set, is 60.0: stricter"),
        (make_pack(needs=("backup",)), "WARN", "check sales", 'is ["backup"]: neither stricter nor weaker'),
        (make_pack(host="b"), "BLOCKED", "check sales", "`host` was a, is b: cannot be compared"),
        (
            replace(make_pack(), "B4", requires=Requirements(checks={"sales": PASSED})),
            "BLOCKED",
            "level B4",
            "`requires.checks.backup` was note, is not set: weaker",
        ),
        (
            replace(make_pack(), "DONE", requires=Requirements(checks={"sales": PASSED})),
            "BLOCKED",
            "never DONE",
            '`requires` was not set, is {"checks":{"sales":"note"}}: cannot be compared',
        ),
        (
            replace(make_pack(), "DONE", kind=StatementKind.CLAIM),
            "BLOCKED",
            "never DONE",
            "it was accepted, and is gone",
        ),
    ],
)
def test_a_change_of_meaning_is_told_with_both_values(changed: Fleet, outcome: str, about: str, words: str) -> None:
    """It blocks where less is asked for, or where that cannot be told."""
    found = {one.about: one for one in look(changed, accept(make_pack()))}
    assert (found[about].outcome, words in found[about].message) == (outcome, True), found[about].message
    assert found[about].place.startswith("packs/x/pack.lock:")
    assert found[about].keys == ()


def test_a_moved_window_cannot_be_compared() -> None:
    """An hour less of it may be the hour that matters; a shorter lead asks for less."""
    fleet = make_pack()
    rules = [msgspec.structs.replace(RULE, window=msgspec.structs.replace(WINDOW, **change)) for change in MOVED]
    fleets = [msgspec.structs.replace(fleet, go=GoTable(rules=(rule,))) for rule in rules]
    said = [look(one, accept(fleet))[0] for one in fleets]
    assert [(one.outcome, one.about, one.message) for one in said] == [
        ("BLOCKED", "go.rule SYNC", "`window.opens` was 180, is 240: cannot be compared"),
        ("BLOCKED", "go.rule SYNC", "`window.lead` was 1800.0, is not set: weaker"),
    ]


MOVED: tuple[dict[str, Any], ...] = ({"opens": 240}, {"lead": 0.0})


def test_what_is_new_warns_and_what_is_gone_blocks() -> None:
    """A check less is less evidence."""
    fewer = msgspec.structs.replace(make_pack(), checks=make_pack().checks[:1])
    assert [(one.outcome, one.about) for one in look(fewer, accept(make_pack()))] == [("BLOCKED", "check backup")]
    assert [(one.outcome, one.about) for one in look(make_pack(), accept(fewer))] == [("WARN", "check backup")]


@pytest.mark.parametrize(
    ("sort", "old", "new", "shift"),
    [
        ("host", {"ready": ["x", "y"]}, {"ready": ["x"]}, Shift.WEAKER),
        ("phase", {"needs": ["x"]}, {"needs": ["x", "y"]}, Shift.STRICTER),
        (
            "claim",
            {"requires": {"hosts": {"a": "HOST_READY"}}},
            {"requires": {"hosts": {"a": "HOST_BOOTED"}}},
            Shift.WEAKER,
        ),
        ("claim", {"requires": {"hosts": {}}}, {"requires": {"hosts": {"a": "HOST_BOOTED"}}}, Shift.STRICTER),
        (
            "claim",
            {"requires": {"hosts": {"a": "HOST_X"}}},
            {"requires": {"hosts": {"a": "HOST_BOOTED"}}},
            Shift.UNKNOWN,
        ),
        ("claim", {"requires": {}}, {"requires": {"hosts": {"a": "HOST_BOOTED"}}}, Shift.STRICTER),
        ("claim", {"requires": {"about": {"dr": "note"}}}, {"requires": {"about": {"dr": "service"}}}, Shift.WEAKER),
        ("claim", {"requires": {"about": {"dr": "note"}}}, {"requires": {"about": {}}}, Shift.WEAKER),
        ("claim", {"requires": {"about": {"dr": "note"}}}, {"requires": {}}, Shift.WEAKER),
        ("claim", {"requires": {}}, {"requires": {"checks": {"x": "note"}}}, Shift.STRICTER),
        ("claim", {"requires": {"x": 1}}, {"requires": {"x": 2}}, Shift.UNKNOWN),
        ("claim", {"requires": {"known_only": True}}, {"requires": {}}, Shift.WEAKER),
        ("claim", {"requires": {}}, {"requires": {"known_only": True}}, Shift.STRICTER),
        (
            "claim",
            {"requires": {"any": ["x"], "at_least": 2}},
            {"requires": {"any": ["x"], "at_least": 1}},
            Shift.WEAKER,
        ),
        ("claim", {"requires": {"some": [ONE]}}, {"requires": {"some": [ONE_OF_TWO]}}, Shift.WEAKER),
        ("check", {"spec": {"kind": "disk", "max": 90}}, {"spec": {"kind": "disk", "max": 99}}, Shift.UNKNOWN),
        ("check", {}, {"explained_by": "x"}, Shift.WEAKER),
        ("check", {"explained_by": "x"}, {}, Shift.STRICTER),
        ("check", {"explained_by": "x"}, {"explained_by": "y"}, Shift.UNKNOWN),
        ("check", {"owner": {"evidence": ["x", "y"]}}, {"owner": {"evidence": ["x"]}}, Shift.WEAKER),
        ("check", {"owner": {"evidence": ["x"]}}, {}, Shift.UNKNOWN),
        ("check", {"prefer": "x < 1 + y"}, {"prefer": "x < 2 * y"}, Shift.UNKNOWN),
        ("known", {"until": "2026-06-30"}, {"until": "2026-07-30"}, Shift.WEAKER),
        ("known", {"until": "2026-06-30"}, {}, Shift.UNKNOWN),
        ("go.rule", {"permission": "NO-GO"}, {"permission": "CONDITIONAL GO"}, Shift.WEAKER),
        ("go.rule", {"unattended": True}, {}, Shift.STRICTER),
        ("go.max_age", 900.0, 90000.0, Shift.UNKNOWN),
    ],
)
def test_what_a_change_does_is_told_by_where_it_stands(sort: str, old: Any, new: Any, shift: Shift) -> None:
    """What nothing is known of cannot be compared."""
    assert [change.shift for change in compare_meanings(sort, old, new)] == [shift]


def test_what_is_written_otherwise_means_the_same() -> None:
    """An expectation by what it lets pass."""
    assert compare_meanings("check", {"expect": "x <= 2"}, {"expect": "2 >= x"}) == ()
    assert [one.about for one in look(make_pack("2 >= days_behind"), accept(make_pack()))] == [""]


def test_of_a_list_only_what_differs_is_told() -> None:
    """It may have a hundred members."""
    change = Change(path="needs", old=["a", "b"], new=["b"], shift=Shift.WEAKER)
    assert describe_change(change) == '`needs` was with ["a"], is with [] instead: weaker'


def test_long_values_are_cut_where_they_are_shown() -> None:
    """Not in the file."""
    found = look(make_pack("text == '" + "x" * 999 + "'"), accept(make_pack()))
    assert found[0].message.endswith("x…: weaker") or "…: cannot be compared" in found[0].message


def test_every_table_of_a_fleet_is_in_it_by_name() -> None:
    """One line for each part, and no words for people; an empty mapping is none."""
    names = [part.name for part in list_parts(make_pack())]
    assert names == [
        *("host a", "subjects", "phase P0", "check sales", "check backup", "view v", "level B4", "never DONE"),
        *("claims.levels", "go.rule SYNC", "go.max_age"),
    ]
    assert "It holds the data" not in write_lock(list_parts(make_pack()), ())
    phases = (Phase(id="P0", needs=("P1",)), Phase(id="P1"))
    assert "phase P0 " in write_lock(list_parts(make_fleet(make_check("x"), phases=phases)), ())


def test_the_file_tells_who_accepted_it_and_lasts() -> None:
    """Read and written again it is the same."""
    text = write_lock(list_parts(make_pack()), (ACCEPTANCE, ACCEPTANCE))
    lock = read_lock(text, "packs/x/pack.lock")
    assert lock.acceptances == (ACCEPTANCE, ACCEPTANCE)
    assert write_lock((locked.part for locked in lock.parts.values()), lock.acceptances) == text
    assert lock.parts["host a"].line == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days_behind <= 2", "days_behind <= 200", "6: 'check sales' was edited: its digest is "),
        ("accepted {", "accepted [", "3: it does not say who accepted it: "),
        ('{"expect"', '{expect"', "6: it is no line of a lock file; "),
        ("check backup ", "check  backup ", "7: it is no line of a lock file; "),
    ],
)
def test_a_linethat_nobody_accepted_is_refused(old: str, new: str, message: str) -> None:
    """With its place and the mend."""
    text = write_lock([part for part in list_parts(make_pack()) if "host" not in part.name], (ACCEPTANCE,))
    with pytest.raises(BaselineError) as caught:
        read_lock(text.replace(old, new), "pack.lock")
    assert f"pack.lock:{message}" in str(caught.value)


def test_a_part_stands_once_and_somebody_accepted_it() -> None:
    """Else nobody could tell which counts."""
    part = PackPart(name="check x", meaning={})
    with pytest.raises(BaselineError) as caught:
        read_lock(write_lock((part, part), ()), "pack.lock")
    assert str(caught.value).splitlines() == [
        "pack.lock: it does not say who accepted it; take the file back as it was, or write it anew with --accept",
        "pack.lock:4: 'check x' stands twice; take the file back as it was, or write it anew with --accept",
    ]
