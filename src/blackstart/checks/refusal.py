"""Whether an answer says no in its body, although its status says yes."""

from typing import Any

import msgspec

from blackstart.checks.strict_json import require_single_names

YES = ("success", "ok", "accepted", "delivered")
"""Members that say yes or no."""
REFUSED = frozenset(
    ["error", "errors", "failed", "failure", "fail", "rejected", "denied", "invalid", "unauthorized", "forbidden"]
)
"""What `status` and `result` say of what was not taken."""
FAULTS = ("error", "errors", "error_code", "error_message")
"""Members that are there, and not empty, where something went wrong."""
BAD_STATUS = 400


def decode_or_none(body: str) -> Any:
    """Decode JSON; None where it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def find_refusal(body: str) -> str:
    """Return the member of a JSON object that says no, or the beginning of a text that does; empty where none does.

    Raises UnreadableReplyError for an object in which a name stands twice.
    """
    data = decode_or_none(body)
    if not isinstance(data, dict):
        said = body.strip()[:60]
        return said if said.partition(" ")[0].strip(":,.!").casefold() in REFUSED else ""
    require_single_names(body)
    return next((f"{name}: {value!r}" for name, value in data.items() if says_no(name.casefold(), value)), "")


def says_no(name: str, value: Any) -> bool:
    """Tell whether a member says no."""
    if name in YES:
        return not value or str(value).casefold() in {"false", "no", "0"}
    if name in FAULTS:
        return bool(value)
    return name in {"status", "result"} and is_bad_status(value)


def is_bad_status(value: Any) -> bool:
    """Tell whether a status is a word of failure, or a number of one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value >= BAD_STATUS
    return value is False or str(value).casefold() in REFUSED
