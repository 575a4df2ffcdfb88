"""Which SQL a probe may send: one statement that reads, and calls nothing but what is listed."""

import msgspec

from blackstart.checks.read_only.sql_functions import BEFORE_BRACKET, FUNCTIONS, VALUES_IN_FROM
from blackstart.checks.read_only.sql_words import RefusedSqlError, Sort, SqlWord, read_words

FIRST = frozenset({"select", "with", "values", "table", "show"})
NEVER = frozenset({"insert", "update", "delete", "merge", "into"})
"""Words that write, wherever in a query they stand as words of the grammar."""
LOCKS = frozenset({"update", "no", "share", "key"})
ENDS_FROM = "where group having window union intersect except order limit offset fetch for select with table"
CLAUSES = frozenset(ENDS_FROM.split())
"""Words that end a FROM. All are reserved: none of them can be the name of a table there."""
END = SqlWord(Sort.SIGN, "")
OPEN, CLOSE, DOT = SqlWord(Sort.SIGN, "("), SqlWord(Sort.SIGN, ")"), SqlWord(Sort.SIGN, ".")
AS, CAST = SqlWord(Sort.NAME, "as"), SqlWord(Sort.SIGN, "::")
LONGEST = 20_000
"""Letters; the whole of a query is also an argument of a command."""


class Bracket(msgspec.Struct):
    """Where the reader is within one pair of brackets: in a FROM's sources, in its joins' conditions, or elsewhere."""

    clause: str = ""
    selects: bool = False


def refuse_sql(query: str) -> str | None:
    """Return why the text is not one query that only reads, or None where it is."""
    try:
        require_query(query)
    except RefusedSqlError as error:
        return str(error)
    return None


def require_query(query: str) -> None:
    """Raise RefusedSqlError unless the text is one query that only reads."""
    if len(query) > LONGEST:
        raise RefusedSqlError(f"a query has at most {LONGEST} letters")
    words = quote_labels(list(read_words(query.strip().removesuffix(";"))))
    first = words[0].text if words and words[0].sort is Sort.NAME else ""
    if first not in FIRST:
        raise RefusedSqlError("a query begins with SELECT, WITH, VALUES, TABLE or SHOW")
    if first == "show":
        require_setting(words[1:])
    else:
        require_reading(words)


def quote_labels(words: list[SqlWord]) -> list[SqlWord]:
    """Return the words with every name that follows a dot or AS as a quoted one: it is no word of the grammar there."""
    quoted: list[SqlWord] = []
    for place, word in enumerate(words):
        before = quoted[-1] if quoted else END
        materialized = word.text == "materialized" and words[place + 1 : place + 2] == [OPEN]
        is_label = word.sort is Sort.NAME and before in (DOT, AS) and not materialized
        quoted.append(SqlWord(Sort.QUOTED, word.text) if is_label else word)
    return quoted


def require_setting(words: list[SqlWord]) -> None:
    """Allow SHOW of one setting."""
    if [word.sort for word in words] != [Sort.NAME] or words[0].text == "all":
        raise RefusedSqlError("SHOW names one setting")


def require_reading(words: list[SqlWord]) -> None:
    """Raise RefusedSqlError at the first word that could do something else than read."""
    brackets = [Bracket()]
    for place, word in enumerate(words):
        if word == OPEN:
            brackets.append(Bracket("from" if brackets[-1].clause == "from" else ""))
        elif word == CLOSE:
            brackets.pop()
            if not brackets:
                raise RefusedSqlError("a bracket closes that was not opened")
        elif word.sort in (Sort.NAME, Sort.QUOTED):
            require_name(words, place, brackets[-1])
        else:
            require_sign(words, place, brackets[-1])
    if len(brackets) > 1:
        raise RefusedSqlError("a bracket has no end")


def look(words: list[SqlWord], place: int) -> SqlWord:
    """Return the word at a place; before the first and after the last there is END."""
    return words[place] if 0 <= place < len(words) else END


