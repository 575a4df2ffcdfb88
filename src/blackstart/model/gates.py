"""What only a person can clear, and what may be declared meanwhile."""

import msgspec

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
    """What its owner alone can clear; it is open unless all of `cleared_by` holds.

    `evidence` is what the owner is asked for, `current` the keys that tell what is known
    already, `forbids` the declarations that nobody may make while it is open, and
    `missing_status` the word for a response that lacks some of the evidence.
    """

    id: str
    priority: str = FIRST_PRIORITY
    owner: str
    says: Text = {}
    cleared_by: tuple[Condition, ...]
    evidence: tuple[Named, ...]
    current: tuple[str, ...] = ()
    forbidden_actions: tuple[Named, ...]
    forbids: tuple[str, ...] = ()
    missing_status: str = MISSING_EVIDENCE


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that may be said where the summary has what it requires; without `requires`, never."""

    name: str
    says: Text = {}
    requires: tuple[Condition, ...] | None = None
    approval: Text = {}


class RefusedContent(msgspec.Struct, frozen=True, kw_only=True):
    """Patterns of what no response may ask for, and the status word of one that does."""

    status: str
    patterns: tuple[str, ...]


class GateTable(msgspec.Struct, frozen=True, kw_only=True):
    """All of a pack's gates and declarations.

    `prefix` opens the lines that guard and preflight print; the schemas are the names that
    packets and responses bear. `refused` is what responses may not ask for, the first that
    fits by its status; `secrets` and `placeholders` are patterns beside the product's own.
    """

    prefix: str = ""
    packet_schema: str = "blackstart_owner_packets_v1"
    response_schema: str = "blackstart_owner_response_v1"
    gates: tuple[Gate, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    refused: tuple[RefusedContent, ...] = ()
    secrets: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


class Unmet(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that does not hold, with what the summary says (None: it has no such line)."""

    key: str
    wanted: tuple[str, ...]
    seen: str | None


class OpenGate(msgspec.Struct, frozen=True, kw_only=True):
    """A gate that is open, why, and what is known of it: `current` by key."""

    gate: Gate
    unmet: tuple[Unmet, ...]
    current: dict[str, str]


class DeclarationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a declaration may be made. Forbidden has at least one of what follows.

    `unmet` are conditions, `gates` the open gates that forbid it, `claim` tells that the run
    does not bear the statement of its name, `approval` that a person decides,
    `untimely` why the summary does not tell of now.
    """

    declaration: Declaration
    unmet: tuple[Unmet, ...] = ()
    gates: tuple[str, ...] = ()
    claim: bool = False
    approval: bool = False
    untimely: str = ""

    @property
    def allowed(self) -> bool:
        """Whether nothing is missing."""
        return not (self.unmet or self.gates or self.claim or self.approval or self.untimely)
