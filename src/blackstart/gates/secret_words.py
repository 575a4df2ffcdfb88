"""What secrets are called, and digests of what is none."""

import re

from blackstart.gates.json_values import JsonValue
from blackstart.secrecy.names import CHINESE, GENTLE, STRONG

NAME = "|".join((*STRONG.values(), GENTLE["code"]))
CHINESE_NAME = CHINESE
ANY_NAME = re.compile(rf"{NAME}|{CHINESE_NAME}", re.IGNORECASE)
DIGEST = re.compile(
    r"(?:\b(?:sha-?256|sha-?512|commit|revision)\b[\s:=]{1,2}|@sha256:)"
    r"(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
FILE = re.compile(r"\w\.[a-z][a-z0-9]{1,5}\b|\b(?:commit|revision)\b|@", re.IGNORECASE)
"""What a digest may be of: a file by its name, a commit, an image."""


def take_digests_out(value: JsonValue) -> str:
    """Return the text without digests that are said to be of a file, a commit or an image.

    Where a secret is spoken of they stay: the digest of a secret gives it away as well.
    """
    if ANY_NAME.search(value.text) or ANY_NAME.search(value.about) or not FILE.search(value.text):
        return value.text
    return DIGEST.sub("a digest", value.text)
