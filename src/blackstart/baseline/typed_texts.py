"""The reader of a sentence by language."""

import re
from typing import Any

import msgspec

from blackstart.baseline.nodes import Mapping, Node, Scalar
from blackstart.baseline.typed_place import UNREAD, At
from blackstart.baseline.typed_scalars import Shape, Structs
from blackstart.baseline.typed_values import SOME_TEXT, make_text

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
TEXT = make_text()


class TextsReader(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence by language, always in English too; bare text is English."""

    wanted: str = "text"
    many: str = "texts"
    forms: frozenset[type[Node]] = frozenset({Scalar, Mapping})

    def read(self, node: Node, at: At) -> Any:
        """Return the texts by language; one that cannot be read is left out."""
        if isinstance(node, Mapping):
            return self.read_languages(node, at)
        text = TEXT.read(node, at)
        return UNREAD if text is UNREAD else {"en": text}

    def read_languages(self, node: Mapping, at: At) -> dict[str, str]:
        """Return the texts of a mapping."""
        for language in node.entries:
            if not LANGUAGE.fullmatch(language):
                at.complain(f"'{language}' is no language tag", "as `en`, `zh-TW`", node.lines[language])
        if "en" not in node.entries:
            at.report.add(at.line, f"{at.name()} has no English", "add `en:`")
        texts = {key: TEXT.read(part, at.below(key, node.lines[key])) for key, part in node.entries.items()}
        return {language: text for language, text in texts.items() if text is not UNREAD}

    def shape(self, structs: Structs) -> Shape:  # noqa: ARG002  # as every reader
        """Return text, or text by language."""
        by_language = {"type": "object", "required": ["en"], "additionalProperties": SOME_TEXT}
        said = "English text, or text by language tag with at least `en`."
        return {"anyOf": [SOME_TEXT, by_language], "description": said}
