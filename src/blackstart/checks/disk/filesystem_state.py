"""Whether an ext file system is in order, by its own books and by the kernel's count of errors."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import read_lines, run, succeeded
from blackstart.checks.reading.english_date import ENGLISH_DATE, read_english_date
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

DAY = 86400.0
FAMILY = frozenset({"ext2", "ext3", "ext4"})
DEVICE = re.compile(r"(/dev/[\w./+:-]+)(?:\[/.*\])?", re.ASCII)
"""What findmnt prints: a device, and of a bind mount the directory on it that is bound."""
JOURNAL = "has_journal"
UNMARKED = "not clean"
"""State of a file system without a journal for as long as it is mounted to be written to (e2fsprogs)."""
KERNEL_NAME = re.compile(r"[\w!.-]+", re.ASCII)
# ctime(3) writes it in the host's zone, which is not said: a day here is up to 14 hours out.
DATE = re.compile(rf"[A-Z][a-z]{{2}} {ENGLISH_DATE}")
COUNT = re.compile(r"(-?\d{1,10})\b.*", re.ASCII)


class FilesystemReading(Reading, frozen=True):
    """A file system's books (dumpe2fs(8)) and the kernel's count of errors (null while it is mounted as ext2 or ext3).

    `state` is `mounted` of one without a journal, which says "not clean" for as long as it is mounted.
    `recorded_errors` are those in its books. `max_mounts` and `check_interval` (days) are null
    where no check is due by them.
    """

    device: str
    state: str
    recorded_errors: int
    kernel_errors: int | None
    days_since_check: float
    mounts: int
    max_mounts: int | None
    check_interval: float | None


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What `dumpe2fs -h` prints of it, and when that was read (Unix seconds)."""

    state: str
    features: frozenset[str]
    errors: int
    checked: float
    mounts: int
    max_mounts: int
    interval: int
    at: float


class FilesystemState(Spec, frozen=True):
    """The ext file system that holds `path` is clean, without an error in its books or the kernel's count.

    That a boot would check it, by its mounts or its days, warns: it takes time. With
    `max_days`, its last check is no older. Whether it can be written to is told by `mounts`.
    """

    name = "filesystem_state"
    reading = FilesystemReading
    shorthand = "path"
    example = "filesystem_state: {path: /, max_days: 365}"
    blind_spots = (
        "The books are closed to an ordinary user: `sudo: true` (the default) asks as root, without it unreadable.",
        "File systems other than ext2, ext3 and ext4: unreadable. Containers whose root is an overlay: unreadable.",
        "Whether a file system without a journal was left clean before it was mounted.",
        "The date of the last check by less than 14 hours: it is written in the host's zone.",
    )

    path: Annotated[str, Meta(pattern=r"^/[^\n]*$")] = "/"
    max_days: Annotated[float, Meta(gt=0)] | None = None
    sudo: bool = True

    def steps(self, target: Target) -> Steps[FilesystemReading]:
        """Ask for the device, then for its books and the kernel's counts."""
        argv = ("findmnt", "--noheadings", "--output", "SOURCE,FSTYPE", "--target", self.path)
        device, kind = read_source((yield from run(*argv)), self.path)
        books = read_books((yield from run("dumpe2fs", "-h", device, sudo=self.sudo)))
        argv = ("lsblk", "--noheadings", "--nodeps", "--output", "KNAME", device)
        name = read_kernel_name((yield from run(*argv)))
        counts = yield from run("grep", "-r", "-H", "--include=errors_count", "-e", "", "--", "/sys/fs/ext4")
        kernel_errors = read_counts(counts).get(name)
        if kernel_errors is None and kind == "ext4":
            raise UnreadableReplyError(f"the kernel keeps no count of errors for {name}")
        return sum_up(device, books, kernel_errors)

    def findings(self, reading: FilesystemReading) -> Iterator[Finding]:
        """Compare state, errors, and whether a check is due."""
        yield Finding(holds=reading.state in ("clean", "mounted"), expected=f"{self.path} clean", seen=reading.state)
        errors = max(reading.recorded_errors, reading.kernel_errors or 0)
        yield Finding(holds=errors == 0, expected=f"no errors on {self.path}", seen=f"{errors} counted")
        age = f"checked {reading.days_since_check:.0f} days ago"
        if self.max_days is not None:
            holds = 0 <= round(reading.days_since_check) <= self.max_days
            yield Finding(holds=holds, expected=f"{self.path} checked within {self.max_days:g} days", seen=age)
        yield Finding(
            holds=reading.max_mounts is None or reading.mounts < reading.max_mounts,
            expected=f"no check of {self.path} due at the next boot",
            seen=f"{reading.mounts} mounts of {reading.max_mounts}",
            outcome=Outcome.WARN,
        )
        yield Finding(
            holds=reading.check_interval is None or reading.days_since_check < reading.check_interval,
            expected=f"no check of {self.path} due by its age",
            seen=age,
            outcome=Outcome.WARN,
        )


