"""What only a person can clear, and what may be declared meanwhile."""

from collections.abc import Mapping

import msgspec

from blackstart.model.claims import Missing

Text = dict[str, str]
"""As the fleet's: a sentence by language tag."""
CONSTANTS = (
    "DISPATCH_AUTHORIZED",
    "REQUEST_SENT_COUNT",
    "OWNER_RESPONSE_ACCEPTED",
    "HOST_WRITE_AUTHORIZED",
    "SECRET_VALUE_COLLECTION_ALLOWED",
    "RUNTIME_GATE",
)
"""What everything made of a summary says is 0: it asks, sends, accepts and authorises nothing."""
FIRST_PRIORITY = "P0"
MISSING_EVIDENCE = "blocked_missing_owner_evidence"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the summary that must say one of these values; there is no way to ask that it does not."""

    key: str
    values: tuple[str, ...]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing by id, and what it is in a sentence."""

    id: str
    says: Text = {}


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """What its owner alone can clear; it is open while one of `checks` is not PASS.

    `cleared_by` are lines of the summary by which that shows, `evidence` is what the owner is asked for, `current` the
    keys that tell what is known already, `missing_status` the word for a response that lacks some of the evidence.
    `forbids` has, for each of its checks, the statements that no run allows in which that check is not PASS.
    """

    id: str
    priority: str = FIRST_PRIORITY
    owner: str
    says: Text = {}
    checks: tuple[str, ...] = ()
    cleared_by: tuple[Condition, ...] = ()
    evidence: tuple[Named, ...]
    current: tuple[str, ...] = ()
    forbidden_actions: tuple[Named, ...]
    forbids: Mapping[str, tuple[str, ...]] = {}
    missing_status: str = MISSING_EVIDENCE


class RefusedContent(msgspec.Struct, frozen=True, kw_only=True):
    """Patterns of what no response may ask for, and the status word of one that does."""

    status: str
    patterns: tuple[str, ...]


class GateTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of a pack's gates, and what it calls the files of their owners.

    `named_in` are the lines of the summary that name those which are open. `prefix` opens the lines that guard and
    preflight print; the schemas are the names that packets and responses bear. `refused` is what responses may not ask
    for, the first that fits by its status; `secrets` and `placeholders` are patterns beside the product's own.
    """

    prefix: str = ""
    packet_schema: str = "blackstart_owner_packets_v1"
    response_schema: str = "blackstart_owner_response_v1"
    gates: tuple[Gate, ...] = ()
    named_in: tuple[str, ...] = ()
    refused: tuple[RefusedContent, ...] = ()
    secrets: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


class Unmet(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that does not hold, with what the summary says (None: it has no such line)."""

    key: str
    wanted: tuple[str, ...]
    seen: str | None


class OpenGate(msgspec.Struct, frozen=True, kw_only=True):
    """A gate that is open, by which lines, what is known of it (`current` by key), and what it forbids."""

    gate: Gate
    unmet: tuple[Unmet, ...]
    current: dict[str, str]
    forbids: tuple[str, ...] = ()


class DeclarationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a statement may be made by a summary. Forbidden has at least one of what follows.

    `run` tells that the run does not allow it, `gates` are the open gates that forbid it, `behind` the statements it
    stands on that may not be made either, `untimely` is why the summary does not tell of now. `missing` is what it
    lacks, where the run itself is at hand.
    """

    name: str
    says: Text = {}
    approval: Text = {}
    run: bool = False
    gates: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    untimely: str = ""
    missing: tuple[Missing, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not (self.run or self.gates or self.untimely)
