"""Checks that are judged by another one: whether that one is there, and reads what they look at."""

from collections.abc import Mapping
from typing import cast

from blackstart.baseline.check import Draft
from blackstart.baseline.reading_path import find_path_fault
from blackstart.checks.spec import Spec
from blackstart.model.fleet import Check
from blackstart.model.kind import Followed
from blackstart.model.request import CONTROLLER

Drafts = Mapping[str, Draft]


def find_followed(draft: Draft, drafts: Drafts, templates: Mapping[str, str]) -> str | None:
    """Return the id of the check the draft's is judged by; what is wrong with it is reported."""
    followed = None if draft.check is None else draft.check.spec.follows()
    if draft.check is None or followed is None:
        return None
    if followed.check not in drafts:
        report_unknown(draft, followed, drafts, templates)
        return None
    if followed.recorded:
        require_record(draft, draft.check)
    other = drafts[followed.check].check
    if other is not None:
        require_fit(draft, draft.check, other, followed)
    return followed.check


def report_unknown(draft: Draft, followed: Followed, drafts: Drafts, templates: Mapping[str, str]) -> None:
    """Report that there is no such check, or that it is called otherwise."""
    name, given = followed.check, followed.given
    if name in templates:
        draft.report.add(draft.line_of(given), f"'{given}': '{name}' stands once per host", f"as '{templates[name]}'")
    else:
        draft.report.add_unknown(draft.line_of(given), f"'{given}': no check '{name}'", name, drafts)


def require_record(draft: Draft, check: Check) -> None:
    """Report a check that asks a host for what is on record here."""
    if check.place != CONTROLLER:
        draft.report.add(draft.line, "runs are on record on the controller only", "leave `from` out")


def require_fit(draft: Draft, check: Check, other: Check, followed: Followed) -> None:
    """Report a follower that could never tell the truth about the other check."""
    given = followed.given
    if followed.recorded and draft.host not in {other.host, CONTROLLER}:
        said = f"'{given}': '{other.id}' is about '{other.host}', and this check about '{draft.host}'"
        draft.report.add(draft.line_of(given), said, f"write `on: {other.host}`")
    spec = cast("Spec", other.spec)
    if spec.follows() is not None:
        said = f"'{given}': '{other.id}' is judged by another check itself"
        draft.report.add(draft.line_of(given), said, "name the check that one is of")
    elif not followed.recorded and not followed.value and spec.name != check.spec.name:
        said = f"'{given}': '{other.id}' is a {spec.name}, and this check a {check.spec.name}"
        draft.report.add(draft.line_of(given), said, f"name a {check.spec.name}")
    elif followed.value and (fault := find_path_fault(spec.reading, spec.columns(), followed.value)):
        draft.report.add(draft.line_of("value" if followed.recorded else given), f"'value': {fault}")
