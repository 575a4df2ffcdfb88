"""What to write instead, where a text is not YAML."""

import yaml

TABS = "indent with spaces, not tabs"
BY_PROBLEM = {
    "cannot start any token": "put the value in quotes: no plain text begins with that sign",
    "mapping values are not allowed": "put a text with `: ` in it in quotes",
    "block sequence entries are not allowed": "begin the list on a line of its own",
    "unknown escape character": "put the text in single quotes, where a backslash is one",
    "expected ',' or": "put a comma between two entries, and close each bracket",
    "expected node content": "close each bracket",
}
"""By a part of what libyaml says."""
STRUCTURE = ("did not find expected key", "did not find expected '-' indicator")


def find_mend(error: yaml.MarkedYAMLError, line: str) -> str:
    """Return the mend of what the parser met in that line, empty where none is known; a tab is the likeliest cause."""
    problem, mark = error.problem or "", error.problem_mark
    if "\t" in line:
        return TABS
    if "unexpected end of stream" in problem and error.context_mark is not None:
        return f"close the quote that begins in line {error.context_mark.line + 1}"
    if problem in STRUCTURE and mark is not None:
        begun = line[: mark.column].strip(" -")
        return "put the whole value in quotes" if begun else "indent it as the lines that it belongs to"
    return next((mend for part, mend in BY_PROBLEM.items() if part in problem), "")
