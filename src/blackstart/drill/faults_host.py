"""Faults of a host itself: units, containers, disks, memory, clock, files. Pure."""

from collections.abc import Iterator
from uuid import NAMESPACE_DNS, uuid5

from blackstart.drill.facts import write_time
from blackstart.drill.fault_context import Fault, FaultContext
from blackstart.drill.fixtures import DiskUse
from blackstart.drill.host_files import list_files
from blackstart.drill.units import full_name

HOUR = 3600.0
LONG_BEFORE = 40 * 86400.0
AFTER_RESET = 946684800
"""2000-01-01: where a clock without a battery starts."""


def fail_unit(context: FaultContext) -> Iterator[Fault]:
    """Yield a unit that failed, stopped, or is not enabled; or one that runs where it must not."""
    unit, state = full_name(context.spec.unit), context.spec.state
    for active in ("failed", "inactive", "active"):
        if active != state:
            yield Fault(title=f"{unit} {active}", changes=context.at_place(units={unit: {"active": active}}))
    other = "disabled" if context.spec.enabled else "enabled"
    yield Fault(title=f"{unit} {other}", changes=context.at_place(units={unit: {"active": state, "enabled": other}}))


def degrade_system(context: FaultContext) -> Iterator[Fault]:
    """Yield a unit that failed and that nothing explains."""
    yield Fault(title="drill-fault.service failed", changes=context.at_place(units={"drill-fault.service": "failed"}))


def stop_container(context: FaultContext) -> Iterator[Fault]:
    """Yield a container that was killed, is gone, is ill, or restarts over and over."""
    name = context.spec.container
    states = {
        "exited (137)": {"state": "exited", "exit_code": 137, "health": None},
        "gone": "missing",
        "unhealthy": {"state": "running", "health": "unhealthy"},
        "restarted 99 times": {"state": "running", "restarts": 99, "up_for": 1},
        "running": "running",
    }
    for title, state in states.items():
        yield Fault(title=f"container {name} {title}", changes=context.at_place(containers={name: state}))


def fill_disk(context: FaultContext) -> Iterator[Fault]:
    """Yield a file system that is full, of blocks or of inodes: the one looked at, or the first."""
    for mount in sorted(list_disks(context), key=lambda mount: not holds(mount, context.spec.path or "/")):
        yield Fault(title=f"{mount} 99 % full", changes=context.at_place(disks={mount: {"used": 0.99}}))
        yield Fault(title=f"{mount} out of inodes", changes=context.at_place(disks={mount: {"inodes_used": 0.99}}))


def list_disks(context: FaultContext) -> dict[str, DiskUse]:
    """Return the file systems of the host that is asked."""
    return context.healthy.fixtures[context.check.place].disks


def holds(mount: str, path: str) -> bool:
    """Tell whether a path lies below a mount point."""
    return path == mount or path.startswith(mount.rstrip("/") + "/")


def break_mounts(context: FaultContext) -> Iterator[Fault]:
    """Yield a file system that went read-only, or is not mounted."""
    for path in context.spec.present:
        yield Fault(title=f"{path} not mounted", changes=context.at_place(disks={path: None}))
    for mount in ("/", *list_disks(context)):
        yield Fault(title=f"{mount} read-only", changes=context.at_place(disks={mount: {"options": "ro,relatime"}}))


def use_up_memory(context: FaultContext) -> Iterator[Fault]:
    """Yield a host without memory, or without swap."""
    yield Fault(title="1 KiB of memory available", changes=context.at_place(memory={"available": 1}))
    yield Fault(title="no swap left", changes=context.at_place(memory={"swap_free": 0}))


def raise_load(context: FaultContext) -> Iterator[Fault]:
    """Yield a load far above any limit."""
    yield Fault(title="load 9999", changes=context.at_place(load=[9999, 9999, 9999]))


def press(context: FaultContext) -> Iterator[Fault]:
    """Yield processors that wait for a disk, are busy or stolen, a host that swaps, and things that stall."""
    for name, title in {
        "iowait": "processors wait for a disk",
        "busy": "processors are busy",
        "steal": "processors are taken away",
        "io_stall": "input and output stall",
        "memory_stall": "memory stalls",
    }.items():
        yield Fault(title=title, changes=context.at_place(cpu={"busy": 0, name: 0.98}))
    yield Fault(title="pages are swapped in", changes=context.at_place(cpu={"swap_in": 99999}))


