"""Tools of a simulated host: a POSIX sh script each, that answers by its arguments. Pure."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.drill.fixtures import Answer

AS_ROOT = "BLACKSTART_DRILL_ROOT"
"""Variable by which the simulated sudo tells the tools that root asks."""
SHELL = "#!/bin/sh"
LONGEST_INLINE = 4096
"""Longer text goes into a file: the shell reads a whole script before it runs any."""


class Shim(msgspec.Struct, frozen=True, kw_only=True):
    """A script, and the files it prints by name."""

    script: str
    files: dict[str, bytes] = {}


class ShimFolders(msgspec.Struct, frozen=True, kw_only=True):
    """Where a host's shims keep things: printed files, counters, what had no answer."""

    host: str
    files: str
    counters: str
    unanswered: str


def quote(text: str) -> str:
    """Return text as one word of sh, whatever it holds (NUL cannot be)."""
    return "'" + text.replace("'", "'\\''") + "'"


def write_pattern(match: str, known_as: Iterable[tuple[str, str]] = ()) -> str:
    """Return `match` as a pattern of `case`: `*` and `?` are wild, nothing else is.

    A real address in it also stands for the host's loopback address (`known_as` pairs).
    """
    spellings = [match]
    for real, drilled in known_as:
        spellings += [spelling.replace(real, drilled) for spelling in spellings if real in spelling]
    return "|".join(dict.fromkeys(map(write_glob, spellings)))


def write_glob(match: str) -> str:
    """Return one spelling as a pattern, with all but its wild cards quoted."""
    parts: list[str] = []
    fixed = ""
    for letter in match:
        if letter in "*?":
            parts += [quote(fixed), letter] if fixed else [letter]
            fixed = ""
        else:
            fixed += letter
    return "".join([*parts, quote(fixed)] if fixed or not parts else parts)


def write_shim(
    tool: str,
    answers: Iterable[Answer],
    folders: ShimFolders,
    known_as: Iterable[tuple[str, str]] = (),
    otherwise: str = "",
) -> Shim:
    """Return the script of a tool; `otherwise` is what it does where no answer matches."""
    files: dict[str, bytes] = {}
    cases = write_cases(tool, answers, folders, tuple(known_as), files) or ['case "$*" in', "esac"]
    lines = [SHELL, *cases, otherwise or write_unanswered(tool, folders)]
    return Shim(script="\n".join(lines) + "\n", files=files)


def answer_root_first(shim: Shim, tool: str, answers: Iterable[Answer], folders: ShimFolders) -> Shim:
    """Return the script with answers that root gets, and the login user does not."""
    files: dict[str, bytes] = {}
    cases = write_cases(f"{tool}.root", answers, folders, (), files)
    if not cases:
        return shim
    guarded = "\n".join([SHELL, f'if [ -n "${AS_ROOT}" ]; then', *cases, "fi", ""])
    return Shim(script=guarded + shim.script.removeprefix(f"{SHELL}\n"), files=shim.files | files)


def write_cases(
    name: str,
    answers: Iterable[Answer],
    folders: ShimFolders,
    known_as: tuple[tuple[str, str], ...],
    files: dict[str, bytes],
) -> list[str]:
    """Return the lines that pick an answer by the arguments, none where there is no answer."""
    lines: list[str] = []
    for number, answer in enumerate(answers):
        lines.append(f"{write_pattern(answer.match, known_as)})")
        lines += write_answer(answer, f"{name}.{number}", folders, files)
        lines.append(";;")
    return ['case "$*" in', *lines, "esac"] if lines else []


def write_unanswered(tool: str, folders: ShimFolders) -> str:
    """Return commands that say there is no fixture, note it down and exit 127."""
    words = f"drill: {folders.host} has no fixture for: {tool}"
    return (
        f"printf '%s %s\\n' {quote(words)} \"$*\" >&2\n"
        f"printf '%s %s\\n' {quote(f'{folders.host}: {tool}')} \"$*\" >>{quote(folders.unanswered)}\n"
        "exit 127"
    )


def write_answer(answer: Answer, name: str, folders: ShimFolders, files: dict[str, bytes]) -> Iterator[str]:
    """Yield the lines of one answer; what it prints from files is put into `files`."""
    if answer.sequence:
        yield from write_sequence(answer, name, folders, files)
        return
    if answer.stubborn:
        yield "trap '' TERM HUP PIPE"
    if answer.hang:
        yield "exec /bin/sleep infinity"
        return
    if answer.delay:
        yield f"/bin/sleep {answer.delay:g}"
    yield from write_output(answer, name, folders, files)
    yield f"exit {answer.exit_code}"


def write_sequence(answer: Answer, name: str, folders: ShimFolders, files: dict[str, bytes]) -> Iterator[str]:
    """Yield lines that take the next step on each call.

    A step is taken by making its marker with O_EXCL (`set -C`), so two calls at once never
    take the same one; all of it is built in, no process is started.
    """
    last = len(answer.sequence) - 1
    marker = quote(f"{folders.counters}/{name}")
    yield "n=0; set -C"
    yield f'while [ "$n" -lt {last} ]; do {{ printf "" >{marker}."$n"; }} 2>/dev/null && break; n=$((n+1)); done'
    yield "set +C"
    yield 'case "$n" in'
    for number, step in enumerate(answer.sequence):
        yield f"{number})"
        yield from write_answer(step, f"{name}.{number}", folders, files)
        yield ";;"
    yield "esac"


def write_output(answer: Answer, name: str, folders: ShimFolders, files: dict[str, bytes]) -> Iterator[str]:
    """Yield the lines that print an answer: stdout, bytes, flood, then stderr."""
    if answer.stdout:
        yield write_print(answer.stdout.encode(), f"{name}.out", folders, files)
    if answer.binary:
        yield write_print(answer.binary, f"{name}.bin", folders, files)
    if answer.flood:
        yield f"/usr/bin/yes 'drill flood' | /usr/bin/head -c {answer.flood}"
    if answer.stderr:
        yield f"{write_print(answer.stderr.encode(), f'{name}.err', folders, files)} >&2"


def write_print(data: bytes, name: str, folders: ShimFolders, files: dict[str, bytes]) -> str:
    """Return the command that prints bytes: built in where they are short text."""
    if len(data) <= LONGEST_INLINE and is_text(data):
        return f"printf %s {quote(data.decode())}"
    files[name] = data
    return f"/bin/cat {quote(f'{folders.files}/{name}')}"


def is_text(data: bytes) -> bool:
    """Tell whether bytes can stand in a script: UTF-8 without NUL."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
