r"""How questions and answers share one shell: a script in, framed output back. Pure.

A lane is a POSIX shell on the host that reads its script from stdin. Each question is a line
`_q ID SUDO_LIMIT ARGV...`; each answer is framed by markers that carry a nonce:

    \n NONCE! \n                  the shell is ready (on both streams)
    \n NONCE+ID \n                question ID was started; its output follows
    \n NONCE-ID STATUS \n         it ended; the same line ends its part of stderr
    \n NONCE>ID ID... \n          one curl asks these questions in turn (on stderr alone)
    \n NONCE=ID \n                the curl that began with question ID is over (on both streams)

GETs of one batch are one curl, which is told by its configuration to print the same markers itself: a process costs a
host several times what a GET does. On stderr it ends each with one END_OF_GET, since curl writes a sign at a time
there, and each may be a packet. Where curl is too old for that (7.75 brought `%{exitcode}`), the end of it finds
questions without an answer, and they are put again, each by itself.

That a question ended is told together with the start of the next, or after the last of a batch: a write less,
which for hundreds of hosts counts on both sides.

The nonce comes in over stdin and is never on a command line or in the environment, so no
command can see it (`ps` shows neither) and none can print a marker except by chance, 1 in 2^128.
"""

import shlex
from collections.abc import Iterable
from functools import lru_cache
from math import ceil

from blackstart.model.request import HttpRequest, RunCommand
from blackstart.transports.curl import fits_config, to_config, to_curl
from blackstart.transports.environment import CLEARED, DOCKER_ELSEWHERE

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
unset {cleared}
{docker_elsewhere}
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
_g() {{
printf '%s\\n%s+%s\\n' "$E" "$N" "$1"
printf '\\n%s>%s\\n' "$N" "$2" >&2
printf %s "$3" | curl -q -K - & p=$!
wait "$p"; p=
E="
$N=$1
"; printf %s "$E" >&2
}}
printf '\\n%s!\\n' "$N"; printf '\\n%s!\\n' "$N" >&2
"""
"""Our side keeps each question's time and closes the lane at its limit, which ends the command;
`timeout` before each would cost the host as much as the command itself.

Root's processes cannot be ended by an ordinary user, so where sudo allows `timeout` it goes
along, and ends what our side gave up on."""

NEXT = "\nnext\n"
END_OF_GET = "\x1e"
"""ASCII's record separator, which no words of curl's own hold."""
Numbered = tuple[int, RunCommand | HttpRequest]
"""A request with the number of its question."""
Group = tuple[tuple[int, HttpRequest], ...]
"""GETs that one curl makes in turn."""


def write_preamble(nonce: str) -> bytes:
    """Return what a lane is told first."""
    cleared = " ".join(CLEARED)
    return PREAMBLE.format(nonce=nonce, cleared=cleared, docker_elsewhere=DOCKER_ELSEWHERE).encode()


def write_batch(questions: Iterable[Numbered], group: Group = (), nonce: str = "") -> bytes:
    """Return the lines that ask numbered questions in turn, and have the end of the last one told.

    Those of the `group` are asked by one curl, which needs the lane's nonce.
    """
    grouped = {number for number, _ in group}
    alone = "".join(write_question(*asked) for asked in questions if asked[0] not in grouped)
    lines = write_group(group, nonce) + alone
    return f"{lines}_e\n".encode(errors="surrogateescape") if lines else b""


def find_group(questions: Iterable[Numbered]) -> Group:
    """Return the GETs that one curl can make, where there are several."""
    fit = tuple((number, get) for number, get in questions if isinstance(get, HttpRequest) and fits_config(get))
    return fit if len(fit) > 1 else ()


def write_group(group: Group, nonce: str) -> str:
    """Return the line that asks several GETs of one curl. It reads its configuration, and so the nonce, from stdin."""
    if not group:
        return ""
    numbers = [number for number, _ in group]
    parts = [
        to_config(get, write_end(number, after, nonce))
        for (number, get), after in zip(group, [*numbers[1:], None], strict=True)
    ]
    return f"_g {numbers[0]} '{' '.join(map(str, numbers))}' {shlex.quote(NEXT.join(parts))}\n"


def write_end(number: int, after: int | None, nonce: str) -> str:
    """Return the format (curl(1), --write-out) that ends a GET on both streams, and starts the one after it."""
    started = "" if after is None else rf"\n{nonce}+{after}\n"
    return rf"\n{nonce}-{number} %{{exitcode}}\n{started}%{{stderr}}{END_OF_GET}"


def write_question(number: int, request: RunCommand | HttpRequest) -> str:
    """Return the line that asks one question."""
    return f"_q {number} {write_words(to_curl(request) if isinstance(request, HttpRequest) else request)}\n"


@lru_cache(4096)
def write_words(command: RunCommand) -> str:
    """Return the limit and the words of a command; a fleet's hosts are asked the same, so they are kept."""
    sudo_limit = ceil(command.limit) + 1 if command.sudo else 0
    return f"{sudo_limit} {shlex.join(command.argv)}"


def find_after(groups: Iterable[Group], number: int) -> tuple[bool, int | None]:
    """Tell whether a question is one of a group, and return the one that its curl asks next, if any."""
    for group in groups:
        numbers = [member for member, _ in group]
        if number in numbers:
            place = numbers.index(number) + 1
            return True, numbers[place] if place < len(numbers) else None
    return False, None
