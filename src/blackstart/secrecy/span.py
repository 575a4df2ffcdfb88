"""A part of a text that is a secret, and what takes its place."""

from collections.abc import Iterable, Iterator

import msgspec

from blackstart.secrecy.marks import REDACTED


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` to before `end` stands a secret; `text` takes its place."""

    start: int
    end: int
    text: str = REDACTED


def redact_span(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the part unless it is empty or was taken out before."""
    if start < end and not text.startswith(REDACTED, start):
        yield Span(start=start, end=end)


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the parts replaced; of parts that overlap the first stands for all."""
    kept: list[str] = []
    done = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= done:
            kept += (text[done : span.start], span.text)
        done = max(done, span.end)
    return "".join((*kept, text[done:]))
