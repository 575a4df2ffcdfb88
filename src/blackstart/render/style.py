"""How a person wants a text to look."""

import msgspec


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """`width` in terminal columns, `language` a tag of the pack's texts; `details` asks for every check."""

    color: bool = False
    width: int = 100
    language: str = "en"
    details: bool = False
