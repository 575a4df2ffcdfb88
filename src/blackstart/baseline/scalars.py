"""Plain YAML scalars by the core schema of YAML 1.2 (section 10.3.2): no `on`, `yes` or 12:30."""

import math
import re

LONGEST_NUMBER = 64
"""Longer digits are text: Python refuses to read thousands of them, and no baseline means them."""

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMBER_STARTS = frozenset("0123456789+-.")
DECIMAL = re.compile(r"[-+]?[0-9]+", re.ASCII)
OCTAL = re.compile(r"0o[0-7]+", re.ASCII)
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)

Value = str | int | float | bool | None


def resolve(text: str) -> Value:
    """Return what a plain scalar means.

    `.inf`, `.nan` and numbers too great for a float stay text: a limit that no reading can
    break demands nothing, so no parameter may be one.
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in NUMBER_STARTS or len(text) > LONGEST_NUMBER:
        return text
    return resolve_number(text)


def resolve_number(text: str) -> int | float | str:
    """Return the number, or the text where it is none."""
    for pattern, base in ((DECIMAL, 10), (OCTAL, 8), (HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return int(text, base)
    if FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
