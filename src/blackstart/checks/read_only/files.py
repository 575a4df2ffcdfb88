"""Rules of programs that show files, accounts and what the machine is."""

from blackstart.checks.read_only.path import is_open, is_steady
from blackstart.checks.read_only.rule import ANY, ANYTHING, NAME, NUMBER, Rule, pattern

SYSTEM_FIGURES = Rule(
    flags="Hhs", valued="e", long_valued="include regexp", operands=pattern(r"(?!.*/\.\.?(?:/|$))/sys/fs/[\w/.-]+")
)
# No -f, whose file is read as patterns, and no recursion: it would come to /dev, /proc and where secrets are kept.
GREP = Rule(
    flags="EFGPivwxcLlqoshHnTZabyzU0123456789",
    valued="emABC",
    long=(
        "extended-regexp fixed-strings basic-regexp perl-regexp ignore-case no-ignore-case invert-match word-regexp "
        "line-regexp count color files-with-matches files-without-match quiet silent only-matching no-messages "
        "with-filename no-filename line-number null text null-data binary byte-offset line-buffered initial-tab"
    ),
    long_valued="regexp max-count after-context before-context context label binary-files",
    instead={"-r": SYSTEM_FIGURES},
    operands=is_open,
)
# A database that everybody may read: `shadow` and `gshadow` are passwords. -s would load a library by its name.
DATABASES = "ahosts ahostsv4 ahostsv6 group hosts initgroups netgroup networks passwd protocols rpc services"
GETENT = Rule(
    verbs=dict.fromkeys(
        DATABASES.split(),
        Rule(operands=pattern(r"[\w.:/@$%+-]+")),
    )
)
# Without -F (a table of a pack's choice) and -p (waits for what comes).
FINDMNT = Rule(
    flags="AabCDeJiklnPrRsuvym",
    valued="OotSTdM",
    long=(
        "all ascii bytes df evaluate first-only fstab invert json kernel list mtab nocanonicalize noheadings "
        "notruncate nofsroot pairs pseudo raw real shadowed submounts uniq verify verbose"
    ),
    long_valued="output options types source target mountpoint direction",
    operands=ANYTHING,
)
FILES = {
    "cat": Rule(
        flags="AbeEnstTuv",
        long="show-all number-nonblank show-ends number squeeze-blank show-tabs show-nonprinting",
        operands=is_open,
    ),
    "findmnt": FINDMNT,
    # without -s and -c, which go on
    "free": Rule(
        flags="bkmghtlwv", long="bytes kilo mega giga tera kibi mebi gibi tebi human si lohi line total wide committed"
    ),
    "getent": GETENT,
    "grep": GREP,
    "head": Rule(
        flags="qvz0123456789",
        valued="nc",
        long="quiet silent verbose zero-terminated",
        long_valued="lines bytes",
        operands=is_open,
    ),
    "id": Rule(flags="agGnruzZ", long="group groups name real user zero context", operands=NAME),
    # -f would read any file as a log of logins, and -d ask a name server
    "last": Rule(
        flags="aFiRwx0123456789",
        valued="nspt",
        long="fulltimes fullnames hostlast ip nohostname system",
        long_valued="limit since until present time-format",
        operands=NAME,
    ),
    "ls": Rule(
        flags="aAbBcCdfFgGhHiklLmnNopqQrsStuUvxXZ1",
        valued="IwT",
        long=(
            "all almost-all author escape ignore-backups directory classify full-time group-directories-first no-group "
            "human-readable si dereference-command-line inode kibibytes dereference numeric-uid-gid literal "
            "hide-control-chars quote-name reverse size context zero"
        ),
        long_valued="block-size color format hide indicator-style ignore quoting-style sort time time-style width",
        operands=ANYTHING,
    ),
    "nproc": Rule(long="all", long_valued="ignore", values={"ignore": NUMBER}),
    # a digest tells nothing of what the file holds; --check would read what the file names, and show it
    "sha256sum": Rule(flags="btz", long="binary text tag zero", operands=is_steady),
    "stat": Rule(
        flags="Lft",
        valued="c",
        long="dereference file-system terse",
        long_valued="format printf cached",
        operands=ANYTHING,
    ),
    "test": ANY,
    "true": ANY,
    "uname": Rule(
        flags="asnrvmpio",
        long=(
            "all kernel-name nodename kernel-release kernel-version machine processor hardware-platform "
            "operating-system"
        ),
    ),
    "uptime": Rule(flags="psr", long="pretty since raw"),
    # a file would be read as a log of logins
    "who": Rule(
        flags="abdHlmpqrsTtuw",
        long="all boot dead heading login process count runlevel short time users mesg message writable",
        operands=pattern("am|i"),
    ),
    "tail": Rule(flags="qvz", valued="nc", long="quiet verbose", long_valued="lines bytes", operands=is_open),
}
