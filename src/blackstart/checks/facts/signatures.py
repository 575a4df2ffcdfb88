"""What storage engines and file systems say of damage, by name and in sets."""

import re

# Each is read by PCRE2 (journalctl), by ERE (grep) and by Python, so: no groups, no classes.
SIGNATURES = {
    "bad message": "Bad message",
    "structure needs cleaning": "Structure needs cleaning",
    "unknown codec": "Unknown codec",
    "no valid checkpoint": "could not locate a valid checkpoint record|invalid primary checkpoint record",
    "control file": "incorrect checksum in control file",
    "invalid page": "invalid page in block",
    "index page": "posting list tuple .* cannot be split",
    "malformed line": "Malformed line",
    "broken parts": "broken and needs manual correction",
    "file system error": "EXT4-fs error|BTRFS error|BTRFS critical|XFS .* Corruption",
    "read-only file system": "Read-only file system|Remounting filesystem read-only",
    "I/O error": "I/O error|Input/output error",
}
"""What storage engines and file systems say of damage (ext4, XFS, Btrfs, PostgreSQL, Lucene, Kafka, ClickHouse)."""
SETS = {
    "file system": (
        "bad message",
        "structure needs cleaning",
        "file system error",
        "read-only file system",
        "I/O error",
    ),
    "postgresql": ("no valid checkpoint", "control file", "invalid page", "index page"),
    "kafka": ("malformed line",),
    "clickhouse": ("broken parts", "unknown codec"),
    "lucene": ("unknown codec",),
}
"""Names of signatures that belong to one thing."""


HARMLESS = {
    r"I/O error,? (?:on )?dev(?:ice)? fd\d+\b": "a floppy drive that is not there, as in a virtual machine",
    r"I/O error,? (?:on )?dev(?:ice)? sr\d+\b": "a disc drive: no disc, or one that cannot be read, holds no data here",
}
"""What bears a signature and is no damage of storage that matters, with the reason."""


def check_pattern(pattern: str, name: str = "patterns") -> None:
    """Refuse a pattern that is empty, which all lines bear, or that cannot be compiled."""
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"`{name}`: {pattern!r} is no regular expression: {error}") from error
    if expression.search(""):
        raise ValueError(f"`{name}`: {pattern!r} matches an empty line, so it would find anything")


def check_explained(explained: dict[str, str]) -> None:
    """Refuse explanations that explain anything, or that give no reason."""
    for pattern, reason in explained.items():
        check_pattern(pattern, "explained")
        if not reason.strip():
            raise ValueError(f"`explained`: say why {pattern!r} is no damage")


def is_explained(text: str, explained: dict[str, str], expression: str) -> bool:
    """Tell whether there is an explanation for each sign that a line bears."""
    signs = len(re.findall(expression, text, re.IGNORECASE))
    reasons = sum(len(re.findall(pattern, text, re.IGNORECASE)) for pattern in (*HARMLESS, *explained))
    return 0 < signs <= reasons


def choose_signatures(sets: tuple[str, ...]) -> dict[str, str]:
    """Return the signatures of the sets named, or all there are."""
    unknown = [name for name in sets if name not in SETS]
    if unknown:
        raise ValueError(f"`signatures`: no set {unknown[0]!r}; there are: {', '.join(SETS)}")
    chosen = {name for each in sets for name in SETS[each]}
    return {name: pattern for name, pattern in SIGNATURES.items() if not sets or name in chosen}
