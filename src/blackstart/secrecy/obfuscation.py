"""Undo what hides words from a search: look-alike letters, letters apart, reversed text, numbers for letters."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

CYRILLIC = "авсԁеһіјкмнорԛгѕтуѵԝхАВСЕНІЈКМОРЅТУХ", "abcdehijkmnopqrstuvwxABCEHIJKMOPSTYX"
GREEK = "αβεηικνορτυχωγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abenikvoptuxwyABEZHIKMNOPTYX"
LOOKALIKES = str.maketrans(CYRILLIC[0] + GREEK[0], CYRILLIC[1] + GREEK[1])
"""Letters of other scripts, and the Latin ones that they are mistaken for (UTS #39)."""
NAMED = re.compile(r"(?:NEGATIVE \w+ )?(?:LATIN|REGIONAL INDICATOR)\b.*\b([A-Z])(?: WITH .*)?")
"""The name of a sign that is drawn as a Latin letter, as small capitals and letters in squares are."""
UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing, though Unicode does not count them as format signs."""
APART = re.compile(r"(?<![^\W_])(?:[A-Za-z0-9=+:@!#$%&*][\s,.;|/_\\-]{1,3}){4,}[A-Za-z0-9=+:@!#$%&*](?![^\W_])")
IDEOGRAPHS_APART = re.compile(r"(?<=[\u3400-\u9fff])[\s.*|/~'\"`_-]{1,3}(?=[\u3400-\u9fff])")
ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|(?:\\x|=)([0-9A-Fa-f]{2})")
NUMBERS = re.compile(r"(?<!\d)(?:\d{2,3}[\s,;]{1,3}){7,}\d{2,3}(?!\d)")
BITS = re.compile(r"(?<!\d)(?:[01]{8}[\s,]{0,2}){6,}(?!\d)")
LETTERED = re.compile(r"[\w@$]*[A-Za-z][\w@$]*")
LEET = str.maketrans("013457@$", "oieastas")


def normalise_letters(text: str) -> str:
    """Return the text in compatibility form, without accents and unseen signs, look-alikes as what they look like."""
    apart = unicodedata.normalize("NFKD", text)
    seen = (sign for sign in apart if sign not in UNSEEN and unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    return "".join(map(read_sign, seen)).translate(LOOKALIKES)


def read_sign(sign: str) -> str:
    """Return the letter that a sign is drawn as, or the sign."""
    match = None if sign.isascii() else NAMED.fullmatch(unicodedata.name(sign, ""))
    return sign if match is None else match[1].lower()


def list_rejoined(text: str) -> Iterator[str]:
    """Yield what the text says if letters that stand apart belong together, and numbers are letters."""
    yield APART.sub(lambda match: re.sub(r"[\s,.;|/_\\-]", "", match[0]), text)
    yield IDEOGRAPHS_APART.sub("", text)
    yield ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    yield NUMBERS.sub(lambda match: "".join(map(read_number, re.findall(r"\d+", match[0]))), text)
    yield BITS.sub(lambda match: "".join(chr(int(bits, 2)) for bits in re.findall(r"[01]{8}", match[0])), text)


def read_number(digits: str) -> str:
    """Return the sign of a number, or a blank where that is no printable one of ASCII."""
    return chr(int(digits)) if int(digits) in range(33, 127) else " "


def list_reversed(text: str) -> Iterator[str]:
    """Yield the text backwards, with letters thirteen places on, and with digits as the letters they look like."""
    yield text[::-1]
    yield codecs.encode(text, "rot13")
    yield LETTERED.sub(lambda match: match[0].translate(LEET), text)
