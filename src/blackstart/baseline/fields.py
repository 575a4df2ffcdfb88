"""The keys of a mapping and their values, typed; what does not fit is reported at its line."""

import re
from collections.abc import Collection, Iterator

import msgspec

from blackstart.baseline.look_alikes import find_look_alike
from blackstart.baseline.nodes import Mapping, Node, Scalar, Sequence, describe
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_numbers import read_seconds
from blackstart.baseline.typed_values import ID, Name, word_of
from blackstart.model.fleet import Text

__all__ = ("ID", "Name", "word_of")

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping with the report its problems go to."""

    mapping: Mapping
    report: ProblemReport

    def get(self, key: str) -> Node | None:
        """Return the key's value, or None where the key is not there."""
        return self.mapping.entries.get(key)

    def line(self, key: str) -> int:
        """Return the key's line, or the mapping's where the key is not there."""
        return self.mapping.lines.get(key, self.mapping.line)

    def refuse(self, key: str, expected: str, found: Node, mend: str = "") -> None:
        """Report a value that is not what the key needs."""
        line = self.line(key) if isinstance(found, Scalar) else found.line
        self.report.add(line, f"key '{key}': expected {expected}, found {describe(found)}", mend)

    def require(self, key: str, mend: str) -> None:
        """Report the key if it is not there."""
        if key not in self.mapping.entries:
            self.report.add(self.mapping.line, f"key '{key}' is missing", mend)


def open_fields(mapping: Mapping, known: Collection[str], report: ProblemReport) -> Fields:
    """Return the mapping's fields; unknown keys are reported."""
    for key in mapping.entries:
        if key not in known:
            report.add_unknown(mapping.lines[key], f"unknown key '{key}'", key, known)
    return Fields(mapping=mapping, report=report)


def read_text(fields: Fields, key: str) -> str | None:
    """Return the key's text, which must say something."""
    node = fields.get(key)
    if node is None:
        return None
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return node.value
    mend = "put it in quotes" if isinstance(node, Scalar) and node.text.strip() else ""
    fields.refuse(key, "text", node, mend)
    return None


def read_word(fields: Fields, key: str) -> str | None:
    """Return the key's text; a number stands for its text, as `110` does for a host."""
    node = fields.get(key)
    if node is None:
        return None
    text = word_of(node)
    if text is None:
        fields.refuse(key, "a name", node)
    return text


def read_id(
    fields: Fields, key: str, pattern: re.Pattern[str] = ID, mend: str = "use letters, digits and . _ - only"
) -> Name | None:
    """Return an id with its line; an id of other signs than names have is reported, with the mend."""
    text = read_word(fields, key)
    if text is None:
        return None
    if not pattern.fullmatch(text):
        fields.report.add(fields.line(key), f"key '{key}': '{text}' is no id", mend)
    if seems := find_look_alike(text):
        fields.report.add(fields.line(key), f"key '{key}': '{text}' is not what it seems: {seems}", "use plain letters")
    return Name(text=text, line=fields.line(key))


def read_names(fields: Fields, key: str) -> tuple[Name, ...]:
    """Return the names in a list, or the one name that stands in its place."""
    node = fields.get(key)
    if node is None:
        return ()
    if isinstance(node, Sequence):
        return tuple(read_items(fields, key, node))
    text = read_word(fields, key)
    return () if text is None else (Name(text=text, line=fields.line(key)),)


def read_items(fields: Fields, key: str, node: Sequence) -> Iterator[Name]:
    """Yield the names in a list; what is no name is reported."""
    for item in node.items:
        text = word_of(item)
        if text is None:
            fields.report.add(item.line, f"key '{key}': expected names, found {describe(item)}")
        else:
            yield Name(text=text, line=item.line)


def read_choice(fields: Fields, key: str, choices: Collection[str]) -> str | None:
    """Return one of the choices, in lower case."""
    text = read_text(fields, key)
    if text is None or text.lower() in choices:
        return text and text.lower()
    fields.report.add_unknown(fields.line(key), f"key '{key}': no '{text}'", text.lower(), choices)
    return None


def read_translations(fields: Fields, key: str) -> Text:
    """Return a sentence by language; bare text is English."""
    node = fields.get(key)
    if not isinstance(node, Mapping):
        text = read_text(fields, key)
        return {} if text is None else {"en": text}
    inner = Fields(mapping=node, report=fields.report)
    for language in node.entries:
        if not LANGUAGE.fullmatch(language):
            fields.report.add(inner.line(language), f"key '{key}': '{language}' is no language tag", "as `en`, `zh-TW`")
    if "en" not in node.entries:
        fields.report.add(fields.line(key), f"key '{key}' has no English", "add `en:`")
    texts = {language: read_text(inner, language) for language in node.entries}
    return {language: text for language, text in texts.items() if text is not None}


def read_age(fields: Fields, key: str) -> float | None:
    """Return seconds, from a number or from text such as `15m`; always more than none."""
    node = fields.get(key)
    if node is None:
        return None
    seconds = read_seconds(node) if isinstance(node, Scalar) else None
    if seconds is None or seconds <= 0:
        fields.refuse(key, "seconds or an age as `15m`, more than none", node)
    return seconds
