"""What a pack means, one part at a time, and what somebody accepted it to mean."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec

LOCK_FILE = "pack.lock"
DIGEST_SIGNS = 16


class PackPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a pack, as `check 110-ping` or `level SERVING`, and its meaning as plain values of JSON."""

    name: str
    meaning: Any

    @property
    def text(self) -> str:
        """The meaning in one line, the same for the same meaning."""
        return msgspec.json.encode(self.meaning, order="sorted").decode()

    @property
    def digest(self) -> str:
        """The first signs of the SHA-256 over the meaning's line."""
        return sha256(self.text.encode()).hexdigest()[:DIGEST_SIGNS]


class LockedPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part as it was accepted, and the line of the lock file it stands in."""

    part: PackPart
    line: int


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Who accepted the pack's meaning, on which day (UTC), and why."""

    day: str
    by: str
    note: str


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """All parts of a pack as they were accepted, by name, and every acceptance, the newest last."""

    file: str
    parts: Mapping[str, LockedPart] = {}
    acceptances: tuple[Acceptance, ...] = ()


class Shift(StrEnum):
    """What a change does to the evidence that is asked for."""

    STRICTER = "stricter"
    WEAKER = "weaker"
    NEITHER = "neither stricter nor weaker"
    UNKNOWN = "cannot be compared"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a part that is not what was accepted; None is a value that is not there."""

    path: str
    old: Any
    new: Any
    shift: Shift
