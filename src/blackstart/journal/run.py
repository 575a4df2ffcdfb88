"""A run as a bundle keeps it: the nouns, their bytes, and what can be wrong with them."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from blackstart.errors import BadDataError, CannotWriteError
from blackstart.files import UnfitFileError, read_regular
from blackstart.model.exchange import Exchange
from blackstart.model.fleet import Host
from blackstart.model.origin import FLEET_ITSELF, Origin
from blackstart.model.scorecard import RunSpan, Scorecard

FORMAT_VERSION = 1
LARGEST = 1 << 29
"""Bytes of one file of a bundle: evidence of ten thousand hosts is less."""


class BundleError(BadDataError):
    """A bundle may not be used; the message names the file, the reason and the mend."""


class BundleFormatError(BundleError):
    """A bundle of another format version, so nothing else in it can be judged."""


class BundleWriteError(CannotWriteError):
    """A bundle could not be written; nothing of it is left, earlier runs are untouched."""


class Run(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run was, apart from its evidence.

    `sources` are the baseline's files by relative name, so that a bundle is judged again
    without its pack; they are kept in a file of their own. `origin` tells a rehearsal from a run
    of the fleet itself, and `hosts` are a rehearsal's, at its drill's addresses. `pack` is the pack as the
    operator named it, `controller` the name of the machine that looked, `judged_at` Unix
    seconds. `previous` is the SHA-256 of the previous run's manifest, set when written.
    """

    format_version: int = FORMAT_VERSION
    tool_version: str
    run_id: str
    fleet: str
    origin: Origin = FLEET_ITSELF
    hosts: dict[str, Host] = {}
    baseline_digest: str
    sources: dict[str, str] = {}
    pack: str = ""
    controller: str = ""
    span: RunSpan = RunSpan()
    judged_at: float = 0.0
    send_alert_test: bool = False
    view: str | None = None
    previous: str | None = None


class Marked(msgspec.Struct, frozen=True):
    """What every run says, so that a rehearsal without its mark is no run of the fleet."""

    origin: Origin


class LoadedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was verified, byte by byte."""

    run: Run
    exchanges: tuple[Exchange, ...]
    scorecard_bytes: bytes
    summary: str


def encode_run(run: Run) -> bytes:
    """Return the run's own file, without the sources."""
    fields = {name: value for name, value in msgspec.structs.asdict(run).items() if name != "sources"}
    return encode_document(fields)


def encode_document(value: object) -> bytes:
    """Encode for a person to read and a machine to compare: the same value, the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2) + b"\n"


def encode_scorecard(scorecard: Scorecard) -> bytes:
    """Return the bytes that judging a bundle again must reproduce."""
    return encode_document(scorecard)


def encode_exchanges(exchanges: Iterable[Exchange]) -> bytes:
    """Return one exchange a line, sorted by place and question.

    The order of arrival is chance, so it is not kept. Of two answers to the same question
    the first counts, so the sort is a stable one.
    """
    encoder = msgspec.json.Encoder(order="deterministic")
    ordered = sorted(exchanges, key=lambda exchange: (exchange.place, encoder.encode(exchange.request)))
    return encoder.encode_lines(ordered)


def decode_run(own: bytes, sources: bytes) -> Run:
    """Read what `encode_run` wrote, and the sources beside it. Raises msgspec.MsgspecError."""
    run = msgspec.json.decode(own, type=Run)
    msgspec.json.decode(own, type=Marked)
    return msgspec.structs.replace(run, sources=msgspec.json.decode(sources, type=dict[str, str]))


def decode_exchanges(lines: bytes) -> tuple[Exchange, ...]:
    """Read what `encode_exchanges` wrote. Raises msgspec.MsgspecError."""
    return tuple(msgspec.json.Decoder(Exchange).decode_lines(lines))


class Written(msgspec.Struct, frozen=True):
    """The part of a run that any version writes."""

    format_version: int


def refuse_other_formats(place: Path) -> None:
    """Raise BundleFormatError for another version; a file that names none is left to the manifest."""
    own = place / "run.json"
    try:
        version = msgspec.json.decode(read_regular(own, LARGEST, within=place), type=Written).format_version
    except (FileNotFoundError, UnfitFileError, msgspec.MsgspecError):
        return
    if version != FORMAT_VERSION:
        raise BundleFormatError(
            f"{own}: written by format {version}; this Blackstart reads {FORMAT_VERSION}; "
            "read it with the version that wrote it"
        )
