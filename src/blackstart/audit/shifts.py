"""What a change of a pack's meaning does: it asks for more evidence than before, or for less, or cannot be compared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from blackstart.audit.meaning import KIND
from blackstart.model.claims import DEFAULT_AGE
from blackstart.model.lock import Change, Shift
from blackstart.model.scorecard import CONDITION_RANK
from blackstart.verdicts.expectation_cases import compare_cases

Compare = Callable[[Any, Any], Shift | None]
TURNED = {
    Shift.WEAKER: Shift.STRICTER,
    Shift.STRICTER: Shift.WEAKER,
    Shift.NEITHER: Shift.NEITHER,
    Shift.UNKNOWN: Shift.UNKNOWN,
}
BY_CASES = {
    (True, False): Shift.WEAKER,
    (False, True): Shift.STRICTER,
    (False, False): None,
    (True, True): Shift.UNKNOWN,
    None: Shift.UNKNOWN,
}
"""By whether some reading passes only now, and some only before."""


def compare_meanings(sort: str, old: Any, new: Any) -> tuple[Change, ...]:
    """Return what differs between two meanings of a part of that sort, each value with what its change does."""
    return tuple(list_changes(sort, (), old, new))


def list_changes(sort: str, path: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    """Yield the changes at and below a place."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from list_changes(sort, (*path, key), old.get(key), new.get(key))
        return
    shift = find_shift(sort, path, old, new)
    if shift is not None:
        yield Change(path=".".join(path), old=old, new=new, shift=shift)


def find_shift(sort: str, path: tuple[str, ...], old: Any, new: Any) -> Shift | None:
    """Return what the change does; None where it means the same. Parameters of a kind may ask for more or less."""
    if not path or KIND in path:
        return Shift.UNKNOWN
    compare = COMPARED.get(f"{sort}.{path[-1]}") or COMPARED.get(path[-1])
    if compare is not None:
        return compare(old, new)
    return find_shift_asked(path, old, new) if "requires" in path else Shift.UNKNOWN


def find_shift_asked(path: tuple[str, ...], old: Any, new: Any) -> Shift | None:
    """Return what a change does inside a requirement, in which everything is asked for."""
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        return compare_sets(old, new)
    if not BEARING.isdisjoint(path):
        return by_order(BORNE)(old, new)
    if isinstance(old, str) or isinstance(new, str):
        return by_order(CONDITIONS)(old, new)
    if isinstance(old, bool) or isinstance(new, bool):
        return by_order((False, True))(old or False, new or False)
    return Shift.UNKNOWN


def compare_sets(old: Any, new: Any) -> Shift | None:
    """Compare sets of things that are asked for; what is not there asks for nothing."""
    before, after = (list_members(value) for value in (old, new))
    if any(item not in after for item in before):
        return Shift.WEAKER
    return Shift.STRICTER if any(item not in before for item in after) else None


def list_members(value: Any) -> list[Any]:
    """Return the members of a set."""
    if isinstance(value, Mapping):
        return list(value.items())
    return [] if value is None else value if isinstance(value, list) else [value]


def compare_expectations(old: Any, new: Any) -> Shift | None:
    """Compare two expectations by the readings that pass."""
    return BY_CASES[compare_cases(old or "", new or "")]


def compare_presence(old: Any, new: Any) -> Shift:
    """Compare what softens a failure where it is there."""
    return Shift.WEAKER if old is None else Shift.STRICTER if new is None else Shift.UNKNOWN


def by_order(order: Sequence[Any], default: Any = None) -> Compare:
    """Return what compares words by their order, the one that asks for least first; `default` is what none means."""

    def compare(old: Any, new: Any) -> Shift | None:
        before, after = (default if value is None else value for value in (old, new))
        if {before, after} - {None, *order}:
            return Shift.UNKNOWN
        ranks = [-1 if value is None else order.index(value) for value in (before, after)]
        return Shift.WEAKER if ranks[1] < ranks[0] else Shift.STRICTER

    return compare


def by_number(*, more: Shift, default: float | None = None) -> Compare:
    """Return what compares numbers, or days, of which a greater one is `more`; `default` is what none means."""

    def compare(old: Any, new: Any) -> Shift | None:
        before, after = (default if value is None else value for value in (old, new))
        if before is None or after is None or isinstance(before, str) != isinstance(after, str):
            return Shift.UNKNOWN
        return more if after > before else TURNED[more]

    return compare


BORNE = ("service", "boundary", "evidence", "note")
"""The worst class that a requirement bears, the one that bears most first."""
BEARING = frozenset({"about", "checks", "phases"})
"""Parts of a requirement that have it by name."""
CONDITIONS = tuple(condition.value for condition in sorted(CONDITION_RANK, key=lambda one: CONDITION_RANK[one]))
COMPARED: dict[str, Compare] = {
    "expect": compare_expectations,
    "prefer": compare_expectations,
    "explained_by": compare_presence,
    "max_age": by_number(more=Shift.WEAKER, default=DEFAULT_AGE),
    "lead": by_number(more=Shift.STRICTER, default=0.0),
    "at_least": by_number(more=Shift.STRICTER, default=0.0),
    "until": by_number(more=Shift.WEAKER),
    "otherwise": by_order(("WARN", "BLOCKED"), default="BLOCKED"),
    "warns_as": by_order(("note", "evidence", "boundary", "service"), default="service"),
    "permission": by_order(("GO", "CONDITIONAL GO", "NO-GO")),
    "unattended": by_order((True, False), default=False),
    "requires": lambda _old, _new: Shift.UNKNOWN,
    "host.ready": compare_sets,
    "phase.needs": compare_sets,
    "check.needs": lambda _old, _new: Shift.NEITHER,
    "evidence": compare_sets,
    "forbidden": compare_sets,
}
"""What compares two values, by the key they stand under, or by sort and key where the sort tells more."""
