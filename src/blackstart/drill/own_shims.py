"""The tools that need more than a list of answers: cat, curl, date, sudo and the plumbing. Pure."""

from collections.abc import Container, Iterable, Mapping

from blackstart.drill.addresses import AddressTable
from blackstart.drill.fixtures import HostFile
from blackstart.drill.shims import AS_ROOT, Shim, ShimFolders, quote, write_print, write_unanswered

PLUMBING = (
    *("awk", "base64", "basename", "bash", "cat", "chmod", "comm", "cp", "cut", "date", "dd", "dirname", "echo"),
    *("env", "expr", "false", "grep", "head", "id", "join", "kill", "ln", "ls", "mkdir", "mktemp", "mv", "nice"),
    *("nohup", "od", "printf", "readlink", "realpath", "rm", "rmdir", "sed", "seq", "setsid", "sh", "sleep", "sort"),
    *("stat", "stdbuf", "tail", "tee", "test", "timeout", "touch", "tr", "true", "uniq", "wc", "xargs", "yes", "["),
)
"""What any host has, and scripts are made of. Other tools of this machine are not there."""
LED = "curl.config"
SCRATCH = "/tmp/*|/dev/null|/dev/stdin|/dev/fd/*"  # noqa: S108  # a pattern, nothing is written
"""Paths that are a script's own business, as a pattern of `case`."""


def write_fallback(tool: str, real: str, folders: ShimFolders) -> str:
    """Return commands that let the real tool work, but never on a file of this machine.

    Pipes and scratch files are a script's own business; any other absolute path is the
    simulated host's, and only a fixture may answer for it.
    """
    return (
        "for word do case $word in\n"
        f"{SCRATCH}) ;;\n/*|*=/*) {write_unanswered(tool, folders)} ;;\n"
        f'esac; done\nexec {quote(real)} "$@"'
    )


def write_cat(contents: Mapping[str, str | HostFile], folders: ShimFolders, denied: Container[str] = ()) -> Shim:
    """Return what `cat` does where no answer matches: it knows the host's files, and which are closed but to root."""
    files: dict[str, bytes] = {}
    cases = []
    for number, (path, content) in enumerate(contents.items()):
        match content:
            case HostFile(error=error) if error:
                body = f"printf '%s\\n' {quote(f'cat: {path}: {error}')} >&2; s=1"
            case HostFile(content=text) | (str() as text):
                body = write_print(text.encode(), f"cat.file.{number}", folders, files)
        refusal = f"printf '%s\\n' {quote(f'cat: {path}: Permission denied')} >&2; s=1"
        guarded = f'if [ -n "${AS_ROOT}" ]; then {body}; else {refusal}; fi' if path in denied else body
        cases.append(f"{quote(path)}) {guarded} ;;")
    lines = [
        "[ $# -gt 0 ] || exec /bin/cat",
        '[ "$1" != -- ] || shift',
        "s=0; for word do case $word in",
        *cases,
        f'{SCRATCH}|-|[!/-]*) /bin/cat "$word" || s=1 ;;',
        f"*) {write_unanswered('cat', folders)} ;;",
        "esac; done; exit $s",
    ]
    return Shim(script="\n".join(lines), files=files)


def write_sudo(folders: ShimFolders, *, allowed: bool) -> str:
    """Return commands that do as `sudo -n [-u USER] [--] CMD`, which runs the command or wants a password."""
    command = f'export {AS_ROOT}="$r"; exec "$@"'
    refusal = "printf '%s\\n' 'sudo: a password is required' >&2; exit 1"
    return (
        'r=1\nwhile :; do case $1 in\n-n) shift ;;\n-u) test "$2" = root || r=; shift 2 ;;\n--) shift; break ;;\n'
        f"-*) {write_unanswered('sudo', folders)} ;;\n*) break ;;\nesac; done\n"
        f"{command if allowed else refusal}"
    )


def write_curl(real: str, folders: ShimFolders, addresses: AddressTable, ca_file: str) -> Shim:
    """Return what runs the real curl, led to the drill's servers and nowhere else.

    Of a configuration that makes several transfers each begins with no options (curl(1), --next),
    so that each is led by itself.
    """
    ways = [("cacert", ca_file), *(("connect-to", line) for line in list_connects(folders.host, addresses))]
    options = " ".join(f"--{name} {quote(value)}" for name, value in ways)
    led = "".join(f'{name} = "{value}"\n' for name, value in ways)
    lines = (
        f'[ "$*" = "-q -K -" ] || exec {quote(real)} {options} "$@"',
        f"sed {quote(f'/^next$/r {folders.files}/{LED}')} | {quote(real)} {options} -K -",
    )
    return Shim(script="\n".join(lines), files={LED: led.encode()})


def list_connects(at: str, addresses: AddressTable) -> Iterable[str]:
    """Yield curl's `--connect-to` values; the first that fits wins, the last one fits all."""
    for host_address in addresses.hosts.values():
        names = [f"[{name}]" if ":" in name else name for name in addresses.names(host_address, at)]
        for port, bound in host_address.ports.items():
            yield from (f"{name}:{port}:{host_address.address}:{bound}" for name in names)
    yield f"::{addresses.closed[0]}:{addresses.closed[1]}"


def write_date(real: str, offset: float) -> str:
    """Return commands that run the real date on a clock that is `offset` seconds off."""
    if not offset:
        return f'exec {quote(real)} "$@"'
    return f"exec {quote(real)} -d '{offset:+.0f} seconds' \"$@\""


def write_missing(tool: str) -> str:
    """Return commands that say a tool is not there, as a shell would."""
    return f"printf 'sh: 1: %s: not found\\n' {quote(tool)} >&2\nexit 127"
