"""What is shown of a check by faults, and how it is told."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from blackstart.model.origin import Origin, name_drill
from blackstart.model.outcome import Outcome
from blackstart.render.document import write_document
from blackstart.render.layout import hang, pad, widest
from blackstart.render.style import Style
from blackstart.render.wording import plain


class FaultProof(msgspec.Struct, frozen=True, kw_only=True):
    """Under which fault a check was seen to fail, and what it said; `how` is none where it never was.

    A gap is a check that could not look: that is no more than the least. `source` is kind, pack
    or the name of a scenario. `on_demand` are checks that views alone look at.
    """

    check: str
    kind: str
    on_demand: bool = False
    how: Literal["fault", "gap", "none"] = "none"
    source: str = ""
    fault: str = ""
    outcome: Outcome | None = None
    reason: str = ""


class ProofDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What `drill prove` prints for programs."""

    origin: Origin
    counts: dict[str, int]
    never_seen: tuple[str, ...]
    proofs: tuple[FaultProof, ...]


def list_unproven(proofs: Iterable[FaultProof]) -> list[FaultProof]:
    """Return the proofs of checks that were never seen to block or warn."""
    return [proof for proof in proofs if proof.how == "none"]


def write_json(proofs: tuple[FaultProof, ...]) -> str:
    """Return everything as JSON."""
    never = tuple(proof.check for proof in list_unproven(proofs))
    return write_document(ProofDocument(origin=ORIGIN, counts=count(proofs), never_seen=never, proofs=proofs))


ORIGIN = name_drill("prove")
"""Where proofs come from: simulated fleets, raised one after the other."""


def count(proofs: Iterable[FaultProof]) -> dict[str, int]:
    """Return how many checks were shown each way."""
    found = Counter(proof.how for proof in proofs)
    return {how: found[how] for how in ("fault", "gap", "none")}


def write_table(proofs: tuple[FaultProof, ...], style: Style) -> str:
    """Return a line or more for each check, then those never seen to fail, then the counts."""
    names, words = widest(proof.check for proof in proofs), widest(("BLOCKED",))
    shown = [line for proof in proofs if proof.how != "none" for line in write_row(proof, names, words, style.width)]
    counts = count(proofs)
    total = f"{counts['fault']} by a fault, {counts['gap']} by a gap only, {counts['none']} never"
    never = list(write_unproven(proofs, style.width))
    rest = sum(proof.on_demand for proof in proofs)
    views = [f"Views alone look at {rest} of them."] if rest else []
    return "\n".join([*shown, *never, "", f"Seen to block or warn: {total}", *views])


def write_row(proof: FaultProof, names: int, words: int, width: int) -> list[str]:
    """Return a check's line: outcome, whether by a fault or a gap, and the fault."""
    source = f" ({plain(proof.source)})" if proof.source not in ("", "kind") else ""
    head = f"{pad(plain(proof.check), names)}  {pad(str(proof.outcome), words)}  {pad(proof.how, len('fault'))}  "
    return hang(head, f"{plain(proof.fault)}{source}", width)


def write_unproven(proofs: Iterable[FaultProof], width: int) -> Iterator[str]:
    """Yield the checks that were never seen to fail, and what was seen instead."""
    unproven = list_unproven(proofs)
    if unproven:
        yield from ("", "Never seen to block or warn:")
    for proof in unproven:
        reason = plain(proof.reason) or "no fault is known for it: name one in drill/faults.yml"
        yield from hang(f"  {plain(proof.check)}  ", f"{proof.kind}: {reason}", width)
