"""The table of read-only commands: each program with the arguments it may be given."""

from blackstart.checks.read_only_clients import CLIENTS
from blackstart.checks.read_only_rule import ANY, ANYTHING, Rule, pattern, same

READABLE = pattern(r"(?!.*(?:/dev/|/proc/kmsg|/trace_pipe|/environ$)).*")
"""Reading a device or a message pipe takes from it; an environment holds secrets."""
READS = Rule(raw=READABLE)

DF = Rule(
    flags="ahHiklPT",
    valued="Btx",
    long="all local output portability inodes total print-type human-readable",
    long_valued="block-size type exclude-type",
    operands=ANYTHING,
)

IP_OBJECT = Rule(bare=True, verbs=dict.fromkeys(("show", "list", "get"), ANY))
IP = Rule(
    words=("-o", "-j", "-4", "-6", "-br", "-s"),
    verbs=dict.fromkeys(("addr", "address", "neigh", "route", "link"), IP_OBJECT),
)

JOURNALCTL = Rule(
    flags="kqraxeblm",
    valued="upnogStU",
    long=(
        "boot dmesg quiet reverse all catalog no-pager no-hostname no-full full utc list-boots disk-usage header "
        "show-cursor case-sensitive system user"
    ),
    long_valued=(
        "unit user-unit priority lines output output-fields grep since until identifier facility after-cursor "
        "directory file"
    ),
    operands=ANYTHING,
)

PS = Rule(
    flags="eAafFjlwLT",
    valued="opCuUt",
    long="no-headers forest",
    long_valued="sort format pid ppid user",
    # `e` among BSD options, or the column, prints environments (ps(1)), and secrets live there
    values=same("o format", pattern("(?!.*(?i:environ)).*")),
    operands=pattern("[axuwlfjT]+"),
)

SS = Rule(
    flags="Hnatulpwx46eimosOr",
    valued="Af",
    long="no-header numeric all tcp udp listening processes summary unix oneline",
    operands=ANYTHING,
)

SYSTEMD_LONG = "all full failed quiet value no-pager no-legend plain user utc legend"
SYSTEMD_VALUED = "property state type output lines timestamp"
UNITS = Rule(flags="alq", valued="pPton", long=SYSTEMD_LONG, long_valued=SYSTEMD_VALUED, operands=ANYTHING)
UNIT_VERBS = "cat is-active is-enabled is-failed is-system-running list-timers list-unit-files list-units show status"
SYSTEMCTL = Rule(
    flags="alq",
    valued="pPton",
    long=SYSTEMD_LONG,
    long_valued=SYSTEMD_VALUED,
    verbs=dict.fromkeys(UNIT_VERBS.split(), UNITS),
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
# Certificates alone, out of files alone: a URI could lead to a token or an engine (openssl-format-options(1)).
OPENSSL = Rule(
    verbs={
        "x509": Rule(
            raw=pattern(r"-(?:in|noout|startdate|enddate|dates|subject|issuer|serial|fingerprint)|(?!.*/dev/)/.*")
        )
    }
)

HARMLESS = "findmnt free getent id last ls nproc stat test true uname uptime who"
READERS = "cat grep head sha256sum"

TABLE = (
    dict.fromkeys(HARMLESS.split(), ANY)
    | dict.fromkeys(READERS.split(), READS)
    | {
        "crontab": Rule(flags="l", valued="u", required=("l",)),
        "date": Rule(flags="u", long="utc", operands=pattern(r"\+.*")),
        "df": DF,
        "dumpe2fs": DUMPE2FS,
        "find": Rule(raw=pattern(r"(?!-(?:exec|ok|delete|fprint|fls)).*")),
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
        "ssh-keygen": Rule(flags="l", valued="Ff", values={"f": READABLE}, required=("l", "F", "f")),
        "swapon": Rule(long="show bytes noheadings raw", required=("show",)),
        "systemctl": SYSTEMCTL,
        "tail": Rule(flags="qvz", valued="nc", long="quiet verbose", long_valued="lines bytes", operands=READABLE),
        "timedatectl": TIMEDATECTL,
    }
    | CLIENTS
)
"""Program name to rule."""
