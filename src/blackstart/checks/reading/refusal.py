"""Whether an answer says no in its body, although its status says yes."""

from collections.abc import Iterable
from typing import Any

import msgspec

from blackstart.checks.reading.strict_json import read_answer
from blackstart.model.value_text import write_value_text

YES = ("success", "ok", "healthy", "accepted", "delivered")
"""Members that say yes or no."""
REFUSED = frozenset(
    [
        "error",
        "errors",
        "failed",
        "failure",
        "fail",
        "unhealthy",
        "down",
        "critical",
        "rejected",
        "denied",
        "invalid",
        "unauthorized",
        "forbidden",
    ]
)
"""What `status` and `result` say of what was not taken, or does not work."""
FAULTS = ("error", "errors", "error_code", "error_message")
"""Members that are there, and not empty, where something went wrong."""
BAD_STATUS = 400


def decode_or_none(body: str) -> Any:
    """Decode JSON; None where it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def find_refusal(body: str, demanded: Iterable[str] = ()) -> str:
    """Return the member of a JSON object that says no, or the beginning of a text that does; empty where none does.

    Members into which a `demanded` path leads are left to that demand. Of several objects, one a line, each is read.
    Raises UnreadableReplyError for an object that is cut, or in which a name stands twice.
    """
    if not body.lstrip().startswith("{"):
        said = body.strip()[:60]
        return said if said.partition(" ")[0].strip(":,.!").casefold() in REFUSED else ""
    judged = {path.partition(".")[0] for path in demanded}
    members = [member for text in split_objects(body) for member in read_answer(text, dict[str, Any]).items()]
    refusals = (
        f"{name}: {write_value_text(value)}" for name, value in members if name not in judged and says_no(name, value)
    )
    return next(refusals, "")


def split_objects(body: str) -> list[str]:
    """Return the one object, or the lines of which each must be one."""
    return [body] if decode_or_none(body) is not None else [line for line in body.splitlines() if line.strip()]


def says_no(name: str, value: Any) -> bool:
    """Tell whether a member says no."""
    match name.casefold():
        case word if word in YES:
            return not value or str(value).casefold() in {"false", "no", "0"}
        case word if word in FAULTS:
            return bool(value)
        case word:
            return word in {"status", "result"} and is_bad_status(value)


def is_bad_status(value: Any) -> bool:
    """Tell whether a status is a word of failure, or a number of one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value >= BAD_STATUS
    return value is False or str(value).casefold() in REFUSED
