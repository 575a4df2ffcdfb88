r"""How questions and answers share one shell: a script in, framed output back. Pure.

A lane is a POSIX shell on the host that reads its script from stdin. Each question is a line
`r ID LIMIT ARGV...`; each answer is framed by markers that carry a nonce:

    \n NONCE! \n                  the shell is ready
    \n NONCE+ID \n                question ID was started; its output follows
    \n NONCE-ID STATUS \n         it ended; the same line ends its part of stderr

The nonce comes in over stdin and is never on a command line or in the environment, so no
command can see it (`ps` shows neither) and none can print a marker except by chance, 1 in 2^128.
"""

import shlex
from collections.abc import Iterator
from math import ceil

import msgspec

LANE_COMMAND = "exec /bin/sh -c '(cat; kill -s TERM 0) | /bin/sh'"
"""What the login shell is asked to run. When our end of stdin closes, for whatever reason,
`cat` ends and the whole process group is ended: nothing stays behind on the host."""

PREAMBLE = """\
N={nonce}
LC_ALL=C TZ=UTC0 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export LC_ALL TZ PATH
T='timeout -k 1'; command -v timeout >/dev/null 2>&1 || T=
p=; trap 'test -z "$p" || kill "$p" 2>/dev/null; exit 0' TERM HUP
r() {{
i=$1 l=$2; shift 2
printf '\\n%s+%s\\n' "$N" "$i"
${{T:+$T "$l"}} "$@" </dev/null & p=$!
wait "$p"; s=$?; p=
printf '\\n%s-%s %s\\n' "$N" "$i" "$s"; printf '\\n%s-%s %s\\n' "$N" "$i" "$s" >&2
}}
printf '\\n%s!\\n' "$N"
"""
"""`timeout` puts the command into a process group of its own and ends that group at the limit;
where a host has none, the far side's limit is missing and ours still holds."""


class Ready(msgspec.Struct, frozen=True):
    """The shell runs."""


class Started(msgspec.Struct, frozen=True):
    """A question was started."""

    question: int


class Ended(msgspec.Struct, frozen=True):
    """A question's standard output is complete."""

    question: int
    status: int
    output: bytes


class ErrorsEnded(msgspec.Struct, frozen=True):
    """A question's standard error is complete."""

    question: int
    output: bytes


class Overflowed(msgspec.Struct, frozen=True):
    """A question printed more than the cap; `output` is what came until then."""

    question: int
    output: bytes


Event = Ready | Started | Ended | ErrorsEnded | Overflowed


def write_preamble(nonce: str) -> bytes:
    """Return what a lane is told first."""
    return PREAMBLE.format(nonce=nonce).encode()


def write_question(question: int, argv: tuple[str, ...], limit: float) -> bytes:
    """Return the line that asks a question; `limit` in seconds, rounded up to whole ones."""
    return f"r {question} {ceil(limit)} {shlex.join(argv)}\n".encode(errors="surrogateescape")


class FrameReader:
    """Cuts one lane's two streams into events; what is outside of frames is dropped."""

    def __init__(self, nonce: str, cap: int) -> None:
        """Read markers with this nonce; at most `cap` bytes for each answer."""
        self._marker = b"\n" + nonce.encode()
        self._cap = cap
        self._out = bytearray()
        self._err = bytearray()
        self._question: int | None = None

    def feed_output(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard output and yield what they complete."""
        searched = max(0, len(self._out) - len(self._marker) - 32)
        self._out += data
        while (cut := self._find_marker(self._out, searched)) is not None:
            start, sign, rest, end = cut
            yield from self._pass_marker(sign, rest, bytes(self._out[:start]))
            del self._out[:end]
            searched = 0
        if self._question is not None and len(self._out) > self._cap:
            yield Overflowed(self._question, bytes(self._out[: self._cap]))
            self._question = None
        if self._question is None and len(self._out) > self._cap:
            del self._out[: -len(self._marker) - 32]

    def feed_errors(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard error and yield what they complete."""
        self._err += data
        while (cut := self._find_marker(self._err, 0)) is not None:
            start, sign, rest, end = cut
            if sign == b"-":
                yield ErrorsEnded(int(rest.split()[0]), bytes(self._err[: min(start, self._cap)]))
            del self._err[:end]
        if len(self._err) > 2 * self._cap:
            del self._err[self._cap : -len(self._marker) - 32]

    def _find_marker(self, buffer: bytearray, searched: int) -> tuple[int, bytes, bytes, int] | None:
        """Return where a whole marker starts, its sign, its text and where it ends."""
        start = buffer.find(self._marker, searched)
        if start < 0:
            return None
        text = start + len(self._marker)
        end = buffer.find(b"\n", text)
        if end < 0:
            return None
        return start, bytes(buffer[text : text + 1]), bytes(buffer[text + 1 : end]), end + 1

    def _pass_marker(self, sign: bytes, rest: bytes, before: bytes) -> Iterator[Event]:
        """Yield what one marker on standard output means."""
        if sign == b"!":
            yield Ready()
        elif sign == b"+":
            self._question = int(rest)
            yield Started(self._question)
        elif sign == b"-":
            question, status = (int(word) for word in rest.split())
            if question == self._question:
                self._question = None
                yield Ended(question, status, before[: self._cap])
