"""Whether a request is read-only: a command whose program and arguments stand in the table, or one plain GET."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename, dirname

from blackstart.checks.read_only.rule import CONTROL, Rule
from blackstart.checks.read_only.table import find_rule
from blackstart.checks.read_only.web_request import refuse_web
from blackstart.model.request import HttpRequest, PostAlert, Request, RunCommand, TcpConnect, TlsHandshake

PROGRAM_PLACES = frozenset({"/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin"})
MOST_KEPT = 4096
"""Requests whose refusal is kept: a fleet's hosts are asked the same."""
Commands = tuple[tuple[str, ...], ...]
"""Argv prefixes that a pack adds to the table."""


class NotReadOnlyError(ValueError):
    """A command, or a part of one, that the table does not allow."""


@lru_cache(MOST_KEPT)
def refuse_request(request: Request, extra: Commands = ()) -> str | None:
    """Return why the request does more than look, or None where it only looks."""
    match request:
        case RunCommand():
            return refuse(request.argv, extra, vetted=request.vetted)
        case HttpRequest() | PostAlert():
            return refuse_web(request)
        case TcpConnect():
            return refuse_control(request.address)
        case TlsHandshake():
            return refuse_control(request.address, request.server_name)
        case _:
            return None


def refuse(argv: tuple[str, ...], extra: Commands = (), *, vetted: bool = False) -> str | None:
    """Return why the command is not read-only, or None where it is.

    `extra` are the argv prefixes a pack adds; what follows such a prefix is not looked at. `vetted` is
    said by a kind that has seen that what it asks holds nothing to be run (`RunCommand.vetted`).
    """
    if any(prefix and argv[: len(prefix)] == prefix for prefix in extra):
        return None
    try:
        require_read_only(argv, vetted=vetted)
    except NotReadOnlyError as error:
        return str(error)
    return None


def refuse_control(*words: str) -> str | None:
    """Return why a word with a control character is refused: it is more than one line to whatever reads it."""
    for word in words:
        if CONTROL.search(word):
            return f"{word[:60]!r} holds a control character"
    return None


def require_read_only(argv: tuple[str, ...], *, vetted: bool = False) -> None:
    """Raise NotReadOnlyError unless the table allows the command."""
    if not argv or "\0" in "".join(argv):
        raise NotReadOnlyError("a command needs a program, and no NUL in any word")
    program = find_program(argv[0])
    rule = find_rule(program, vetted=vetted)
    if rule is None:
        raise NotReadOnlyError(f"{program!r} is not in the table of read-only commands")
    try:
        follow(rule, argv[1:], vetted=vetted)
    except NotReadOnlyError as error:
        raise NotReadOnlyError(f"{program}: {error}") from error


def find_program(word: str) -> str:
    """Return the program's name; a path must lead to where the system keeps its programs."""
    if "/" in word and dirname(word) not in PROGRAM_PLACES:
        raise NotReadOnlyError(f"{word!r} is not where the system keeps its programs")
    return basename(word)


def follow(rule: Rule, arguments: tuple[str, ...], *, vetted: bool = False) -> None:
    """Raise NotReadOnlyError unless the rule allows all arguments."""
    if rule.refusal is not None:
        require_no_refusal(rule.refusal(arguments))
        return
    if rule.raw is not None or rule.whole is not None:
        follow_as_they_stand(rule, arguments)
        return
    if arguments and arguments[0] in rule.instead:
        follow(rule.instead[arguments[0]], arguments[1:])
        return
    stops = bool(rule.verbs) or rule.inner is not None
    words = list(arguments)
    given = list(take_options(rule, words, stops=stops))
    require_options(rule, given)
    if rule.inner is not None:
        require_read_only(tuple(words[rule.inner :]), vetted=vetted)
    elif rule.verbs:
        follow_verb(rule, words)
    else:
        for word in words:
            require(rule.operands is not None and is_plain(word) and rule.operands(word), word)


def follow_as_they_stand(rule: Rule, arguments: tuple[str, ...]) -> None:
    """Judge arguments one by one, or all together, that follow no convention of options."""
    for word in arguments:
        require(rule.raw is None or (is_plain(word) and rule.raw(word)), word)
    require(rule.whole is None or rule.whole(arguments), " ".join(arguments))


def require_no_refusal(reason: str | None) -> None:
    """Raise NotReadOnlyError with the reason, where there is one."""
    if reason:
        raise NotReadOnlyError(reason)


def is_plain(word: str) -> bool:
    """Tell whether a word is one line, without signs that steer what reads it."""
    return CONTROL.search(word) is None


def follow_verb(rule: Rule, words: list[str]) -> None:
    """Judge what follows the verb by the verb's own rule."""
    if not words and rule.bare:
        return
    verb = words[0] if words else ""
    require(verb in rule.verbs, verb or "(no verb)")
    follow(rule.verbs[verb], tuple(words[1:]))


def take_options(rule: Rule, words: list[str], *, stops: bool) -> Iterator[str]:
    """Yield the names of the options, and leave the operands in `words`.

    Where options may stand between operands (POSIX says no, GNU yes) they are looked for
    there too, unless the program `stops` at the first operand.
    """
    operands: list[str] = []
    while words:
        word = words.pop(0)
        if word == "--":
            break
        if word in rule.words:
            yield word
        elif word.startswith("--"):
            yield take_long(rule, word, words)
        elif word.startswith("-") and word != "-":
            yield from take_short(rule, word, words)
        else:
            operands.append(word)
            if stops:
                break
    words[:0] = operands


def take_long(rule: Rule, word: str, words: list[str]) -> str:
    """Take one long option; abbreviations are not names."""
    name, equals, value = word[2:].partition("=")
    require(name in rule.long.split() or name in rule.long_valued.split(), word)
    if name in rule.long_valued.split() and not equals:
        value = take_value(word, words)
    require_value(rule, name, value)
    return name


def take_short(rule: Rule, word: str, words: list[str]) -> Iterator[str]:
    """Take the short options merged in one word; the first that has a value ends it."""
    for place, letter in enumerate(word[1:], start=2):
        require(letter in rule.flags or letter in rule.valued, word)
        yield letter
        if letter in rule.valued:
            require_value(rule, letter, word[place:] or take_value(word, words))
            return


def take_value(word: str, words: list[str]) -> str:
    """Take the next word as a value. One that looks like an option may be one to the program."""
    require(words and (words[0] == "-" or not words[0].startswith("-")), f"{word} without its value")
    return words.pop(0)


def require_value(rule: Rule, name: str, value: str) -> None:
    """Raise NotReadOnlyError unless the option may have this value."""
    allows = rule.values.get(name, is_plain)
    line = " ".join(value.split()) if name in rule.many_lines else value
    require(is_plain(line) and allows(value), f"{name} {value}")


def require_options(rule: Rule, given: list[str]) -> None:
    """Raise NotReadOnlyError unless each required option was given once, and each wanted one at least once."""
    for group in rule.wanted:
        if given_as(group, given) < 1:
            raise NotReadOnlyError(f"option {group} must be given: without it more is shown than may be")
    for group in rule.required:
        count = given_as(group, given)
        if count != 1:
            raise NotReadOnlyError(f"option {group} must be given once, not {count} times")


def given_as(group: str, given: list[str]) -> int:
    """Count how often an option was given by any of its names."""
    return sum(given.count(name) for name in group.split("|"))


def require(allowed: object, word: str) -> None:
    """Raise NotReadOnlyError, naming the word, unless it is allowed."""
    if not allowed:
        raise NotReadOnlyError(f"{word!r} is not read-only, or not known to be")
