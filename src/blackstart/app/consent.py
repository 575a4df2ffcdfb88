"""Whether the operator lets a pack's own commands run: by an option of this run, or by a configuration of their own."""

import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec

from blackstart.audit.commands import about_command
from blackstart.baseline.file_types import Prefixes, doc
from blackstart.baseline.problems import BaselineError, ProblemReport
from blackstart.baseline.typed import read_file
from blackstart.files import read_regular
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome
from blackstart.packs import PackError

KEY = "allow_commands"
LARGEST = 1 << 16
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
Commands = tuple[tuple[str, ...], ...]


class OperatorConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """config.yml: what the operator lets every pack do."""

    allow_commands: Annotated[Prefixes, doc("Words that a pack's own commands may begin with.")] = ()


def require_consent(fleet: Fleet, *, allowed_all: bool) -> Commands:
    """Return the commands that the pack adds to the read-only table, once the operator consented to each.

    Raises PackError for one without consent, and for one that no consent covers.
    """
    added = require_harmless(fleet)
    allowed = () if allowed_all or not added else read_allowed(find_configuration())
    for words in added if not allowed_all else ():
        if not any(words[: len(prefix)] == prefix for prefix in allowed):
            raise PackError(
                f"{name_place(fleet)}: read_only_commands adds `{' '.join(words)}`, with anything after it; look at "
                f"what it does, then give --allow-pack-commands, or name it under {KEY} in {find_configuration()}"
            )
    return added


def require_harmless(fleet: Fleet) -> Commands:
    """Return the commands that the pack adds. Raises PackError for one that the audit calls BLOCKED."""
    for words in fleet.read_only_commands:
        complaint = about_command(words)
        if complaint.outcome is Outcome.BLOCKED:
            raise PackError(f"{name_place(fleet)}: {complaint.message}, whoever consents; {complaint.mend}")
    return fleet.read_only_commands


def name_place(fleet: Fleet) -> str:
    """Return where the pack adds its commands."""
    return f"{fleet.name}, {fleet.origins.get('fleet:read_only_commands', 'fleet.yml')}"


def find_configuration() -> Path:
    """Return where the operator's configuration stands, if there is one (XDG Base Directory)."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "blackstart" / "config.yml"


def read_allowed(path: Path) -> Commands:
    """Return the argv prefixes that the operator allows every pack; none where there is no configuration.

    Raises PackError for a file that others may write, and for one that is not as it must be.
    """
    try:
        require_own(path)
        text = read_regular(path, LARGEST).decode()
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}") from error
    return read_configuration(text, str(path))


def require_own(path: Path) -> None:
    """Raise PackError unless the file is the operator's or root's, and nobody else's to write."""
    for place in (path, path.parent):
        status = place.stat()
        if status.st_uid not in (0, os.geteuid()) or status.st_mode & OTHERS_MAY_WRITE:
            raise PackError(f"{place}: others may write it, so it is no consent of yours; chown it, and chmod go-w")


def read_configuration(text: str, name: str) -> Commands:
    """Return what the text allows. Raises PackError with every problem, by file and line."""
    report = ProblemReport(file=name, problems=[])
    configuration = read_file(text, OperatorConfiguration, report)
    if configuration is None or report.problems:
        raise PackError(str(BaselineError(report.problems)))
    return configuration.allow_commands
