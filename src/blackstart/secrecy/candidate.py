"""A secret's name with what stands behind it, and whether that is a secret."""

import msgspec

from blackstart.secrecy import names, values
from blackstart.secrecy.values import compile_once

BEFORE = 128
"""Signs before a name that are looked at: where it begins, and what it stands in."""
PART_OF_NAME = "abcdefghijklmnopqrstuvwxyz0123456789_.$@%[]/-"
LINE_START = r"[^\S\n]*(?:(?:export|set|setx|env|-|\*|#+|//|;|\d{1,9}[:-])[^\S\n]*){0,3}[\"']?"
MIXED = r"(?=[a-z]*\d)[a-z0-9]{6,}(?=\s|$)"
OPAQUE = r"(?=[^\s\"',;]*\d|[^\s\"',;]*=)[^\s\"',;]{8}"
BRACED = r"\{[^{}\n]{1,128}\}"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """In a text (and folded) a name of some sort stands `at`, and what it is given begins at `start`."""

    text: str
    folded: str
    at: int
    start: int
    name: str
    sort: str
    how: str

    @property
    def begin(self) -> int:
        """Where the word begins that ends in the name."""
        before = self.folded[max(0, self.at - BEFORE) : self.at]
        return self.at - len(before) + len(before.rstrip(PART_OF_NAME))

    @property
    def inside(self) -> int:
        """Where the value itself begins."""
        return self.start + 1 if self.text[self.start] in values.QUOTES else self.start

    def fits(self, expression: str) -> bool:
        """Tell whether the value has this form."""
        return compile_once(expression).match(self.folded, self.inside) is not None


def is_option(found: Candidate) -> bool:
    """Tell whether the name ends an option, such as `--db-password`."""
    return found.folded.startswith(("-", "/p"), found.begin)


def begins_line(found: Candidate) -> bool:
    """Tell whether nothing stands before it on its line but what may stand before a setting."""
    begin = found.begin
    line = found.folded.rfind("\n", max(0, begin - BEFORE), begin) + 1
    if not line and begin > BEFORE:
        return False
    return compile_once(LINE_START).fullmatch(found.folded, line, begin) is not None


def is_secret(found: Candidate) -> bool:
    """Tell whether what stands there is more than a word that says how it fares, a place, or a count."""
    if found.name == "pwd" and compile_once(BRACED).match(found.folded, found.start):  # as ODBC quotes
        return True
    if values.is_none(found.folded, found.inside) or found.text[found.inside : found.inside + 1] in NOTHING:
        return False
    match found.sort:
        case "pin":
            return found.fits(r"\d{4,8}(?!\w)")
        case "bare":
            return is_secret_pass(found)
        case "gentle":
            return is_secret_mark(found)
        case _:
            return not found.folded.startswith("{", found.inside)


NOTHING = frozenset({"", "\n", "[", "|", ">"})
"""What begins a value that is none, or one of several lines."""


def is_secret_pass(found: Candidate) -> bool:
    """Tell whether `pass` has a password behind it: tests print it before counts and names of theirs."""
    before = found.folded[found.at - 1 : found.at]
    counts = before not in {"_", "-", ".", "?", "&"} or found.folded.endswith(names.COUNTED, 0, found.at - 1)
    if counts and found.fits(values.NUMBER):
        return False
    if found.text.startswith("PASS", found.at) and before != "_" and ":" in found.folded[found.at + 4 : found.start]:
        return found.fits(MIXED)
    return True


def is_secret_mark(found: Candidate) -> bool:
    """Tell whether it is no word and no small number: `auth`, `session` and codes say many other things."""
    if found.name.endswith(("auth", "jwt", "csrf", "xsrf", "session", "sid")):
        return found.fits(OPAQUE) and not found.fits(f"{values.SMALL}|{values.WORD_ALONE}")
    return not found.fits(values.SMALL)
