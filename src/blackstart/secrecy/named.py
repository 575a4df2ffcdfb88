"""Values that stand behind a secret's name: in settings, JSON, YAML, XML, HTML, code, options, URLs and sentences."""

from collections.abc import Iterator, Mapping
from functools import cache

from blackstart.secrecy import names, values
from blackstart.secrecy.candidate import BEFORE, Candidate, begins_line, is_option, is_secret
from blackstart.secrecy.span import Span, redact_span
from blackstart.secrecy.values import compile_once

NEVER = "(?!)"
CHINESE = rf"(?P<strong>{names.CHINESE})"
TAIL = (
    r"(?P<escaped>(?P<slashes>\\{1,7})\"\s{0,8}:\s{0,8}(?P=slashes)\")"
    r"|(?P<xml>>(?=[^<>\n]{1,4096}</))"
    r"|(?P<env>\"\s{0,80},\s{0,80}\"value\"\s{0,8}:\s{0,80}|[\"']?[ \t]{0,8}\n[ \t]{0,80}value[ \t]{0,8}:[ \t]{0,8})"
    r"|(?P<html>(?:[\"']|[ \t])[^<>\n]{0,80}?\b(?:value|content)=(?=[\"']))"
    r"|(?P<json>\"\s{0,8}:\s{0,80}(?=[\"\d\[-]))"
    r"|(?P<list>[\"']\s{0,8},\s{0,80}(?=[\"']))"
    r"|(?P<call>[ \t]{0,8}\([ \t]{0,4}(?=[\"'])|[ \t]{1,4}is(?::[ \t]{1,4}|[ \t]{1,4}(?=\S*[a-z])(?=\S*\d)))"
    r"|(?P<aside>[ \t]\([^()\n]{1,40}\)[ \t]?:[ \t]{1,4})"
    r"|(?P<told>[ \t](?:(?:is generated |was generated |generated )?for (?:user )?[^\s:]{1,64})[ \t]?:[ \t]{1,4}"
    r"(?=\S*[a-z])(?=\S*\d)(?=\S{6,128}[ \t]*(?:\n|\Z)))"
    r"|(?P<block>[\"']?[ \t]{0,8}:[ \t]{0,8}[|>][+\d-]{0,2}[ \t]{0,8}\n(?=[ \t]))"
    r"|(?P<below>[\"']?[ \t]{0,8}:[ \t]{0,8}\n[ \t]{1,80}(?![-#|>\[{]\s?|[\w.\"'/ -]{1,80}:(?:\s|$))"
    r"(?=\S{1,512}[ \t]*(?:\n|\Z)))"
    r"|(?P<assigned>[\"'`]?\]?\)?[ \t]{0,40}(?:[?:+]?=[=>]?|:)[ \t]{0,40})"
    r"|(?P<said>[ \t]{0,4}(?:\u662f|\u70ba|\u4e3a)[ \t]{0,4}(?=[!-~]{4}))"
    r"|(?P<blank>[ \t]{1,8})"
)
"""What may stand between a name and its value."""
BLOCK = r"(?:[ \t]*\n|[ \t]+\S[^\n]*\n?)*+"
SETTING = r"\b(?:set|configure|config|setenv)\b[^\n|;]{0,80}\Z"
LONE = r"[^\s\"']{0,200}[^\sa-z\"'.,:;)][^\s\"']{0,200}[ \t]*(?:\n|\Z)"
"""The second and last word of a line, that is none of letters alone."""


@cache
def write_name(letter: str) -> str:
    """Return the expression for names that begin with that letter: all of them together take 5 ms to compile."""
    sorts = ((sort, "|".join(list_names(marks, letter))) for sort, marks in names.SORTS.items())
    suffixes = {"strong": names.SUFFIX}
    parts = [f"(?P<{sort}>(?:{any_name}){suffixes.get(sort, '')})" for sort, any_name in sorts if any_name]
    return f"(?:{'|'.join(parts or [NEVER])})(?![a-z0-9])"


def list_names(marks: Mapping[str, str], letter: str) -> Iterator[str]:
    """Yield the expressions whose marks begin with that letter."""
    return (expression for mark, expression in marks.items() if mark.startswith(letter))