def sum_up(device: str, books: Books, kernel_errors: int | None) -> FilesystemReading:
    """Put the books and the kernel's count together. A limit of 0 or less is none (tune2fs(8))."""
    unmarked = books.state == UNMARKED and JOURNAL not in books.features
    return FilesystemReading(
        device=device,
        state="mounted" if unmarked else books.state,
        recorded_errors=books.errors,
        kernel_errors=kernel_errors,
        days_since_check=(books.at - books.checked) / DAY,
        mounts=books.mounts,
        max_mounts=books.max_mounts if books.max_mounts > 0 else None,
        check_interval=books.interval / DAY if books.interval > 0 else None,
    )


def read_source(reply: CommandReply, path: str) -> tuple[str, str]:
    """Read the device that holds the path, and the type it is mounted as."""
    lines = succeeded(reply).stdout.strip().splitlines()
    if len(lines) != 1 or len(words := lines[0].rsplit(None, 1)) < 2:  # noqa: PLR2004  a source and a type
        raise UnreadableReplyError(f"findmnt names no one file system for {path}")
    source, kind = words
    found = DEVICE.fullmatch(source)
    if kind not in FAMILY or found is None:
        raise UnreadableReplyError(f"{path} is on {source[:80]} ({kind[:80]}), which keeps no books as ext4 does")
    return found[1], kind


def read_books(reply: CommandReply) -> Books:
    """Read `dumpe2fs -h`. The count of errors is printed where there are any."""
    pairs = (line.partition(":") for line in succeeded(reply).stdout.splitlines())
    values = {name: value.strip() for name, _, value in pairs}
    try:
        return Books(
            state=values["Filesystem state"],
            features=frozenset(values.get("Filesystem features", JOURNAL).split()),
            errors=read_count(values.get("FS Error count", "0")),
            checked=read_date(values["Last checked"]),
            mounts=read_count(values["Mount count"]),
            max_mounts=read_count(values["Maximum mount count"]),
            interval=read_count(values["Check interval"]),
            at=reply.at,
        )
    except KeyError as error:
        raise UnreadableReplyError(f"dumpe2fs printed no {error.args[0]!r}") from error


def read_count(text: str) -> int:
    """Read a whole number, perhaps with a remark behind it."""
    found = COUNT.fullmatch(text)
    if found is None:
        raise UnreadableReplyError(f"not a number: {text[:80]!r}")
    return int(found[1])


def read_date(text: str) -> float:
    """Read a date as dumpe2fs prints it, as if the host's zone were UTC."""
    found = DATE.fullmatch(text)
    if found is None:
        raise UnreadableReplyError(f"dumpe2fs: not a date: {text[:80]!r}")
    return read_english_date(found.groups())


def read_kernel_name(reply: CommandReply) -> str:
    """Read the name the kernel has for the device: dm-0 for a logical volume."""
    name = succeeded(reply).stdout.strip()
    if not KERNEL_NAME.fullmatch(name):
        raise UnreadableReplyError(f"lsblk: not the name of a device: {name[:80]!r}")
    return name


def read_counts(reply: CommandReply) -> dict[str, int]:
    """Read the kernel's count of errors by device, as grep prints it: path, colon, number."""
    counts = {}
    for line in read_lines(reply):
        path, _, count = line.rpartition(":")
        counts[path.removeprefix("/sys/fs/ext4/").partition("/")[0]] = read_count(count)
    return counts
