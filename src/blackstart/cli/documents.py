"""Which struct each command prints with `--format json`."""

from importlib import import_module
from typing import Any

import msgspec

from blackstart.render.document import make_document_schema

SCORECARD = "blackstart.render.json:ScorecardDocument"
DOCUMENTS = {
    "audit": "blackstart.render.audit:AuditDocument",
    "check": SCORECARD,
    "claim": "blackstart.model.claims:ClaimReport",
    "drill prove": "blackstart.drill.proof:ProofDocument",
    "drill run": SCORECARD,
    "go": "blackstart.model.go:GoAnswer",
    "judge": SCORECARD,
    "kinds": "blackstart.baseline.describe:KindsDocument",
    "plan-b": "blackstart.model.plan:PlanAnswer",
    "quick-check": "blackstart.model.quick:QuickAnswer",
    "session drill": "blackstart.model.session_status:SessionStatus",
    "session list": "blackstart.model.session_status:SessionList",
    "session status": "blackstart.model.session_status:SessionStatus",
    "timeline": "blackstart.model.plan:TimelineAnswer",
}
"""Each command, as it is typed, with the module and the name of the struct."""


def make_printed_schema(command: str) -> dict[str, Any]:
    """Return the JSON Schema of what a command prints. Raises KeyError for one that prints no JSON."""
    module, _, name = DOCUMENTS[command].partition(":")
    kind: type[msgspec.Struct] = getattr(import_module(module), name)
    return make_document_schema(kind, f"blackstart {command} --format json")