def find_named(text: str, folded: str, at: int) -> Iterator[Span]:
    """Yield what is a secret behind the name that begins there, if one does."""
    name = compile_once(write_name(folded[at]) if folded[at].isascii() else CHINESE).match(folded, at)
    tail = None if name is None else compile_once(TAIL).match(folded, name.end())
    if name is not None and tail is not None and tail.end() < len(text):
        sort, how = name.lastgroup or "", tail.lastgroup or ""
        found = Candidate(text=text, folded=folded, at=at, start=tail.end(), name=name.group(), sort=sort, how=how)
        yield from read_given(found, tail["slashes"])


def read_given(found: Candidate, slashes: str) -> Iterator[Span]:
    """Yield the value, by how it is given."""
    text, start = found.text, found.start
    match found.how:
        case "escaped":
            yield from read_escaped(text, start, slashes)
        case "block":
            yield Span(start=start, end=values.find_end(BLOCK, text, start), text="  [redacted]\n")
        case "json" if text[start] == "[":
            yield from read_list(text, start)
        case "xml":
            yield from redact_span(text, start, text.find("<", start))
        case "list" if not is_option(found) and not opens_call(found):
            return
        case "blank" if not takes_blank(found):
            return
        case _:
            yield from read_value(found) if is_secret(found) else ()


def read_escaped(text: str, start: int, slashes: str) -> Iterator[Span]:
    """Yield the value in a JSON text that stands in a JSON text."""
    limit = min(len(text), start + values.LONGEST_LINE)
    end = text.find(f'{slashes}"', start, limit)
    while end > 0 and text[end - 1] == "\\":  # an escaped quote in it
        end = text.find(f'{slashes}"', end + len(slashes) + 1, limit)
    line = text.find("\n", start, limit)
    yield from redact_span(text, start, end if end >= 0 else line if line >= 0 else limit)


def read_list(text: str, start: int) -> Iterator[Span]:
    """Yield each text in quotes of a JSON list of secrets."""
    end = values.find_end(r"\[(?:[\s,]++|\"(?:[^\"\\\n]++|\\.)*+\")*+", text, start)
    for one in compile_once(r"\"((?:[^\"\\\n]++|\\.)++)\"").finditer(text, start, end):
        yield from redact_span(text, *one.span(1))


def find_environment(text: str, folded: str, at: int) -> Iterator[Span]:
    """Yield all of the environment that `docker inspect` tells: any of it may be a secret, whatever its name."""
    start = values.find_end(r"\"env\"\s{0,8}:\s{0,8}(?=\[)", folded, at)
    if start > at:
        yield from read_list(text, start)


def read_value(found: Candidate) -> Iterator[Span]:
    """Yield the value that begins there, as far as it goes."""
    text, start = found.text, found.start
    if text[start] in values.QUOTES:
        yield from redact_span(text, start + 1, values.find_quoted_end(text, start + 1))
        return
    number = values.find_end(values.JSON_NUMBER, text, start) if found.how in {"json", "env"} else start
    if number > start:
        yield Span(start=start, end=number, text='"[redacted]"')
    else:
        yield from redact_span(text, start, find_bare_end(found))


def find_bare_end(found: Candidate) -> int:
    """Return where a value without quotes ends, by what its name stands in."""
    before = found.folded[found.begin - 1 : found.begin]
    if before in {"?", "&"}:
        return values.find_end(values.QUERY, found.text, found.start)
    if found.folded.startswith(("-", "/"), found.begin):
        return values.find_end(values.OPTION, found.text, found.start)
    quoted = before in {'"', "'"}
    if quoted or found.name.startswith(("phrase", "mnemonic")) or found.name.endswith("codes") or begins_line(found):
        return values.find_line_end(found.text, found.start, before if quoted else "")
    return values.find_end(values.PLAIN, found.text, found.start)


def opens_call(found: Candidate) -> bool:
    """Tell whether the name is the first thing in brackets, as in `define('DB_PASSWORD', 'x')`."""
    return found.folded[max(0, found.begin - 2) : found.begin - 1] == "("


def takes_blank(found: Candidate) -> bool:
    """Tell whether a blank divides the name from its value: on command lines, and in files of such lines."""
    passes = found.name.startswith("passw") or found.name == "pw"
    if is_option(found) or (passes and found.text[found.start] in values.QUOTES):
        return True
    begin = found.begin
    if compile_once(SETTING).search(found.folded, max(0, begin - BEFORE), begin):
        return True
    return passes and begins_line(found) and compile_once(LONE).match(found.text, found.start) is not None