def shake_boot(context: FaultContext) -> Iterator[Fault]:
    """Yield a host that has just booted, without a record of it, long ago, or in the middle of the look."""
    yield Fault(title="up for 1 s", changes=context.at_place(up_for=1))
    moment = write_time(context.healthy.now - LONG_BEFORE, "%Y-%m-%dT%H:%M:%S+00:00")
    answer = {"match": "-x *", "stdout": f"reboot   system boot  6.1.0-drill      {moment}   still running\n"}
    yield Fault(title="the last start on record is another", changes=context.at_place(tools={"last": [answer]}))
    answer = {"match": "btime /proc/stat", "stdout": f"btime {AFTER_RESET}\n"}
    yield Fault(title="booted in 2000", changes=context.at_place(tools={"grep": [answer]}))
    restarted = [str(uuid5(NAMESPACE_DNS, f"{number}.drill-fault.invalid")) for number in range(2)]
    yield Fault(title="restarted during the look", changes=context.at_place(boot_id=restarted), voids=True)


def set_clock_back(context: FaultContext) -> Iterator[Fault]:
    """Yield a clock that is an hour late, or not kept in step."""
    yield Fault(title="clock an hour late", changes=context.at_place(clock_offset=-HOUR))
    answer = {"match": "show --property=NTPSynchronized", "stdout": "NTPSynchronized=no\n"}
    yield Fault(title="clock not synchronized", changes=context.at_place(tools={"timedatectl": [answer]}))


def change_file(context: FaultContext) -> Iterator[Fault]:
    """Yield a file that is gone, or there; old, empty, open to all, or somebody else's."""
    path = context.spec.path
    if path is None:
        return
    if not getattr(context.spec, "exists", True):
        yield Fault(title=f"{path} is there", changes=context.at_place(files={path: {"content": "drill fault\n"}}))
        return
    gone = {"error": "No such file or directory", "content": None}
    found = list_files(context.healthy.places[context.check.place].facts).get(path)
    content = {"content": found} if isinstance(found, str) else {}
    differences = {
        "is gone": gone,
        "has other content": {"content": "drill fault\n"},
        "is of 2000": content | {"age": context.healthy.now - AFTER_RESET},
        "is nobody's": content | {"owner": "nobody", "group": "nogroup"},
        "has mode 0": content | {"mode": "0"},
        "is empty": {"content": ""},
    }
    for title, difference in differences.items():
        yield Fault(title=f"{path} {title}", changes=context.at_place(files={path: difference}))


def age_report(context: FaultContext) -> Iterator[Fault]:
    """Yield a report whose writer died, where it is a file."""
    if context.spec.path is None:
        return
    path, age = context.spec.path, 10 * context.spec.max_age + HOUR
    found = list_files(context.healthy.places[context.check.place].facts).get(path)
    content = {"content": found} if isinstance(found, str) else {}
    yield Fault(title=f"{path} {age:.0f} s old", changes=context.at_place(files={path: content | {"age": age}}))


def sign_damage(context: FaultContext) -> Iterator[Fault]:
    """Yield a log in which grep finds a sign of damaged storage, on a line after all that are dated."""
    for exchange in context.exchanges:
        match getattr(exchange.request, "argv", ()):
            case ("grep", *words) if "-i" in words:
                answer = {"match": " ".join(words), "stdout": "999999:EXT4-fs error\n", "exit_code": 0}
                yield Fault(title=f"EXT4-fs error in {words[-1]}", changes=context.at_place(tools={"grep": [answer]}))
            case _:
                pass


def log_damage(context: FaultContext) -> Iterator[Fault]:
    """Yield a log that tells of damaged storage: the journal's, a file's or a container's."""
    damage = "kernel: EXT4-fs error (device sda2): ext4_find_entry:1455: reading directory lblock 0"
    title, unit = "EXT4-fs error in the log", getattr(context.spec, "unit", "")
    moment = write_time(context.healthy.now - 60, "%Y-%m-%dT%H:%M:%S+0000")
    for exchange in context.exchanges:
        argv = getattr(exchange.request, "argv", ())
        words = " ".join(argv[1:])
        match argv:
            case ("journalctl", *_) if "--grep=" in words:
                answer = {"match": words, "stdout": f"{moment} host {unit or 'kernel'}: {damage}\n"}
            case ("grep", *_):
                answer = {"match": words, "stdout": f"{damage}\n"}
            case ("docker", "logs", *_):
                answer = {"match": words, "stderr": f"{damage}\n"}
            case _:
                continue
        yield Fault(title=title, changes=context.at_place(tools={argv[0]: [answer]}))


def refuse_login(context: FaultContext) -> Iterator[Fault]:
    """Yield a host that refuses the key, or lets somebody else in."""
    yield Fault(title="the key is refused", changes={context.host: {"auth": "refused"}})
    answer = {"match": "-un", "stdout": "somebody\n"}
    yield Fault(title="somebody else is logged in", changes=context.at_place(tools={"id": [answer]}))
