"""The text of a file to its one document."""

from typing import assert_never

import yaml

from blackstart.baseline.composer import Composer, NodeError
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.syntax_mend import find_mend

MAX_BYTES = 1 << 20


def read_mapping(text: str, report: ProblemReport) -> Mapping | None:
    """Return the file's one document, a mapping; or None, and why in the report."""
    node = read_document(text, report)
    match node:
        case Mapping() | None:
            return node
        case Scalar(value=None):
            report.add(0, "the file is empty", "write it or remove it")
        case Scalar() | Sequence():
            report.add(node.line, f"expected a mapping, found {describe(node)}", "write `key: value` lines")
        case _:
            assert_never(node)
    return None


def read_document(text: str, report: ProblemReport) -> Node | None:
    """Return the file's one document; or None, and why in the report."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        report.add(0, f"the file has {len(data)} bytes, more than {MAX_BYTES}", "split it")
        return None
    try:
        return Composer(report).compose(yaml.parse(data, Loader=yaml.CSafeLoader))
    except NodeError as error:
        report.add(error.line, str(error), error.mend)
    except yaml.MarkedYAMLError as error:
        report_syntax(error, text, report)
    except yaml.reader.ReaderError as error:
        report.add(data.count(b"\n", 0, error.position) + 1, f"not YAML: {error.reason}", "remove the character")
    return None


def report_syntax(error: yaml.MarkedYAMLError, text: str, report: ProblemReport) -> None:
    """Report what the parser says, and how to mend it."""
    mark = error.problem_mark
    index = mark.line if mark is not None else 0
    lines = text.splitlines()
    line = lines[index] if index < len(lines) else ""
    said = ", ".join(part for part in (error.context, error.problem) if part)
    report.add(index + 1, f"not YAML: {said}", find_mend(error, line))
