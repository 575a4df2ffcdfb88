"""What is behind the failures of a run."""

import msgspec

Text = dict[str, str]
"""As the fleet's: a sentence by language tag."""


class RootCause(msgspec.Struct, frozen=True, kw_only=True):
    """What is behind a failure: a host that is away, as `host:ID`, or a check by its id.

    `phase` is the gate that it keeps shut.
    """

    name: str
    host: str
    phase: str
    outcome: str
    reason: str = ""
    why: Text = {}
    next: Text = {}
