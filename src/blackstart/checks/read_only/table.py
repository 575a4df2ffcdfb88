"""The table of read-only commands: each program with the arguments it may be given."""

import re

from blackstart.checks.read_only.files import FILES
from blackstart.checks.read_only.find import is_search
from blackstart.checks.read_only.path import is_open, is_steady
from blackstart.checks.read_only.rule import ANYTHING, Rule, pattern, same

DF = Rule(
    flags="ahHiklPT",
    valued="Btx",
    long="all local output portability inodes total print-type human-readable",
    long_valued="block-size type exclude-type",
    operands=ANYTHING,
)

IP_OBJECT = Rule(
    bare=True, verbs=dict.fromkeys(("show", "list", "get"), Rule(operands=pattern(r"[A-Za-z0-9:][\w.:/@%-]*")))
)
IP = Rule(
    words=("-o", "-j", "-4", "-6", "-br", "-s"),
    verbs=dict.fromkeys(("addr", "address", "neigh", "route", "link"), IP_OBJECT),
)

# The journal of this system alone: no directory, file, root or image of a pack's choice.
JOURNALCTL = Rule(
    flags="kqraxeblm",
    valued="upnogStU",
    long=(
        "boot dmesg quiet reverse all catalog no-pager no-hostname no-full full utc list-boots disk-usage header "
        "show-cursor case-sensitive system user"
    ),
    long_valued=(
        "unit user-unit priority lines output output-fields grep since until identifier facility after-cursor"
    ),
    # a path would be looked into (journalctl(1), PATH)
    operands=pattern(r"[A-Z0-9_]+=.*|\+"),
)

COLUMNS_NAMES = (
    "args bsdstart bsdtime c cgname cgroup class cls cmd comm command cp cpu cputime cputimes cuc cuu drs egid "
    "egroup etime etimes euid euser exe f flag flags fgid fgroup fname fuid fuser gid group lastcpu lsession "
    "lstart lwp machine maj_flt majflt min_flt minflt ni nice nlwp numa ouid pcpu pgid pgrp pid pmem policy ppid "
    "pri priority psr pss rgid rgroup rss rssize rsz rtprio ruid ruser s sched seat sess session sgi_p sid size "
    "slice spid start start_time stat state stime suid suser svuid sz tgid thcount tid time times tname trs tt "
    "tty ucmd ucomm uid unit user uss uunit vsize vsz wchan %cpu %mem"
)
COLUMNS = frozenset(COLUMNS_NAMES.split())
"""Of ps(1), all but `environ`: secrets live there; and what a namespace or a label is called."""


def are_columns(word: str) -> bool:
    """Tell whether ps may print these columns, each perhaps with its own heading."""
    return all(part.partition("=")[0] in COLUMNS for part in re.split("[ ,]+", word.strip()))


def are_sort_keys(word: str) -> bool:
    """Tell whether ps may sort by these columns."""
    return all(part.lstrip("+-") in COLUMNS for part in word.split(","))


PS = Rule(
    flags="eAafFjlwLT",
    valued="opCuUt",
    long="no-headers forest",
    long_valued="sort format pid ppid user",
    values=same("o format", are_columns) | {"sort": are_sort_keys},
    # `e` among BSD options prints environments
    operands=pattern("[axuwlfjT]+"),
)

# Without -K, -D, -F, -N and -r: it would end sockets, write or read a file, enter a namespace, ask a name server.
SS = Rule(
    flags="Hnatulpwx46eimosO",
    valued="Af",
    long="no-header numeric all tcp udp listening processes summary unix oneline",
    operands=ANYTHING,
)

SYSTEMD_LONG = "all full failed quiet value no-pager no-legend plain user utc legend"
SYSTEMD_VALUED = "property state type output lines timestamp"
UNITS = Rule(flags="alq", valued="pPton", long=SYSTEMD_LONG, long_valued=SYSTEMD_VALUED, operands=ANYTHING)
UNIT_VERBS = "is-active is-enabled is-failed is-system-running list-timers list-unit-files list-units status"
SECRET_PROPERTY = re.compile(r"(?i:.*(?:environ|credential|inputdata|password|secret|token)|exec(?!main|control)).*")
"""What a unit is given to know, and the command lines it is run by (org.freedesktop.systemd1(5))."""


