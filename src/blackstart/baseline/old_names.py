"""Files of names that packs had before, and what became of them."""

from collections.abc import Iterable
from posixpath import join

from blackstart.baseline.problems import Problem, ProblemReport

OLD_NAMES = {
    "claims": "its levels, words, states, claims and `never` stand in recovery.yml now (docs/recovery.md)",
    "gates": "its gates stand under `owner` at checks now, its declarations are the states and claims of recovery.yml, "
    "and what responses may not hold stands in responses.yml (docs/gates.md)",
    "go": "its rules stand under `go` in recovery.yml now, and a ceiling is a level (docs/go.md)",
    "plan_b": "levels, `points` and `paths` of recovery.yml say it now (docs/go.md)",
    "timeline": "its points stand under `points` in recovery.yml now (docs/go.md)",
}
"""What became of each, by its name without its end, or its folder's."""


def refuse_old_names(sources: Iterable[str], pack: str, problems: list[Problem]) -> None:
    """Report files that are read no more: what they say would be passed over in silence."""
    for source in sources:
        became = OLD_NAMES.get(source.partition("/")[0].partition(".")[0])
        if became is not None:
            report = ProblemReport(file=join(pack, source), problems=problems)
            report.add(0, "a file of that name is read no more", f"{became}; move it there, and remove the file")
