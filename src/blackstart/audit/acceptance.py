"""What a pack means now against what somebody accepted it to mean, part by part, with both values."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.audit.meaning import list_parts
from blackstart.audit.shifts import compare_meanings
from blackstart.audit.subject import Subject
from blackstart.model.audit import Complaint
from blackstart.model.fleet import Fleet
from blackstart.model.lock import LOCK_FILE, Change, Lock, PackPart, Shift
from blackstart.model.outcome import Outcome

ACCEPT = "`blackstart audit PACK --accept --by NAME --note TEXT`"
MEND = f"take it back, or look at it and accept it with {ACCEPT}"
LONGEST = 300
"""Signs shown of one value."""
GRAVE = (Shift.WEAKER, Shift.UNKNOWN)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A part that does not mean what was accepted: what changed of it, or that it is new or gone."""

    name: str
    changes: tuple[Change, ...] = ()
    is_new: bool = False
    line: int = 0

    @property
    def outcome(self) -> Outcome:
        """BLOCKED where less is asked for, or that cannot be told; a part that is gone asks for nothing."""
        gone = not self.changes and not self.is_new
        return Outcome.BLOCKED if gone or any(change.shift in GRAVE for change in self.changes) else Outcome.WARN


def find_unaccepted(subject: Subject) -> Iterator[Complaint]:
    """Find every part whose meaning nobody accepted."""
    lock = subject.surroundings.lock
    if lock is None:
        message = "nobody has accepted what this pack means, so that no change of its meaning is found"
        yield Complaint(outcome=Outcome.WARN, about=LOCK_FILE, message=message, mend=f"accept it with {ACCEPT}")
        return
    for difference in list_differences(subject.surroundings.as_written or subject.fleet, lock):
        yield Complaint(
            outcome=difference.outcome,
            about=difference.name,
            message=describe(difference),
            mend=MEND,
            place=f"{LOCK_FILE}:{difference.line}" if difference.line else LOCK_FILE,
        )


def list_differences(fleet: Fleet, lock: Lock) -> tuple[Difference, ...]:
    """Return the parts that differ, those of the pack first."""
    parts = list_parts(fleet)
    there = {part.name for part in parts}
    gone = (Difference(name=name, line=locked.line) for name, locked in lock.parts.items() if name not in there)
    return (*list_changed(parts, lock), *gone)


def list_changed(parts: Iterable[PackPart], lock: Lock) -> Iterator[Difference]:
    """Yield the parts that are new, or mean something else."""
    for part in parts:
        locked = lock.parts.get(part.name)
        if locked is None:
            yield Difference(name=part.name, is_new=True)
        elif locked.part.digest != part.digest:
            changes = compare_meanings(part.name.partition(" ")[0], locked.part.meaning, part.meaning)
            if changes:
                yield Difference(name=part.name, changes=changes, line=locked.line)


def describe(difference: Difference) -> str:
    """Say what changed, with both values."""
    if difference.is_new:
        return "it is new, and nobody has accepted it"
    return "; ".join(map(describe_change, difference.changes)) or "it was accepted, and is gone"


def describe_change(change: Change) -> str:
    """Say what one value was and is, and what that does."""
    what = f"`{change.path}`" if change.path else "it"
    if isinstance(change.old, list) and isinstance(change.new, list):
        lost, won = (
            [one for one in some if one not in others]
            for some, others in ((change.old, change.new), (change.new, change.old))
        )
        return f"{what} was with {show(lost)}, is with {show(won)} instead: {change.shift}"
    return f"{what} was {show(change.old)}, is {show(change.new)}: {change.shift}"


def show(value: object) -> str:
    """Return a value in few signs, as it stands in the lock file."""
    text = "not set" if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
