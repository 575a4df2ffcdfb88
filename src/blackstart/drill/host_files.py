"""What cat, stat, sha256sum and df say of a host's files. Pure."""

import stat
from hashlib import sha256

from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer, DiskUse, HostFile
from blackstart.drill.permissions import ROOT, may_reach, may_read

NUMBERS = {"root": "0"}
"""Ids of users and groups; a number is its own, all others have 1000."""
FILE_KINDS = {
    "file": stat.S_IFREG,
    "directory": stat.S_IFDIR,
    "socket": stat.S_IFSOCK,
    "pipe": stat.S_IFIFO,
    "block device": stat.S_IFBLK,
    "character device": stat.S_IFCHR,
}
BLOCKS = 100_000_000
"""KiB, and inodes, of every simulated file system."""


def list_files(facts: Facts) -> dict[str, str | HostFile]:
    """Return the host's files: what the kernel tells, and what is declared, which comes first."""
    fixtures = facts.fixtures
    memory = fixtures.memory
    mounts = [f"{name_source(path)} {path} {disk.kind} {disk.options} 0 0\n" for path, disk in fixtures.disks.items()]
    return {
        "/proc/loadavg": f"{' '.join(f'{value:.2f}' for value in fixtures.load)} 1/200 4242\n",
        "/proc/uptime": f"{fixtures.up_for:.2f} {fixtures.up_for * fixtures.cpus:.2f}\n",
        "/proc/mounts": "".join(mounts),
        "/proc/meminfo": (
            f"MemTotal:       {memory.total} kB\nMemFree:        {memory.available // 2} kB\n"
            f"MemAvailable:   {memory.available} kB\n"
            f"SwapTotal:      {memory.swap_total} kB\nSwapFree:       {memory.swap_free} kB\n"
        ),
        **fixtures.files,
    }


def answer_file(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for a declared file, or several; of several those that are not declared are not there."""
    match argv:
        case ("stat", "-f", "-c", "%T", "--", path) if path in facts.fixtures.disks:
            return Answer(stdout=f"{facts.fixtures.disks[path].kind}\n")
        case ("stat", "-L", "-c", _, "--", _, _, *_):
            return answer_each(argv[:5], argv[5:], facts)
        case ("sha256sum", "--", _, _, *_):
            return answer_each(argv[:2], argv[2:], facts)
        case _:
            return answer_one(argv, facts)


def answer_each(question: tuple[str, ...], paths: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for several files; None on a host that declares none at all."""
    if not facts.fixtures.files:
        return None
    each = [(path, answer_one((*question, path), facts)) for path in paths]
    missing = [
        f"{name_failure(question[0], path)}: No such file or directory\n" for path, answer in each if answer is None
    ]
    found = [answer for _, answer in each if answer is not None]
    return Answer(
        stdout="".join(answer.stdout for answer in found),
        stderr="".join((*(answer.stderr for answer in found), *missing)),
        exit_code=1 if missing or any(answer.exit_code for answer in found) else 0,
    )


def name_failure(tool: str, path: str) -> str:
    """Return how a tool begins its complaint of a file."""
    return f"stat: cannot statx '{path}'" if tool == "stat" else f"{tool}: {path}"


def answer_one(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Answer for a declared file."""
    path = argv[-1]
    files = list_files(facts)
    found = files.get(path)
    if found is None:
        return None
    if is_denied(argv[0], path, files, facts):
        return Answer(stderr=f"{name_failure(argv[0], path)}: Permission denied\n", exit_code=1)
    file = HostFile(content=found) if isinstance(found, str) else found
    match argv:
        case _ if file.error:
            return Answer(stderr=f"{name_failure(argv[0], path)}: {file.error}\n", exit_code=1)
        case ("stat", "-L", "-c", form, "--", _) | ("stat", "-c", form, "--", _):
            return Answer(stdout=write_stat(form, file, facts.now).replace("%n", path) + "\n")
        case ("sha256sum", "--", _):
            return Answer(stdout=f"{sha256(file.content.encode()).hexdigest()}  {path}\n")
        case _:
            return None


def is_denied(tool: str, path: str, files: dict[str, str | HostFile], facts: Facts) -> bool:
    """Tell whether the login user is refused: stat reads no file, and needs only to reach it."""
    if facts.as_root or facts.user == ROOT:
        return False
    return not (may_reach if tool == "stat" else may_read)(path, files, facts.user)


def write_stat(form: str, file: HostFile, now: float) -> str:
    """Fill in a format of stat(1), such as that of the kind `file_stat`."""
    values = {
        "%h": "1",
        "%f": f"{FILE_KINDS[file.kind] | int(file.mode, 8):x}",
        "%U": say_name(file.owner),
        "%u": say_number(file.owner),
        "%G": say_name(file.group),
        "%g": say_number(file.group),
        "%a": file.mode,
        "%s": str(len(file.content.encode())),
        "%Y": f"{now - file.age:.0f}",
    }
    for sign, value in values.items():
        form = form.replace(sign, value)
    return form


def say_name(account: str) -> str:
    """Return what stat prints for an account; a bare number has no name (stat(1))."""
    return "UNKNOWN" if account.isdecimal() else account


def say_number(account: str) -> str:
    """Return an account's id."""
    return NUMBERS.get(account, account if account.isdecimal() else "1000")


def name_source(mount: str) -> str:
    """Return the device of a simulated file system: each has its own."""
    return f"/dev/drill{mount.rstrip('/').replace('/', '-')}"


def answer_df(what: str, path: str, facts: Facts) -> Answer:
    """Return df's table of all file systems, or of the one that holds a path."""
    disks = facts.fixtures.disks
    holders = [mount for mount in disks if not path or path == mount or path.startswith(mount.rstrip("/") + "/")]
    shown = holders if not path else [max(holders, key=len, default="/")]
    title = "1024-blocks Used Available Capacity" if what == "-k" else "Inodes IUsed IFree IUse%"
    rows = [write_df_row(mount, disks.get(mount, DiskUse()), what) for mount in shown]
    return Answer(stdout="".join(f"{row}\n" for row in [f"Filesystem Type {title} Mounted on", *rows]))


def write_df_row(mount: str, disk: DiskUse, what: str) -> str:
    """Return a file system's row."""
    ratio = disk.used if what == "-k" else disk.inodes_used
    used = round(BLOCKS * ratio)
    return f"{name_source(mount)} {disk.kind} {BLOCKS} {used} {BLOCKS - used} {ratio:.0%} {mount}"
