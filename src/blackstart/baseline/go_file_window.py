"""A window of a file of decisions: when something runs every day, and what tells that it is done."""

import re
from typing import cast

from blackstart.baseline.fields import Fields, open_fields, read_age, read_text, read_word
from blackstart.baseline.go_file_items import DecisionScene
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.reading_path import find_path_fault
from blackstart.checks.reading.zone import find_zone
from blackstart.checks.spec import Spec
from blackstart.model.go import Window

WINDOW_KEYS = ("done", "from", "lead", "timezone", "to")
DONE_KEYS = ("age", "check")
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
AS = 'as `{from: "03:00", to: "05:00", timezone: Asia/Taipei}`'


def read_window(fields: Fields, scene: DecisionScene) -> Window | None:
    """Return the window, or None where there is none; one that nothing ends is reported."""
    node = fields.get("window")
    if node is None:
        return None
    if not isinstance(node, Mapping):
        fields.refuse("window", "a mapping", node, AS)
        return None
    inner = open_fields(node, WINDOW_KEYS, fields.report)
    for key in ("from", "timezone"):
        inner.require(key, AS)
    if "to" not in node.entries and "done" not in node.entries:
        inner.report.add(node.line, "nothing ends the window", "give it `to:`, `done:` or both")
    opens, closes = read_clock(inner, "from"), read_clock(inner, "to")
    if opens is not None and opens == closes:
        inner.report.add(inner.line("to"), "the window closes as it opens", "give it some time")
    check, age = read_done(inner, scene)
    return Window(
        opens=opens or 0,
        closes=closes,
        timezone=read_zone(inner),
        lead=read_age(inner, "lead") or 0.0,
        check=check,
        age=age,
    )


def read_clock(fields: Fields, key: str) -> int | None:
    """Return a minute of the day."""
    node = fields.get(key)
    text = None if node is None else read_word(fields, key)
    if node is None or text is None:
        return None
    found = CLOCK.fullmatch(text)
    if found is None:
        fields.refuse(key, "a time of day from 00:00 to 23:59", node, 'in quotes, as "03:00"')
        return None
    return int(found[1]) * 60 + int(found[2])


def read_zone(fields: Fields) -> str:
    """Return the name of a time zone that is known here."""
    name = read_text(fields, "timezone") or "UTC"
    try:
        find_zone(name)
    except ValueError as error:
        fields.report.add(fields.line("timezone"), str(error))
        return "UTC"
    return name


def read_done(fields: Fields, scene: DecisionScene) -> tuple[str, str]:
    """Return the check and the path to a number in its reading that tells how long ago the work was done."""
    node = fields.get("done")
    if node is None:
        return "", ""
    if not isinstance(node, Mapping):
        fields.refuse("done", "a mapping", node, "as `{check: backup-status, age: stated_age}`")
        return "", ""
    inner = open_fields(node, DONE_KEYS, fields.report)
    for key in DONE_KEYS:
        inner.require(key, "name the check, and the number in its reading")
    check, age = read_word(inner, "check") or "", read_word(inner, "age") or ""
    if check and age:
        refuse_misfit(inner, check, age, scene)
    return check, age


def refuse_misfit(fields: Fields, check: str, age: str, scene: DecisionScene) -> None:
    """Report a check that no run looks at, or a path at which its reading has no number."""
    drafts = scene.claims.directory.drafts
    if check not in drafts:
        fields.report.add_unknown(fields.line("check"), f"key 'check': no check '{check}'", check, drafts)
        return
    found = drafts[check].check
    if found is not None:
        spec = cast("Spec", found.spec)
        if fault := find_path_fault(spec.reading, spec.columns(), age):
            fields.report.add(fields.line("age"), f"key 'age': {fault}")