def are_properties(word: str) -> bool:
    """Tell whether these properties of units may be shown."""
    return all(re.fullmatch(r"[A-Za-z0-9]+", name) and not SECRET_PROPERTY.match(name) for name in word.split(","))


SHOW = Rule(
    flags="alq",
    valued="pPton",
    long=SYSTEMD_LONG,
    long_valued=SYSTEMD_VALUED,
    values=same("p P property", are_properties),
    # all properties, or the unit's file, would be its environment too
    wanted=("p|P|property",),
    operands=ANYTHING,
)
SYSTEMCTL = Rule(
    flags="alq",
    valued="pPton",
    long=SYSTEMD_LONG,
    long_valued=SYSTEMD_VALUED,
    verbs=dict.fromkeys(UNIT_VERBS.split(), UNITS) | {"show": SHOW},
)

TIMES = Rule(flags="a", valued="p", long="all value no-pager", long_valued="property")
TIMEDATECTL = Rule(bare=True, verbs=dict.fromkeys(("show", "status", "show-timesync", "timesync-status"), TIMES))

DEVICE = pattern(r"/dev/(?!.*\.\.)[\w./+:-]+")
DUMPE2FS = Rule(flags="h", required=("h",), operands=DEVICE)
LSBLK = Rule(
    flags="Jndlpbra",
    valued="o",
    long="json noheadings nodeps list paths bytes raw all",
    long_valued="output",
    operands=DEVICE,
)
CERTIFICATE = pattern(r"-(?:in|noout|startdate|enddate|dates|subject|issuer|serial|fingerprint)")


def is_certificate_word(word: str) -> bool:
    """Tell whether openssl may be given this: an option that shows a certificate, or a path (never a URI)."""
    return bool(CERTIFICATE(word)) or (word.startswith("/") and is_steady(word))


# Certificates alone, out of files alone: a URI could lead to a token or an engine (openssl-format-options(1)).
OPENSSL = Rule(verbs={"x509": Rule(raw=is_certificate_word)})

OWN = FILES | {
    "crontab": Rule(flags="l", valued="u", required=("l",)),
    "date": Rule(flags="u", long="utc", operands=pattern(r"\+.*")),
    "df": DF,
    "dumpe2fs": DUMPE2FS,
    "find": Rule(whole=is_search),
    "hostname": Rule(flags="sfI", long="short fqdn all-ip-addresses"),
    "ip": IP,
    "journalctl": JOURNALCTL,
    # without `a` and `l`: those print what it finds, and a command line can hold a secret
    "pgrep": Rule(flags="fx", long="full exact", operands=ANYTHING),
    "lsblk": LSBLK,
    "openssl": OPENSSL,
    "ps": PS,
    "runuser": Rule(valued="u", required=("u",), inner=0),
    "ss": SS,
    # -R and -H rewrite the file, and most other letters make a key
    "ssh-keygen": Rule(flags="l", valued="Ff", values={"f": is_open}, required=("l", "F", "f")),
    "swapon": Rule(long="show bytes noheadings raw", required=("show",)),
    "systemctl": SYSTEMCTL,
    "timedatectl": TIMEDATECTL,
}
"""Rules of programs that ask nobody but the host itself."""


def find_rule(program: str, *, vetted: bool = False) -> Rule | None:
    """Return the program's rule, if it stands in the table.

    `vetted` is what a kind asks once it has looked whether that could run anything (`RunCommand.vetted`).
    """
    return OWN.get(program) or list_clients(vetted=vetted).get(program)


def list_clients(*, vetted: bool) -> dict[str, Rule]:
    """Return the rules of programs that talk to a service."""
    from blackstart.checks.read_only.clients import CLIENTS, VETTED  # noqa: PLC0415  # 5 ms, where one is asked

    return CLIENTS | VETTED if vetted else CLIENTS


def list_rules() -> dict[str, Rule]:
    """Return the whole table, by program."""
    return OWN | list_clients(vetted=False)
