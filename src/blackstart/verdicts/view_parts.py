"""Views with parts left out: `quick --skip-routes` is the view `quick` without its part `routes`."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from blackstart.model.outcome import Result
from blackstart.model.view import Lookup, Template, View, ViewLine

SKIP = " --skip-"
SKIPPED = "skipped"
"""What a line says whose checks were not looked at."""


def name_without(name: str, skipped: Iterable[str]) -> str:
    """Return the name of a view without these parts."""
    return name + "".join(SKIP + part for part in sorted(set(skipped)))


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the view's own name and the parts that are left out."""
    base, *skipped = name.split(SKIP)
    return base, tuple(skipped)


def find_view(views: Mapping[str, View], name: str) -> View:
    """Return the view of that name. Raises KeyError where there is none, or where it has no such part."""
    base, skipped = split_name(name)
    view = views[base]
    return leave_out(view, skipped, name) if skipped else view


def leave_out(view: View, skipped: tuple[str, ...], name: str) -> View:
    """Return the view without the parts, and without a word for GREEN: what is skipped was not seen to be."""
    gone = {check for part in skipped for check in view.parts[part]}
    kept = {check for part, checks in view.parts.items() if part not in skipped for check in checks}
    left = gone - kept
    return msgspec.structs.replace(
        view,
        name=name,
        checks=tuple(check for check in view.checks if check not in left),
        words={result: word for result, word in view.words.items() if result is not Result.GREEN},
        lines=tuple(line if left.isdisjoint(list_checks(line)) else say_skipped(line) for line in view.lines),
        skipped=skipped,
    )


def list_checks(line: ViewLine) -> Collection[str]:
    """Return the checks a line is about."""
    if isinstance(line.value, Template):
        return {part.check for part in line.value.parts if isinstance(part, Lookup)}
    return line.value.checks


def say_skipped(line: ViewLine) -> ViewLine:
    """Return the line with the word for what was not looked at."""
    return ViewLine(key=line.key, value=Template(parts=(SKIPPED,)))