def require_name(words: list[SqlWord], place: int, bracket: Bracket) -> None:
    """Judge a name by what stands beside it, and note which clause it begins."""
    before, word, after = (look(words, beside) for beside in (place - 1, place, place + 1))
    if before in (AS, CAST) and after == DOT:
        raise RefusedSqlError("a type in a cast has no schema: a domain's check can call anything")
    if word.sort is Sort.NAME:
        require_keyword(word.text, after, bracket)
        follow_clause(words, place, bracket)
    if after == OPEN:
        require_call(words, place, bracket)


def require_keyword(text: str, after: SqlWord, bracket: Bracket) -> None:
    """Refuse words that write or lock, and values that would stand as a row source."""
    if text in NEVER or (text == "for" and after.sort is Sort.NAME and after.text in LOCKS):
        raise RefusedSqlError(f"a query may not hold {text.upper()!r}")
    if bracket.clause == "from" and text in VALUES_IN_FROM:
        raise RefusedSqlError(f"FROM names tables and queries, not {text!r}")


def follow_clause(words: list[SqlWord], place: int, bracket: Bracket) -> None:
    """Note which clause a word of the grammar begins.

    `from` begins none where it compares (`IS DISTINCT FROM`), nor in a bracket without SELECT (`extract`).
    """
    text = words[place].text
    compares = look(words, place - 1).text == "distinct" and look(words, place - 2).text in ("is", "not")
    if text == "select":
        bracket.selects = True
    if text == "join" or (text == "from" and bracket.selects and not compares):
        bracket.clause = "from"
    elif text in ("on", "using") and bracket.clause == "from":
        bracket.clause = "on"
    elif text in CLAUSES or (text == "values" and OPEN == look(words, place - 1) == look(words, place + 1)):
        bracket.clause = ""


def require_call(words: list[SqlWord], place: int, bracket: Bracket) -> None:
    """Judge a name before a bracket: a word of the grammar, an alias with its columns, or a function of the list."""
    word = words[place]
    if word.sort is Sort.NAME and word.text in BEFORE_BRACKET:
        return
    if look(words, place - 1) == AS and word.text not in FUNCTIONS:
        require_columns(words[place + 2 :], word.text)
        return
    if not is_listed(words, place):
        raise RefusedSqlError(f"a query may not call {word.text!r}, which is not in the list of functions")
    if bracket.clause == "from":
        # the row of a function is its bare value, and `x.pg_sleep` then calls pg_sleep on it (PostgreSQL 8.16.5)
        raise RefusedSqlError(f"FROM names tables and queries; call {word.text!r} in a SELECT of its own")


def is_listed(words: list[SqlWord], place: int) -> bool:
    """Tell whether a function is one of the list's, perhaps as `pg_catalog.NAME`."""
    if look(words, place - 1) == DOT:
        of_server = look(words, place - 2).text == "pg_catalog" and look(words, place - 3) != DOT
        return of_server and words[place].text in FUNCTIONS
    return words[place].text in FUNCTIONS


def require_columns(words: list[SqlWord], alias: str) -> None:
    """Allow the names of an alias's columns, up to the bracket's end; a type beside one would be looked up."""
    inside = words[: words.index(CLOSE)] if CLOSE in words else []
    names = inside[::2]
    commas = inside[1::2]
    plain = all(word.sort in (Sort.NAME, Sort.QUOTED) for word in names)
    if len(names) != len(commas) + 1 or not plain or any(word.text != "," for word in commas):
        raise RefusedSqlError(f"{alias!r} is not in the list of functions, and no alias with its columns")


def require_sign(words: list[SqlWord], place: int, bracket: Bracket) -> None:
    """Refuse `(...).name`, which calls the function of that name; a comma ends a join's condition."""
    word, before = words[place], look(words, place - 1)
    if word == DOT and before in (CLOSE, SqlWord(Sort.SIGN, "]")):
        raise RefusedSqlError("a query may not take a field out of brackets")
    if word.sort is Sort.STRING and look(words, place - 2) == DOT:
        raise RefusedSqlError("a type before a string has no schema")
    if word == SqlWord(Sort.SIGN, ",") and bracket.clause == "on":
        bracket.clause = "from"
