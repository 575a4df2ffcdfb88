"""The `ssh` processes of a run that were started before anything could listen to them."""

import contextlib
import os
from types import TracebackType
from typing import Self

from blackstart.model.fleet import Host
from blackstart.transports.ssh_command import read_settings, ssh_argv
from blackstart.transports.ssh_process import SshProcess


class SshLogins:
    """How a run calls `ssh`, with a private folder for what its calls share, and the logins begun ahead."""

    def __init__(self, config_file: str | None) -> None:
        """Follow this configuration, or else the operator's."""
        self._folder = make_private_folder()
        self.settings = read_settings(config_file, self._folder)
        self._begun: dict[str, SshProcess] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the logins that nobody took, and remove the folder."""
        from shutil import rmtree  # noqa: PLC0415  # no login waits for it

        for process in self._begun.values():
            process.kill()
            process.wait()
            process.close()
        rmtree(self._folder, ignore_errors=True)

    def begin(self, host: Host) -> None:
        """Begin to log in; nothing is asked yet. What cannot be started is told of when it is started again."""
        with contextlib.suppress(OSError):
            self._begun[host.id] = SshProcess(ssh_argv(host, self.settings))

    def take(self, host: Host) -> SshProcess | None:
        """Return the login that was begun on the host, once: whoever takes it sees to its end."""
        return self._begun.pop(host.id, None)


def make_private_folder() -> str:
    """Make a folder for this user alone, in TMPDIR or /tmp, or wherever else `tempfile` finds room."""
    folder = f"{os.environ.get('TMPDIR') or '/tmp'}/blackstart-{os.urandom(8).hex()}"  # noqa: S108  # the name is unforeseeable, and must be new
    try:
        os.mkdir(folder, 0o700)  # noqa: PTH102  # a Path would only be taken apart again
    except OSError:
        import tempfile  # noqa: PLC0415  # 3 ms that every login would wait for

        folder = tempfile.mkdtemp(prefix="blackstart-")
    return folder
