"""Whether a document holds a secret, however it is disguised. What is found is never told, only where."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.high_entropy_strings import calculate_shannon_entropy
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from blackstart.gates.encodings import hides_letters, is_encoded, list_decodings
from blackstart.gates.json_values import JsonValue
from blackstart.gates.secret_words import CHINESE_NAME, NAME, take_digests_out
from blackstart.secrecy.obfuscation import list_reversed, normalise_letters
from blackstart.secrecy.text import redact_text

DETECTORS = (
    ArtifactoryDetector(),
    AWSKeyDetector(),
    AzureStorageKeyDetector(),
    BasicAuthDetector(),
    CloudantDetector(),
    DiscordBotTokenDetector(),
    GitHubTokenDetector(),
    IbmCloudIamDetector(),
    JwtTokenDetector(),
    MailchimpDetector(),
    NpmDetector(),
    PrivateKeyDetector(),
    SendGridDetector(),
    SlackDetector(),
    SquareOAuthDetector(),
    StripeDetector(),
    TwilioKeyDetector(),
)
NAMED_VALUES = (
    re.compile(rf"(?:{NAME})\w*[\"']?\s*(?:=|:=|=>|:)\s*(?!0\b)\S", re.IGNORECASE),
    re.compile(rf"(?:{NAME})\s+(?:is|was)\s+(?=\S*[a-z])(?=\S*\d)\S{{6,}}", re.IGNORECASE),
    re.compile(rf"(?:{CHINESE_NAME})\s*(?:是|為|为|=|:)\s*[!-~]{{4,}}"),
    re.compile(r"\bPIN\b\s*(?:is|code)?\s*[:=#]?\s*\d{4,8}\b", re.IGNORECASE),
    re.compile(r"-----\s*(?:BEGIN|END)|BEGIN\s*(?:[A-Z]{2,10}\s*)?PRIVATE", re.IGNORECASE),
)
"""A secret's name that is given a value, and keys in armour; looked for however the text is turned."""
PATTERNS = (
    *NAMED_VALUES,
    re.compile(r"\b(?:bearer|basic)\s+(?=\S*[0-9=])[\w.~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"\b(?:glpat-|github_pat_|hvs\.|xox[a-z]-|AIza|AGE-SECRET-KEY-|sk-|dop_v1_|hf_|pypi-)[\w-]{8,}"),
    re.compile(r"://[^/\s:@]*:[^/\s@]+@"),
    re.compile(r"\$(?:2[aby]|5|6|y|argon2\w*)\$\S{8,}"),
    re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE),
)
"""Beside the library's: forms it does not know. Keys of several services are UUIDs."""
SECRET_KEY = re.compile(rf"(?:{NAME}|{CHINESE_NAME})(?:$|[\W_])", re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
WORD = re.compile(r"[\w+/=.~-]+")
SEGMENT = re.compile(r"[A-Za-z0-9]+")
SPOKEN = re.compile(
    r"[0-9]{1,8}|(?:[A-Z][a-z]{2,}|[a-z]{2,}|[A-Z]{1,12}(?![a-z]))+[0-9]{0,4}|[A-Za-z0-9]{1,3}|"
    r"[A-Z]{2,6}[0-9]{4,10}|[0-9]{1,2}T[0-9]{2,6}Z?"
)
"""A part of a word as people write them: a number, words run together, a short mark, a ticket, a time."""
SIGNS = "".join(map(chr, range(33, 127)))
SHORTEST = 20
MOST_KEPT = 4096
"""Texts whose answer is kept: those of a document are looked at in many compositions, and most documents are alike."""
ENTROPY = 3.7
"""Bits for each sign. A word of 20 signs can have 4.3 at most."""


def find_secret(values: Collection[JsonValue], known: Collection[str], own: Iterable[re.Pattern[str]]) -> str | None:
    """Return the key of the first text that holds a secret, or None.

    `known` are texts that the question itself holds, and `own` the pack's patterns. Texts are
    looked at by themselves, and as pieces of one, under all keys and under each.
    """
    patterns = (*PATTERNS, *own)
    strange = [value for value in values if value.text not in known]
    for value in strange:
        if is_secret(take_digests_out(value), patterns) or (value.is_key and names_secret(value.text)):
            return "a key" if value.is_key else value.key
    for where, text in list_joined(strange):
        if is_told_by_form(text, patterns) or is_opaque(text):
            return where
    return None


def names_secret(key: str) -> bool:
    """Tell whether a key is what secrets are called."""
    return SECRET_KEY.search(CAMEL.sub("_", key)) is not None


def is_secret(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Tell whether a text is, holds or hides a secret."""
    if hides_letters(text):
        return True
    if any(map(gives_value, list_reversed(normalise_letters(text)))):
        return True
    return any(
        is_encoded(one) or is_told_by_form(one, patterns) or has_opaque_word(one) for one in list_decodings(text)
    )


@lru_cache(MOST_KEPT)
def gives_value(text: str) -> bool:
    """Tell whether a secret's name is given a value in the text."""
    return any(pattern.search(text) for pattern in NAMED_VALUES)


@lru_cache(MOST_KEPT)
def is_told_by_form(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Tell whether the text has the form of a known sort of secret."""
    if any(pattern.search(text) for pattern in patterns) or redact_text(text) != text:
        return True
    return any(True for detector in DETECTORS for _ in detector.analyze_string(text))


def has_opaque_word(text: str) -> bool:
    """Tell whether a word in it looks drawn by lot, or such words do that stand side by side."""
    return any(map(is_opaque, list_unspoken_runs(text)))


def list_unspoken_runs(text: str) -> Iterator[str]:
    """Yield each unspoken word, and those that only blanks divide as one."""
    for spoken, words in groupby(text.split(), key=lambda part: not is_unspoken(part)):
        if not spoken:
            parts = [match[0] for part in words for match in WORD.finditer(part)]
            yield from parts
            yield "".join(parts)


def is_unspoken(word: str) -> bool:
    """Tell whether a part of the word is none that people write."""
    return any(not SPOKEN.fullmatch(match[0]) for match in SEGMENT.finditer(word))


def is_opaque(word: str) -> bool:
    """Tell whether a word is as long and as even as secrets are."""
    return len(word) >= SHORTEST and calculate_shannon_entropy(word, SIGNS) > ENTROPY


def list_joined(values: Iterable[JsonValue]) -> Iterator[tuple[str, str]]:
    """Yield as one text, under all keys and under each, texts of one unspoken word, and mixed words."""
    known = list(values)
    pieces = [value for value in known if WORD.fullmatch(value.text.strip()) and is_unspoken(value.text)]
    groups: dict[str, list[str]] = {}
    for value in pieces:
        groups.setdefault(value.key, []).append(value.text.strip())
    mixed = [match[0] for value in known for match in WORD.finditer(value.text) if is_mixed(match[0])]
    everywhere = ([value.text.strip() for value in pieces], mixed)
    for where, group in [*(("several keys", group) for group in everywhere), *groups.items()]:
        if len(group) > 1:
            yield where, "".join(group)


def is_mixed(word: str) -> bool:
    """Tell whether an unspoken word has small letters, capitals and digits, as names and commits do not."""
    return all(re.search(signs, word) for signs in ("[a-z]", "[A-Z]", "[0-9]")) and is_unspoken(word)
