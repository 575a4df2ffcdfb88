r"""How questions and answers share one shell: a script in, framed output back. Pure.

A lane is a POSIX shell on the host that reads its script from stdin. Each question is a line
`_q ID SUDO_LIMIT ARGV...`; each answer is framed by markers that carry a nonce:

    \n NONCE! \n                  the shell is ready (on both streams)
    \n NONCE+ID \n                question ID was started; its output follows
    \n NONCE-ID STATUS \n         it ended; the same line ends its part of stderr

That a question ended is told together with the start of the next, or after the last of a batch: a write less,
which for hundreds of hosts counts on both sides.

The nonce comes in over stdin and is never on a command line or in the environment, so no
command can see it (`ps` shows neither) and none can print a marker except by chance, 1 in 2^128.
"""

import shlex
from collections.abc import Iterable, Iterator
from math import ceil

import msgspec

from blackstart.model.request import RunCommand

LIFETIME = 1800
"""Seconds after which the host ends a lane by itself, should our side have vanished unnoticed."""
WATCH_STDIN = (
    f'trap "" TERM HUP; timeout {LIFETIME} cat; test $? = 127 && cat; exec >&-; kill -s TERM 0; sleep 1; kill -s KILL 0'
)
LANE_COMMAND = f"exec /bin/sh -c 'trap : TERM HUP; ({WATCH_STDIN}) 2>/dev/null | /bin/sh'"
"""What the login shell is asked to run. When our end of stdin closes, for whatever reason,
`cat` ends and the whole process group is ended: nothing stays behind on the host. The inner
shell waits for its command and ends the group at once; where that does not end, a second is up."""

PREAMBLE = """\
N={nonce} E=
LC_ALL=C TZ=UTC0 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export LC_ALL TZ PATH
p= T=
trap 'trap "" TERM HUP; test -z "$p" || {{ kill -s TERM "$p"; wait "$p"; }} 2>/dev/null; kill -s KILL 0' \
TERM HUP EXIT
_e() {{ printf %s "$E"; E=; }}
_q() {{
i=$1 l=$2; shift 2
printf '%s\\n%s+%s\\n' "$E" "$N" "$i"; E=
if test "$l" != 0; then
test -n "$T" || if sudo -n -- timeout 1 true </dev/null >/dev/null 2>&1; then T='timeout -k 1'; else T=-; fi
case $T in -) set -- sudo -n -- "$@";; *) set -- sudo -n -- $T "$l" "$@";; esac
fi
"$@" </dev/null & p=$!
wait "$p"; s=$?; p=
E="
$N-$i $s
"; printf %s "$E" >&2
}}
printf '\\n%s!\\n' "$N"; printf '\\n%s!\\n' "$N" >&2
"""
"""Our side keeps each question's time and closes the lane at its limit, which ends the command;
`timeout` before each would cost the host as much as the command itself.

Root's processes cannot be ended by an ordinary user, so where sudo allows `timeout` it goes
along, and ends what our side gave up on."""

ERRORS_CAP = 64 * 1024
"""Bytes of standard error kept of one command."""
TAIL = 40
"""More than any marker is longer than its nonce."""


class Ready(msgspec.Struct, frozen=True):
    """The shell runs, and both of its streams arrive."""


class Started(msgspec.Struct, frozen=True):
    """A question was started."""

    question: int


class Ended(msgspec.Struct, frozen=True):
    """A question's standard output is complete."""

    question: int
    status: int
    output: bytes


class ErrorsEnded(msgspec.Struct, frozen=True):
    """A question's standard error is complete; of much the first `ERRORS_CAP` bytes are kept."""

    question: int
    output: bytes


class Overflowed(msgspec.Struct, frozen=True):
    """A question printed more than the cap."""

    question: int


Event = Ready | Started | Ended | ErrorsEnded | Overflowed


def write_preamble(nonce: str) -> bytes:
    """Return what a lane is told first."""
    return PREAMBLE.format(nonce=nonce).encode()


def write_batch(questions: Iterable[tuple[int, RunCommand]]) -> bytes:
    """Return the lines that ask numbered questions in turn, and have the end of the last one told."""
    lines = "".join(write_question(number, request) for number, request in questions)
    return f"{lines}_e\n".encode(errors="surrogateescape") if lines else b""


def write_question(number: int, request: RunCommand) -> str:
    """Return the line that asks one question."""
    sudo_limit = ceil(request.limit) + 1 if request.sudo else 0
    return f"_q {number} {sudo_limit} {shlex.join(request.argv)}\n"


class MarkerCutter:
    """Cuts one stream at its markers; what is not cut yet is `held`."""

    def __init__(self, nonce: str) -> None:
        """Look for markers with this nonce."""
        self.held = bytearray()
        self._marker = b"\n" + nonce.encode()
        self._searched = 0

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Take bytes; yield what stood before each whole marker, its sign and its text."""
        self.held += data
        while (start := self.held.find(self._marker, self._searched)) >= 0:
            self._searched = start
            text = start + len(self._marker)
            end = self.held.find(b"\n", text)
            if end < 0:
                return
            before, line = bytes(self.held[:start]), bytes(self.held[text:end])
            del self.held[: end + 1]
            self._searched = 0
            yield before, line[:1], line[1:]
        self._searched = max(self._searched, len(self.held) - len(self._marker) + 1)

    def forget(self, kept: int) -> None:
        """Drop what is held, but for the first `kept` bytes and what may be a marker's beginning."""
        tail = len(self._marker) + TAIL
        if len(self.held) > kept + tail:
            del self.held[kept:-tail]
            self._searched = kept


class FrameReader:
    """Cuts one lane's two streams into events; what is outside of frames is dropped."""

    def __init__(self, nonce: str, cap: int) -> None:
        """Read markers with this nonce; at most `cap` bytes of output for each answer."""
        self._cap = cap
        self._out = MarkerCutter(nonce)
        self._err = MarkerCutter(nonce)
        self._greeted: set[str] = set()
        self._question: int | None = None

    def feed_output(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard output and yield what they complete."""
        for before, sign, text in self._out.feed(data):
            if sign == b"!":
                yield from self._greet("output")
            elif sign == b"+":
                self._question = int(text)
                yield Started(self._question)
            elif sign == b"-":
                yield from self._end(before, *(int(word) for word in text.split()))
        if self._question is None:
            self._out.forget(0)
        elif len(self._out.held) > self._cap + TAIL + len(data):
            yield self._overflow(self._question)

    def feed_errors(self, data: bytes) -> Iterator[Event]:
        """Take bytes of standard error and yield what they complete."""
        for before, sign, text in self._err.feed(data):
            if sign == b"!":
                yield from self._greet("errors")
            elif sign == b"-":
                yield ErrorsEnded(int(text.split()[0]), before[:ERRORS_CAP])
        self._err.forget(ERRORS_CAP)

    def _greet(self, stream: str) -> Iterator[Event]:
        """Yield Ready once both streams have said so."""
        self._greeted.add(stream)
        if len(self._greeted) == len(("output", "errors")):
            yield Ready()

    def _end(self, before: bytes, number: int, status: int) -> Iterator[Event]:
        """Yield the answer; where both streams come as one, the end of errors is no second end."""
        if number != self._question:
            return
        if len(before) > self._cap:
            yield self._overflow(number)
            return
        self._question = None
        yield Ended(number, status, before)

    def _overflow(self, number: int) -> Overflowed:
        self._question = None
        return Overflowed(number)
