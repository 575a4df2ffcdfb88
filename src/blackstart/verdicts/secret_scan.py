"""Whether a document holds a secret, however it is disguised. What is found is never told, only where."""

import re
from collections.abc import Collection, Iterable, Iterator

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

from blackstart.verdicts.disguise import hides_letters, is_encoded, unfold
from blackstart.verdicts.leaves import Leaf

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
NAME = r"pass(?:word|wd|phrase|code)|secret|token|credentials?|(?:api|access|private|auth|session|signing)[ _-]?key|pwd"
PATTERNS = (
    re.compile(rf"(?:{NAME})\w*[\"']?\s*(?:=|:=|=>|:)\s*\S", re.IGNORECASE),
    re.compile(r"-----\s*(?:BEGIN|END)\b", re.IGNORECASE),
    re.compile(r"\b(?:bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"\b(?:glpat-|github_pat_|hvs\.|xox[a-z]-|AIza|AGE-SECRET-KEY-|sk-|dop_v1_|hf_|pypi-)[\w-]{8,}"),
    re.compile(r"://[^/\s:@]*:[^/\s@]+@"),
    re.compile(r"\$(?:2[aby]|5|6|y|argon2\w*)\$\S{8,}"),
)
"""Beside the library's: a secret's name that is given a value, and forms it does not know."""
SECRET_KEY = re.compile(rf"(?:^|[\W_])(?:{NAME})(?:$|[\W_])", re.IGNORECASE)
WORD = re.compile(r"[\w+/=.~-]+")
SEGMENT = re.compile(r"[A-Za-z0-9]+")
SPOKEN = re.compile(r"[0-9]{1,8}|(?:[A-Z][a-z]{2,}|[a-z]{2,}|[A-Z]{1,12}(?![a-z]))+[0-9]{0,4}|[A-Za-z0-9]{1,3}")
"""A part of a word as people write them: a number, words run together, or a short mark as `v1`."""
SIGNS = "".join(map(chr, range(33, 127)))
SHORTEST = 20
ENTROPY = 3.7
"""Bits for each sign. A word of 20 signs can have 4.3 at most."""


def find_secret(leaves: Collection[Leaf], known: Collection[str], own: Iterable[re.Pattern[str]]) -> str | None:
    """Return the key of the first text that holds a secret, or None.

    `known` are texts that the question itself holds, and `own` the pack's patterns. Texts are
    looked at by themselves, and as pieces of one, under all keys and under each.
    """
    patterns = (*PATTERNS, *own)
    strange = [leaf for leaf in leaves if leaf.text not in known]
    for leaf in strange:
        if is_secret(leaf.text, patterns) or (leaf.is_key and SECRET_KEY.search(leaf.text)):
            return "a key" if leaf.is_key else leaf.key
    for where, text in list_joined(strange):
        if is_told_by_form(text, patterns) or is_opaque(text):
            return where
    return None


def is_secret(text: str, patterns: Collection[re.Pattern[str]]) -> bool:
    """Tell whether a text is, holds or hides a secret."""
    if hides_letters(text):
        return True
    return any(is_encoded(one) or is_told_by_form(one, patterns) or has_opaque_word(one) for one in unfold(text))


def is_told_by_form(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Tell whether the text has the form of a known sort of secret."""
    if any(pattern.search(text) for pattern in patterns):
        return True
    return any(True for detector in DETECTORS for _ in detector.analyze_string(text))


def has_opaque_word(text: str) -> bool:
    """Tell whether a word in it looks drawn by lot."""
    return any(is_unspoken(match[0]) and is_opaque(match[0]) for match in WORD.finditer(text))


def is_unspoken(word: str) -> bool:
    """Tell whether a part of the word is none that people write."""
    return any(not SPOKEN.fullmatch(match[0]) for match in SEGMENT.finditer(word))


def is_opaque(word: str) -> bool:
    """Tell whether a word is as long and as even as secrets are."""
    return len(word) >= SHORTEST and calculate_shannon_entropy(word, SIGNS) > ENTROPY


def list_joined(leaves: Iterable[Leaf]) -> Iterator[tuple[str, str]]:
    """Yield as one text, under all keys and under each, the texts that are one unspoken word."""
    pieces = [leaf for leaf in leaves if WORD.fullmatch(leaf.text.strip()) and is_unspoken(leaf.text)]
    groups: dict[str, list[str]] = {}
    for leaf in pieces:
        groups.setdefault(leaf.key, []).append(leaf.text.strip())
    for where, group in [("several keys", [leaf.text.strip() for leaf in pieces]), *groups.items()]:
        if len(group) > 1:
            yield where, "".join(group)
