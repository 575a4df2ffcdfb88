"""What is wrong with CEL that cannot be read, and at which sign: the parser's words put plainly."""

import re

import msgspec

ERROR = re.compile(r"ERROR: <input>:(?P<line>\d+):(?P<column>\d+): (?P<said>.*)")
SIGN = re.compile(r"(?:token recognition error at: |(?:extraneous|mismatched) input )'(?P<sign>.*?)'(?: expecting .*)?")
MISSING = re.compile(r"missing '(?P<sign>.*?)' at .*")
END = "<EOF>"
INSTEAD = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "is": "==",
    "=": "==",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "===": "==",
    "&": "&&",
    "|": "||",
}
"""What other languages write, and what CEL has for it."""


class SyntaxFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, how to mend it where that is known, and the line with a caret under the place."""

    message: str
    mend: str = ""
    excerpt: tuple[str, ...] = ()


def explain_syntax(source: str, said: str) -> SyntaxFault:
    """Return the first error of the parser that tells a place; all that it said where none does."""
    errors = [(int(found["line"]), int(found["column"]), found["said"]) for found in ERROR.finditer(said)]
    told = [error for error in errors if "Syntax error: " in error[2]]
    if not told:
        return SyntaxFault(message=f"not CEL: {said.partition(chr(10))[0]}")
    number, column, words = told[0]
    line = source.splitlines()[number - 1] if source.strip() else ""
    message, mend = say_error(words.partition("Syntax error: ")[2], line[column - 1 :])
    return SyntaxFault(message=f"not CEL: {message}", mend=mend, excerpt=(line, f"{' ' * (column - 1)}^"))


def say_error(words: str, rest: str) -> tuple[str, str]:
    """Return an error's words and its mend; `rest` is the source from its place on."""
    if found := MISSING.fullmatch(words):
        return f"'{found['sign']}' is missing", f"add '{found['sign']}'"
    found = SIGN.fullmatch(words)
    sign = found["sign"].strip() if found is not None else ""
    if sign == END:
        return "it ends too early", "complete it"
    if rest[:1] in {"'", '"'}:
        return "a text has no end", f"close it with {rest[:1]}"
    if sign in INSTEAD:
        return f"'{sign}' is no sign of CEL", f"write {INSTEAD[sign]}"
    return (f"'{sign}' cannot stand here" if sign else words), ""
