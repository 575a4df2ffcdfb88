"""Decode texts that may be encoded: base64, base85, hexadecimal, URL and HTML escapes."""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_plus

from blackstart.secrecy.obfuscation import UNSEEN, list_rejoined, normalise_letters

ENCODED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
SURELY_ENCODED = 16
"""Signs from which on a word that decodes to text was hardly meant as it stands."""
HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s:,]{0,2}){12,}(?![0-9A-Za-z])")
SHORTEST_BASE85 = 15
WORD = re.compile(r"\w+")
READABLE = re.compile(r"[\t\n\r\x20-\x7e]{6,}")
SPELLED = re.compile(r"(?<!\w)(?:\w[ ._-]){7,}\w(?!\w)", re.ASCII)
"""Signs that stand one by one, as in `p a s s`."""
HIDDEN = frozenset({"Cf", "Co"})
"""Categories of signs without width, and of those that every font draws otherwise."""
FOLDS = 3
"""How often one encoding is looked for inside another."""
PLAIN_SCRIPTS = ("LATIN", "CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL", "IDEOGRAPHIC")
"""Scripts whose letters are taken for no Latin ones, and Latin itself."""


def list_decodings(text: str) -> Iterator[str]:
    """Yield the text, and what it comes to when it is decoded, each once."""
    waiting, seen = [text], {text}
    for _ in range(FOLDS):
        fresh = [one for known in waiting for one in list_decoded(known) if one not in seen]
        seen.update(fresh)
        yield from waiting
        waiting = list(dict.fromkeys(fresh))
    yield from waiting


def list_decoded(text: str) -> Iterator[str]:
    """Yield what the text may stand for: without marks and look-alike forms, unescaped, and its encoded words."""
    yield normalise_letters(text)
    yield from list_rejoined(text)
    yield unquote_plus(text, errors="replace")
    yield html.unescape(text)
    for word in text.split():
        if len(word) >= SHORTEST_BASE85:
            yield from decode_base85(word)
    for match in ENCODED.finditer(text):
        yield from decode_base64(match[0])
    for match in HEXADECIMAL.finditer(text):
        yield from read_as_text(bytes.fromhex(re.sub(r"0x|\\x|[\s:,]", "", match[0])))


def decode_base64(word: str) -> Iterator[str]:
    """Yield what a word says in either alphabet of base64 (RFC 4648), where that is text."""
    bare = word.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        data = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return
    yield from read_as_text(data)


def decode_base85(word: str) -> Iterator[str]:
    """Yield what a word says in either alphabet of base85, where that is text."""
    for decode in (base64.b85decode, base64.a85decode):
        with suppress(ValueError):
            yield from read_as_text(decode(word))


def read_as_text(data: bytes) -> Iterator[str]:
    """Yield the bytes as text, where they are any."""
    text = data.decode("latin-1")
    if READABLE.fullmatch(text):
        yield text


def is_encoded(text: str) -> bool:
    """Tell whether words in it say something else when they are decoded."""
    long = (match[0] for match in ENCODED.finditer(text) if len(match[0]) >= SURELY_ENCODED)
    if any(True for word in long for _ in decode_base64(word)):
        return True
    return any(re.search("[A-Fa-f]", match[0]) for match in HEXADECIMAL.finditer(text))


def hides_letters(text: str) -> bool:
    """Tell whether it is spelled out, has signs without width, or words of Latin letters and of some that look so."""
    if is_spelled(text) or any(sign in UNSEEN or unicodedata.category(sign) in HIDDEN for sign in text):
        return True
    return any(mixes_scripts(match[0]) for match in WORD.finditer(unicodedata.normalize("NFKC", text)))


def is_spelled(text: str) -> bool:
    """Tell whether something in it is spelled out; digits alone may be a version."""
    return any(re.search("[A-Za-z]", match[0]) for match in SPELLED.finditer(text))


def mixes_scripts(word: str) -> bool:
    """Tell whether a word has Latin letters beside those of a script that is mistaken for it."""
    names = [unicodedata.name(sign, "") for sign in word if sign.isalpha()]
    return any(name.startswith("LATIN") for name in names) and not all(name.startswith(PLAIN_SCRIPTS) for name in names)
