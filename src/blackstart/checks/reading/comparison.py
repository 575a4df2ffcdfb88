"""How a value is demanded: a number compared (`>= 6`), a word, true or false, or one of a list."""

import math
import operator
import re

from blackstart.model.value_text import write_value_text

Single = str | int | float | bool
Demand = Single | tuple[Single, ...]
"""`'>= 6'` compares numbers, other text is the word itself; of a list any one will do."""

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN"
COMPARISON = re.compile(rf"(?P<sign>==|!=|>=|<=|>|<)\s*(?P<number>{NUMBER})", re.ASCII)
SIGNED = re.compile(r"\s*[=!<>]")
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


def is_comparison(text: str) -> bool:
    """Tell whether the text compares with a number that something can compare with."""
    found = COMPARISON.fullmatch(text)
    return found is not None and found["number"] != "NaN"


def compares(value: float, comparison: str) -> bool:
    """Tell whether the value compares so; NaN never does, not even as unequal.

    A whole number of any size is compared as it is: it may be too long for a float.
    """
    found = COMPARISON.fullmatch(comparison)
    if found is None or (isinstance(value, float) and math.isnan(value)):
        return False
    return bool(COMPARE[found["sign"]](value, float(found["number"])))


def require_demand(name: str, demand: Demand) -> None:
    """Raise ValueError for text that begins like a comparison and is none, or that is empty."""
    for one in demand if isinstance(demand, tuple) else (demand,):
        if not isinstance(one, str):
            continue
        if not one.strip():
            raise ValueError(f"{name}: an empty text demands nothing")
        if SIGNED.match(one) and not is_comparison(one):
            raise ValueError(f"{name}: {one!r} compares with no number: write one as in '>= 1', or the word by itself")


def read_exact(demand: Demand) -> str | None:
    """Return the only value that meets the demand, as text; None where there are several."""
    match demand:
        case str() if found := COMPARISON.fullmatch(demand):
            return found["number"] if found["sign"] == "==" else None
        case tuple():
            return None
        case bool():
            return str(demand).lower()
        case _:
            return str(demand)


def meets(value: object, demand: Demand) -> bool:
    """Tell whether the value is as demanded. A number as text is no number, and true is not 1."""
    if isinstance(demand, tuple):
        return any(meets(value, one) for one in demand)
    if isinstance(demand, str) and not COMPARISON.fullmatch(demand):
        return isinstance(value, str) and value == demand
    if isinstance(demand, bool) or isinstance(value, bool):
        return value is demand
    if not isinstance(value, int | float):
        return False
    return compares(value, demand) if isinstance(demand, str) else value == demand


def say_demand(demand: Demand) -> str:
    """Say the demand, as the right side of a sentence."""
    if isinstance(demand, tuple):
        return " or ".join(map(say_demand, demand))
    return demand if isinstance(demand, str) and COMPARISON.fullmatch(demand) else f"== {write_value_text(demand)}"
