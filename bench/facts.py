"""What is worth knowing of the machine beside the figures: no paths, no host names."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from lineup import BLACKSTART

RIVALS = ("ansible-core", "pyinfra", "pytest-testinfra", "pytest-xdist", "paramiko")


def read_facts() -> dict[str, str]:
    """Return facts by name, in the order they are shown."""
    return {
        "CPUs": f"{os.cpu_count()}, {_read_line('/proc/cpuinfo', 'model name')}; clients and hosts share them",
        "memory": f"{int(_read_line('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.0f} GB",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "OpenSSH": _ask_version(("ssh", "-V")),
        "curl": _ask_version(("curl", "--version")),
        "rivals": ", ".join(f"{name} {version(name)}" for name in RIVALS),
        "blackstart": _ask_version((str(BLACKSTART), "--version")) if BLACKSTART.exists() else "not installed",
    }


def read_load() -> str:
    """Return the load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _read_line(file: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.+)$", Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"


def _ask_version(argv: tuple[str, ...]) -> str:
    """Return the first version number the program prints."""
    ran = subprocess.run(argv, capture_output=True, text=True, check=False)
    found = re.search(r"\d+\.\d+\S*", ran.stdout + ran.stderr)
    return found[0].rstrip(",") if found else "unknown"
