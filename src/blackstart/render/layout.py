"""Text laid out by the columns a terminal gives it: wide characters take two (UAX 11)."""

from collections.abc import Iterable

NARROWEST = 30
"""Columns a text needs beside what stands before it; with fewer it goes below."""
NO_LINE_STARTS_WITH = ",.;:!?)]}\u3001\u3002\uff0c\uff0e\uff1b\uff1a\uff01\uff1f\uff09\u300d\u300f\u3011\u300b"


def measure(text: str) -> int:
    """Return the columns the text takes; it must hold no controls (`wording.plain`)."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415  # 6 ms, for those who need it

    return wcswidth(text)


def pad(text: str, width: int) -> str:
    """Return the text filled with spaces to that many columns."""
    return text + " " * (width - measure(text))


def widest(texts: Iterable[str]) -> int:
    """Return the columns a column of these texts takes."""
    return max(map(measure, texts), default=0)


def wrap(text: str, width: int) -> list[str]:
    """Break into lines of at most that many columns: between words, and between wide characters."""
    lines, line = [], ""
    for word in text.split(" "):
        gap = " " if line else ""
        for piece in split_word(word, width):
            if line and measure(line + gap + piece) > width:
                lines.append(line)
                line = piece
            else:
                line += gap + piece
            gap = ""
    return [*lines, line]


def split_word(word: str, width: int) -> list[str]:
    """Cut a word where a line may end in it: beside wide characters, and where it is too long."""
    if word.isascii():  # most are, and the details of a large fleet have hundreds of thousands
        return [word[start : start + width] for start in range(0, len(word), width)]
    pieces: list[str] = []
    for char in word:
        if pieces and belongs(char, pieces[-1], width):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def belongs(char: str, piece: str, width: int) -> bool:
    """Tell whether the character stays on the line of what stands before it."""
    if measure(char) == 0:
        return True
    narrow = measure(char) == 1 and measure(piece[-1]) <= 1
    return (narrow or char in NO_LINE_STARTS_WITH) and measure(piece + char) <= width


def flow(parts: Iterable[str], gap: str, width: int) -> list[str]:
    """Put parts on a line, and on more where they do not fit; a part is broken only if it must."""
    lines: list[str] = []
    for part in parts:
        if lines and measure(lines[-1] + gap + part) <= width:
            lines[-1] += gap + part
        else:
            lines += [part] if measure(part) <= width else wrap(part, width)
    return lines


def hang(head: str, text: str, width: int, indent: int = 4) -> list[str]:
    """Put the text beside its head and its further lines under its first, or all of it below."""
    room = width - measure(head)
    if not text:
        return wrap_head(head, width)
    if measure(text) <= room:
        return [head + text]
    if room >= NARROWEST:
        first, *more = wrap(text, room)
        return [head + first, *(" " * measure(head) + line for line in more)]
    return [*wrap_head(head, width), *(" " * indent + line for line in wrap(text, width - indent))]


def wrap_head(head: str, width: int) -> list[str]:
    """Return a head that stands alone, broken where even so it is too wide."""
    bare = head.rstrip(" ")
    return [bare] if measure(bare) <= width else wrap(" ".join(filter(None, head.split(" "))), width)


def shorten(text: str, width: int) -> str:
    """Return the text, or as much of it as fits, with an ellipsis."""
    lines = wrap(text, width)
    return lines[0] if len(lines) == 1 else wrap(text, width - 2)[0] + " \u2026"
