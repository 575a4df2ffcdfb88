"""What is behind a failure: a check, a host that is away, or what nobody looked at."""

import inspect

import msgspec
from unit.decisions.deciding import load, make_case, see, unready, with_verdict

from blackstart.checks.spec import Spec
from blackstart.checks.table import KINDS, find_kind
from blackstart.decisions.causes import Causes, add_causes, find_causes, list_all_causes, list_causes
from blackstart.decisions.grounds import find_grounds
from blackstart.decisions.scope import UPTIME
from blackstart.model.claims import ClaimAnswer, Missing, MissingKind, StatementKind
from blackstart.model.kind import Proof
from blackstart.model.outcome import Outcome
from blackstart.model.scorecard import Scorecard

FLEET = load()


def behind(scorecard: Scorecard) -> Causes:
    """Return what is behind the failures of the run."""
    return find_causes(FLEET, find_grounds(FLEET, make_case(FLEET, scorecard), 900.0).evidence)


def lack(kind: MissingKind, name: str) -> tuple[Missing, ...]:
    """Return one thing that is missing."""
    return (Missing(kind=kind, name=name, wanted="more", seen="less"),)


def test_a_check_that_is_held_leads_to_its_root() -> None:
    """And each root is told once, with why and next of its own."""
    held = with_verdict(FLEET, see(FLEET, "data"), "api", outcome=Outcome.HELD, held_by="data")
    causes = behind(held)
    missing = lack(MissingKind.CHECK, "api") + lack(MissingKind.CHECK, "data")
    assert [cause.name for cause in list_causes(missing, causes)] == ["data"]
    assert causes.blocking == {"data"}


def test_a_host_that_is_away_is_the_cause_and_not_the_check_that_shows_it() -> None:
    """Whether it blocks or warns; a host that has booted is never one."""
    for outcome in (Outcome.BLOCKED, Outcome.WARN):
        causes = behind(see(FLEET, "b-boot", outcome=outcome, hosts=unready("b")))
        assert [cause.name for cause in list_causes(lack(MissingKind.HOST, "b"), causes)] == ["host:b"]
        assert causes.blocking == {"host:b"}
    assert behind(see(FLEET, "b-boot")).blocking == {"b-boot"}
    assert behind(see(FLEET, "b-boot", outcome=Outcome.WARN)).blocking == frozenset()


def test_a_phase_leads_to_what_failed_in_it_and_below_it() -> None:
    """Not to what failed above it."""
    causes = behind(see(FLEET, "data", "api"))
    assert [cause.name for cause in list_causes(lack(MissingKind.PHASE, "P1"), causes)] == ["data", "api"]
    assert [cause.name for cause in list_causes(lack(MissingKind.PHASE, "P0"), causes)] == ["data"]


def test_a_subject_leads_to_what_failed_about_it() -> None:
    """All checks of this fleet are about one."""
    causes = behind(see(FLEET, "data", "api"))
    assert [cause.name for cause in list_causes(lack(MissingKind.SUBJECT, "service"), causes)] == ["data", "api"]


def test_what_no_failed_check_is_behind_stands_for_itself() -> None:
    """A host with nothing seen of it, a check nobody looked at, a person's decision."""
    causes = behind(see(FLEET))
    found = [
        list_causes(lack(kind, name), causes)[0]
        for kind, name in ((MissingKind.HOST, "a"), (MissingKind.CHECK, "data"), (MissingKind.APPROVAL, "B0"))
    ]
    assert [(one.name, one.phase, one.outcome, one.reason) for one in found] == [
        ("host:a", "", "less", "wanted more"),
        ("data", "P0", "less", "wanted more"),
        ("B0", "", "less", "wanted more"),
    ]


def test_a_run_leads_to_all_that_failed_or_warns() -> None:
    """Each root once; what was not asked is behind nothing by itself."""
    held = with_verdict(FLEET, see(FLEET, "data"), "api", outcome=Outcome.HELD, held_by="data")
    unasked = with_verdict(FLEET, held, "escrow", outcome=Outcome.NOT_ASKED)
    assert [cause.name for cause in list_all_causes(behind(unasked))] == ["data"]


def test_a_forbidden_claim_names_the_checks_behind_it() -> None:
    """The run as a whole and a person's approval have none."""
    missing = (
        *lack(MissingKind.RUN, "small"),
        *lack(MissingKind.APPROVAL, "B0"),
        *lack(MissingKind.HOST, "b"),
        *lack(MissingKind.CHECK, "data"),
    )
    answer = ClaimAnswer(
        name="X", kind=StatementKind.CLAIM, allowed=False, says={}, missing=missing, age=0.0, max_age=900.0
    )
    found = add_causes(answer, behind(see(FLEET, "data", "b-boot", hosts=unready("b"))))
    assert sorted(cause.name for cause in found.causes) == ["data", "host:b"]


def test_every_kind_that_proves_a_boot_reads_how_long_the_host_has_been_up() -> None:
    """Else no host could ever count as booted after T+0 by it."""
    proving = [kind for kind in map(find_kind, KINDS) if tells_boot(kind)]
    assert proving
    assert all(UPTIME in {field.name for field in msgspec.structs.fields(kind.reading)} for kind in proving)


def tells_boot(kind: type[Spec]) -> bool:
    """Tell whether a check of that kind proves a boot, by what it says of itself."""
    return kind.proof is not Spec.proof and Proof.BOOT.name in inspect.getsource(kind.proof)
