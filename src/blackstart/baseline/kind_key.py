"""Which of a check's keys names its kind."""

from blackstart.baseline.fields import Fields
from blackstart.checks.table import KINDS, is_kind, list_kinds
from blackstart.model.near_names import find_nearest

CHECK_KEYS = (
    *("about", "else", "expect", "explained_by", "explained_if", "from", "id", "max_age", "needs", "next", "on"),
    *("prefer", "warns_as", "why"),
)
KNOWN_KEYS = (*CHECK_KEYS, *KINDS)


def find_kind_key(fields: Fields) -> str | None:
    """Return the one key that names a kind; unknown keys, and no kind or more than one, are reported."""
    keys = fields.mapping.entries
    kinds = [key for key in keys if key not in CHECK_KEYS and is_kind(key)]
    known = {*KNOWN_KEYS, *kinds}
    meant = [key for key in keys if key not in known and report_unknown(fields, key, has_kind=bool(kinds))]
    if len(kinds) > 1:
        named = " and ".join(f"'{kind}'" for kind in kinds)
        fields.report.add(fields.line(kinds[1]), f"{named} are {len(kinds)} kinds", "make a check of each")
        return None
    if not kinds and not meant:
        fields.report.add(fields.mapping.line, "no kind is named", "add one, as `systemd_unit: nginx`")
    return kinds[0] if kinds else None


def report_unknown(fields: Fields, key: str, *, has_kind: bool) -> bool:
    """Report the key, and tell whether it was meant as a kind."""
    meant_as_kind = not has_kind and find_nearest(key, KNOWN_KEYS) not in CHECK_KEYS
    if meant_as_kind:
        fields.report.add_unknown(fields.line(key), f"no kind '{key}'", key, list_kinds())
    else:
        fields.report.add_unknown(fields.line(key), f"unknown key '{key}'", key, KNOWN_KEYS)
    return meant_as_kind
